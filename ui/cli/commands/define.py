"""``kb define``: what a term or an abbreviation means, and who says so."""

from __future__ import annotations

import json as jsonlib
from typing import TYPE_CHECKING

from ui.cli.door import open_door
from ui.cli.exits import DONE
from ui.cli.paper import Paper
from ui.cli.status import Status
from ui.cli.works import named, place

if TYPE_CHECKING:
    from ui.terms.forms import MeaningForm


def run(term: str, *, json: bool) -> int:
    """Define and write."""
    with Status("Looking"), open_door() as door:
        found = door.terms.define(term)
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    if found["notice"]:
        paper.paragraph(found["notice"], styles=("caution",))
        paper.line()
    if found["ambiguous"]:
        paper.paragraph(f"{found['term']} has {len(found['meanings'])} meanings:")
        paper.line()
    for position, one in enumerate(found["meanings"]):
        if position:
            paper.line()
        _show(paper, one)
    return DONE


def _show(paper: Paper, one: MeaningForm) -> None:
    """One meaning: the definition, where it is from, other words."""
    short = one["abbreviation"]
    paper.line(
        paper.style(f"{short['short']}: {short['long']}" if short else one["phrase"], "bold")
    )
    if short and short["caution"]:
        paper.paragraph(short["caution"], styles=("caution",))
    if one["origin"] in ("glossary", "abbreviation only"):
        if one["text"]:
            paper.paragraph(one["text"])
        paper.paragraph(f"Source: {one['source']}", styles=("dim",))
    for quotation in one["quotations"]:
        citation = quotation["citation"]
        document = citation["document"]
        paper.paragraph(f"“{' '.join(quotation['text'].split())}”")
        where = place(document, citation["page"], citation["section"])
        paper.paragraph(f"{named(document)} {where}".strip(), first="  ", styles=("dim",))
    also = [name for name in one["also"] if short is None or name != short["short"]]
    if also:
        paper.paragraph(f"Also: {', '.join(also)}", styles=("dim",))
