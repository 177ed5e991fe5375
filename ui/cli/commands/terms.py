"""``kb terms``: the releases of ICD-10-CM, and what a later one changes."""

from __future__ import annotations

import json as jsonlib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import UnreadableFile
from ui.cli.door import open_door
from ui.cli.exits import DONE
from ui.cli.indexing import prepared
from ui.cli.paper import Paper, count
from ui.cli.status import Status

if TYPE_CHECKING:
    from ui.terms import forms

SHOWN = 20


def update(file: Path, effective: date | None, *, json: bool) -> int:
    """Load a release and write what it changes."""
    if not file.is_file():
        raise UnreadableFile(str(file), "there is no such file")
    with open_door() as door:
        terms = prepared(door.terms)
        day = effective or next_release(date.fromisoformat(terms.releases()[0]["effective"]))
        with Status("Reading the release"):
            changes = terms.update(file, day)
    if json:
        print(jsonlib.dumps(changes, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    paper.paragraph(
        f"{changes['after']}, in force from {changes['effective']}, against {changes['before']}:"
    )
    lines = (
        ("added", count(len(changes["added"]), "code")),
        ("removed", count(len(changes["removed"]), "code")),
        ("reworded", count(len(changes["reworded"]), "code")),
        ("no longer billable", count(len(changes["no_longer_billable"]), "code")),
        ("newly billable", count(len(changes["newly_billable"]), "code")),
        ("with changed notes", count(len(changes["notes_changed"]), "entry", "entries")),
    )
    for what, how_many in lines:
        paper.line(f"  {how_many} {what}")
    _codes(paper, "Added", changes["added"])
    _codes(paper, "Removed", changes["removed"])
    paper.line()
    paper.paragraph("The releases that were there stay, for encounters of their dates.")
    return DONE


def releases(*, json: bool) -> int:
    """List the releases."""
    with open_door() as door:
        found = prepared(door.terms).releases()
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    from ui.cli.table import cell, table, write

    grid = table("Release", "From", "Until", "Codes", "Billable")
    for column in (3, 4):
        grid.columns[column].justify = "right"
    for one in found:
        grid.add_row(
            cell(one["name"]),
            one["effective"],
            one["until"] or "",
            f"{one['codes']:,}",
            f"{one['billable']:,}",
        )
    write(grid)
    return DONE


def build(*, json: bool) -> int:
    """Index the installed release."""
    with open_door() as door:
        newest = prepared(door.terms).releases()[0]
    if json:
        print(jsonlib.dumps(newest, ensure_ascii=False, indent=2))
        return DONE
    Paper().line(f"{newest['name']}: {count(newest['codes'], 'code')}.")
    return DONE


def next_release(after: date) -> date:
    """The next 1 April or 1 October, when releases of ICD-10-CM take effect, after a day."""
    day = after + timedelta(days=1)
    starts = [date(year, month, 1) for year in (day.year, day.year + 1) for month in (4, 10)]
    return min(start for start in starts if start >= day)


def _codes(paper: Paper, title: str, lines: list[forms.CodeLineForm]) -> None:
    if not lines:
        return
    paper.line()
    paper.line(paper.style(title, "bold"))
    for one in lines[:SHOWN]:
        paper.paragraph(one["description"], first=f"  {one['code']:<9} ")
    if len(lines) > SHOWN:
        paper.line(f"  and {len(lines) - SHOWN:,} more (--json lists them all)")
