"""``kb similar``: the documents nearest to one."""

from __future__ import annotations

import json as jsonlib

from ui.cli.door import open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.find import found_by
from ui.cli.paper import Paper
from ui.cli.works import named, show_standing


def run(document: str, k: int, *, json: bool) -> int:
    """Write them, the nearest first."""
    with open_door() as door:
        known = found_by(document, door.documents(hidden=True))
        if len(known) > 1:
            raise WrongUse(
                f"{document} stands for {len(known)} documents.",
                hint="Take one of the ids that `kb documents` lists.",
            )
        near = door.similar(known[0]["id"] if known else document, k)
    if json:
        print(jsonlib.dumps(near, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    if not near:
        paper.paragraph("There is no other document to compare it with.")
    for rank, one in enumerate(near, start=1):
        number = f"{rank:>3}  "
        paper.paragraph(named(one["document"]), first=number, styles=("bold",))
        show_standing(paper, one["document"], first="     ")
        paper.paragraph(
            f"{one['document']['id']} · cosine {one['score']:.2f}", first="     ", styles=("dim",)
        )
    return DONE
