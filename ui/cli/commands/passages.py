"""``kb passages``: a document as it was cut."""

from __future__ import annotations

import json as jsonlib

from ui.cli.door import open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.find import found_by
from ui.cli.paper import Paper
from ui.cli.works import named, place


def run(document: str, *, json: bool) -> int:
    """Write the passages of one document."""
    with open_door() as door:
        known = found_by(document, door.documents(hidden=True))
        if len(known) > 1:
            raise WrongUse(
                f"{document} stands for {len(known)} documents.",
                hint="Take one of the ids that `kb documents` lists.",
            )
        # An unknown id goes through, so that the library says itself that it has none of that name.
        info = known[0] if known else None
        passages = door.passages(info["id"] if info else document)
    if json:
        print(jsonlib.dumps(passages, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    if info:
        paper.paragraph(named(info), styles=("bold",))
    for passage in passages:
        where = place(info, passage["page"], passage["section"]) if info else ""
        paper.line()
        paper.paragraph(
            " · ".join(part for part in (passage["id"], where) if part), styles=("dim",)
        )
        paper.text(passage["text"])
    return DONE
