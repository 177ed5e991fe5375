"""``kb searches``: what was saved, run again or forgotten.

Saved searches lie in the catalog, which any process may read while the server runs.
"""

from __future__ import annotations

import json as jsonlib
import sys

import typer

from kb.access.local import local_principal
from kb.types import Filters, as_json
from ui.cli.exits import DONE, FAILED, WrongUse
from ui.cli.kept import opened
from ui.cli.paper import Paper


def listing(*, json: bool) -> int:
    """List them."""
    with opened() as library:
        rows = library.searches.all(local_principal())
    if json:
        print(jsonlib.dumps(as_json(rows), ensure_ascii=False, indent=2))
        return DONE
    if not rows:
        Paper().paragraph("No saved searches. `kb search ... --save NAME` keeps one.")
        return DONE
    from ui.cli.table import cell, table, write

    grid = table("Id", "Saved", "Name", "Search")
    grid.columns[0].no_wrap = True
    for row in rows:
        said = "; ".join([row.question, *limits(row.filters)])
        grid.add_row(row.id, row.saved[:16].replace("T", " "), cell(row.name), cell(said))
    write(grid)
    return DONE


def limits(filters: Filters) -> list[str]:
    """What filters leave in, in words."""
    said = []
    if filters.collections is not None:
        said.append(", ".join(filters.collections))
    if filters.year_from is not None or filters.year_to is not None:
        first, last = filters.year_from or "", filters.year_to or ""
        said.append(f"{first}-{last}" if first != last else str(first))
    for values in (filters.types, filters.designs, filters.journals):
        if values:
            said.append(" or ".join(values))
    if filters.documents is not None:
        number = len(filters.documents)
        said.append(f"{number} document" if number == 1 else f"{number} documents")
    if not filters.retracted:
        said.append("without retracted works")
    return said


def again(identity: str, k: int | None, *, json: bool) -> int:
    """Run one again."""
    from ui.cli.commands.search import run

    with opened() as library:
        kept = library.searches.get(identity, local_principal())
    return run(kept.question, kept.filters, k, sort=kept.sort, json=json)


def delete(identity: str, *, yes: bool) -> int:
    """Forget one, once it is confirmed."""
    with opened() as library:
        kept = library.searches.get(identity, local_principal())
        if not yes:
            if not sys.stdin.isatty():
                raise WrongUse(
                    f"This would delete “{kept.name}”.",
                    hint="Add --yes to do so without being asked.",
                )
            if not typer.confirm(f"Delete “{kept.name}”?", err=True):
                print("Nothing was deleted.", file=sys.stderr)
                return FAILED
        library.searches.delete(kept.id, local_principal())
    Paper().line(f"Deleted “{kept.name}”.")
    return DONE
