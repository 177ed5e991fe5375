"""``kb tables``: a document's tables, for the eye, for scripts and for a spreadsheet."""

from __future__ import annotations

import csv as csvlib
import json as jsonlib
import re
import sys
from typing import TYPE_CHECKING

from ingest.readers.tables import column_heads
from kb.types import Table
from ui.cli.door import open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.find import found_by
from ui.cli.paper import Paper
from ui.cli.table import cell, table, write
from ui.cli.works import named, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.api.forms import DocumentForm, TableForm

# A spreadsheet would take a cell that begins so for a formula of whoever wrote the document.
_FORMULA = re.compile(r"[=+\-@\t\r](?!\s?[\d.,%]*\s*\Z)")


def run(document: str, *, csv: bool, json: bool) -> int:
    """Write the tables of one document."""
    if csv and json:
        raise WrongUse("Give --csv or --json, not both.")
    with open_door() as door:
        known = found_by(document, door.documents(hidden=True))
        if len(known) > 1:
            raise WrongUse(
                f"{document} stands for {len(known)} documents.",
                hint="Take one of the ids that `kb documents` lists.",
            )
        # An unknown id goes through, so that the library says itself that it has none of that name.
        info = known[0] if known else None
        tables = door.tables(info["id"] if info else document)
    if json:
        print(jsonlib.dumps(tables, ensure_ascii=False, indent=2))
    elif csv:
        _write_csv(tables)
    else:
        _show(tables, info)
    return DONE


def _write_csv(tables: Sequence[TableForm]) -> None:
    writer = csvlib.writer(sys.stdout, lineterminator="\n")
    for number, one in enumerate(tables, start=1):
        for row in one["rows"]:
            writer.writerow([number, *map(_literal, row)])


def _literal(text: str) -> str:
    """A cell's text that no spreadsheet runs."""
    flat = " ".join(text.split())
    return f"'{flat}" if _FORMULA.match(flat) else flat


def _show(tables: Sequence[TableForm], info: DocumentForm | None) -> None:
    paper = Paper()
    if info:
        paper.paragraph(named(info), styles=("bold",))
    if not tables:
        paper.paragraph("No tables were found in it.")
    for one in tables:
        paper.line()
        paper.paragraph(one["caption"] or "Table", styles=("bold",))
        if info and (where := place(info, one["page"], None)):
            paper.paragraph(where, styles=("dim",))
        heads = column_heads(
            Table(one["caption"], one["page"], tuple(map(tuple, one["rows"])), one["header_rows"])
        )
        grid = table(*heads)
        for row in one["rows"][one["header_rows"] :]:
            grid.add_row(*(cell(text.rstrip()) for text in row))
        write(grid)
        if one["notes"]:
            paper.paragraph(one["notes"], styles=("dim",))
