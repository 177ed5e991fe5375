"""``kb convert``: a quantity in another unit. It needs no library."""

from __future__ import annotations

import json as jsonlib

from ui.cli.exits import DONE
from ui.cli.paper import Paper
from ui.terms.tools import conversion


def run(quantity: str, *, json: bool) -> int:
    """Convert and write."""
    found = conversion(quantity)
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    paper.line(paper.style(found["text"], "bold"))
    paper.paragraph(found["formula"], styles=("dim",))
    paper.paragraph(f"Source: {found['source']}", styles=("dim",))
    return DONE
