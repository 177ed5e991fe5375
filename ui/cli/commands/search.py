"""``kb search``: passages, the best first."""

from __future__ import annotations

import json as jsonlib
from typing import TYPE_CHECKING

from ui.cli.door import open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.paper import Paper
from ui.cli.status import Status
from ui.cli.works import show_hit

if TYPE_CHECKING:
    from kb.types import Filters


def run(question: str, filters: Filters, k: int | None, *, json: bool) -> int:
    """Find passages and write them."""
    if not question.strip():
        raise WrongUse("There is nothing to search for.", hint="Give a few words.")
    with Status("Searching"), open_door() as door:
        hits = door.search(question, filters, k)
    if json:
        print(jsonlib.dumps(hits, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    if not hits:
        paper.paragraph("No passage in the library matches.")
    for position, hit in enumerate(hits):
        if position:
            paper.line()
        show_hit(paper, hit, question)
        ranks = [
            f"{name} {rank}"
            for name, rank in (("meaning", hit["dense_rank"]), ("words", hit["bm25_rank"]))
            if rank is not None
        ]
        paper.paragraph(f"rank by {', by '.join(ranks)}", first="     ", styles=("dim",))
    return DONE
