"""``kb lab``: a laboratory test with its usual ranges. It needs no library."""

from __future__ import annotations

import json as jsonlib
from typing import TYPE_CHECKING

from ui.cli.exits import DONE
from ui.cli.paper import Paper
from ui.terms.tools import lab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.terms.forms import RangeForm


def run(name: str, *, json: bool) -> int:
    """Write one test."""
    found = lab(name)
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    paper.line(paper.style(found["name"], "bold"))
    loinc = f"LOINC {found['loinc']}" if found["loinc"] else ""
    about = [found["specimen"], loinc, ", ".join(found["synonyms"])]
    paper.paragraph(" · ".join(part for part in about if part), styles=("dim",))
    paper.line()
    _ranges(paper, found["ranges"], found["unit"])
    if found["other_unit"]:
        _ranges(paper, found["other"], found["other_unit"])
    for each in (found["critical_low"], found["critical_high"]):
        if each is not None:
            paper.paragraph(
                f"critical: {each['text']} {found['unit']}", first="  ", styles=("danger",)
            )
    paper.line()
    paper.paragraph(f"Source: {found['source']}", styles=("dim",))
    if found["critical_source"]:
        paper.paragraph(f"Critical values: {found['critical_source']}", styles=("dim",))
    paper.paragraph(found["note"], styles=("dim",))
    return DONE


def _ranges(paper: Paper, ranges: Sequence[RangeForm], unit: str) -> None:
    for one in ranges:
        who = f"{one['who']}: " if one["who"] else ""
        paper.paragraph(f"{who}{one['text']} {unit}".rstrip(), first="  ")
