"""``kb remove``: forget documents."""

from __future__ import annotations

import json as jsonlib
import sys

import typer

from kb.errors import NotFound
from ui.cli.door import open_door
from ui.cli.exits import DONE, FAILED, WrongUse
from ui.cli.find import found_by
from ui.cli.paper import Paper, count
from ui.cli.works import named

SHOWN = 10


def run(name: str, *, yes: bool, json: bool) -> int:
    """Remove what ``name`` stands for, once it is confirmed."""
    with open_door(changes=True) as door:
        found = found_by(name, door.documents(hidden=True))
        if not found:
            raise NotFound(
                f"The library has no document {name}.", hint="`kb documents` lists what it has."
            )
        if not yes:
            if json or not sys.stdin.isatty():
                raise WrongUse(
                    f"This would remove {count(len(found), 'document')}.",
                    hint="Add --yes to do so without being asked.",
                )
            paper = Paper(sys.stderr)
            for document in found[:SHOWN]:
                paper.paragraph(named(document), first="  ", rest="    ")
            if len(found) > SHOWN:
                paper.line(f"  and {len(found) - SHOWN:,} more")
            if not typer.confirm(f"Remove {count(len(found), 'document')}?", err=True):
                print("Nothing was removed.", file=sys.stderr)
                return FAILED
        removed = door.remove([document["id"] for document in found])
    if json:
        print(jsonlib.dumps({"removed": removed}, ensure_ascii=False, indent=2))
        return DONE
    passages = sum(document["passages"] for document in removed)
    Paper().line(f"Removed {count(len(removed), 'document')}, {count(passages, 'passage')}.")
    return DONE
