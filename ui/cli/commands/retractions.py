"""``kb retractions``: the list of retractions, and what it marks."""

from __future__ import annotations

import json as jsonlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import UnreadableFile
from ui.cli.door import open_door
from ui.cli.exits import DONE
from ui.cli.paper import Paper, count
from ui.cli.status import Status
from ui.cli.works import named, show_standing

if TYPE_CHECKING:
    from kb.types import NoticeKind
    from ui.api.forms import RetractionsForm

MIB = 1024 * 1024
NONE = (
    "No list of retractions was imported: retracted works are known by their own titles and records only. "
    "`kb retractions import FILE` takes the CSV file of the Retraction Watch database, which Crossref "
    "publishes."
)
WORDS: dict[NoticeKind, str] = {
    "retracted": "retracted",
    "concern": "with an expression of concern",
    "corrected": "corrected",
    "superseded": "superseded by a newer one",
}


def take(file: Path, *, json: bool) -> int:
    """Import a list and write what it marks."""
    if not file.is_file():
        raise UnreadableFile(str(file), "there is no such file")
    with Status("Reading the list") as status, open_door() as door:

        def tell(done: int, total: int) -> None:
            if done < total:
                status.say(f"Reading the list: {done / MIB:.0f} of {total / MIB:.0f} MiB")
            else:
                status.say("Writing the list")

        found = door.import_retractions(file, tell)
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    _write(found)
    return DONE


def show(*, json: bool) -> int:
    """Write the list in force and the works that have a standing."""
    with open_door() as door:
        found = door.retractions()
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    _write(found)
    return DONE


def _write(found: RetractionsForm) -> None:
    paper = Paper()
    listed, works = found["list"], found["works"]
    if listed is None:
        paper.paragraph(NONE)
    else:
        passed = listed["passed_over"]
        paper.paragraph(
            f"Retraction Watch list ({listed['file']}): newest entry {listed['newest'] or 'without a date'}, "
            f"imported {listed['imported'][:10]} by {listed['imported_by']}; "
            f"{count(listed['entries'], 'entry', 'entries')}"
            + (f", {count(passed, 'row')} without DOI and PMID passed over." if passed else ".")
        )
    kinds = Counter(one["standing"][0]["kind"] for one in works)
    paper.line()
    if not works:
        paper.paragraph("No work of the library is retracted, of concern, corrected or superseded.")
        return
    said = ", ".join(f"{kinds[kind]:,} {word}" for kind, word in WORDS.items() if kinds[kind])
    paper.paragraph(f"In the library: {said}.")
    for one in works:
        paper.line()
        paper.paragraph(f"{one['id']}  {named(one)}", rest="  ")
        show_standing(paper, one, first="  ")
