"""``kb documents``: what the library holds."""

from __future__ import annotations

import json as jsonlib
from typing import TYPE_CHECKING

from kb.types import COLLECTIONS, Notice
from ui.cli.door import open_door
from ui.cli.exits import DONE
from ui.cli.paper import Paper, count
from ui.web.standing import label

if TYPE_CHECKING:
    from kb.types import Collection
    from ui.api.forms import DocumentForm


def run(collection: Collection | None, *, hidden: bool = False, json: bool = False) -> int:
    """List the documents."""
    with open_door() as door:
        found = door.documents(collection, hidden=hidden)
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    if not found:
        Paper().paragraph("The library is empty. `kb ingest PATH` takes in files and folders.")
        return DONE
    show(found)
    return DONE


def show(found: list[DocumentForm]) -> None:
    """Write a table of documents for each collection, and a line of totals."""
    from ui.cli.table import cell, table, write

    paper = Paper()
    for collection in COLLECTIONS:
        held = [item for item in found if item["collection"] == collection]
        if not held:
            continue
        grid = table("Document", "Year", "Passages", "Title")
        grid.columns[0].no_wrap = True
        grid.columns[2].justify = "right"
        for item in held:
            year = str(item["year"] or "")
            said = [label(Notice(**one)) for one in item["standing"]]
            said += [f"same work as {item['hidden_by']}"] if item["hidden_by"] else []
            title = f"{item['title']} [{'; '.join(said)}]" if said else item["title"]
            grid.add_row(item["id"], year, f"{item['passages']:,}", cell(title))
        paper.line(paper.style(collection.capitalize(), "bold"))
        paper.line()
        write(grid)
        paper.line()
    passages = sum(item["passages"] for item in found)
    paper.line(f"{count(len(found), 'document')}, {count(passages, 'passage')}.")
