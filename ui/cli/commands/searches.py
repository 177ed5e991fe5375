"""``kb searches``: what was saved, run again or forgotten."""

from __future__ import annotations

import json as jsonlib

from kb.search.scope import described, read_filters
from ui.cli.commands.conversations import confirmed, tell_of_more
from ui.cli.commands.search import write
from ui.cli.door import open_door
from ui.cli.exits import DONE, FAILED
from ui.cli.paper import Paper
from ui.cli.status import Status


def listing(limit: int, offset: int, *, json: bool) -> int:
    """List them."""
    with open_door() as door:
        # One more than is shown tells whether there are more.
        rows = door.searches.all(limit=limit + 1, offset=offset)
    more, rows = rows[limit:], rows[:limit]
    if json:
        print(jsonlib.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        from ui.cli.table import cell, table
        from ui.cli.table import write as write_table

        grid = table("Id", "Saved", "Name", "Search")
        grid.columns[0].no_wrap = True
        for row in rows:
            said = "; ".join([row["question"], *described(read_filters(row["filters"]))])
            saved = row["saved"][:16].replace("T", " ")
            grid.add_row(row["id"], saved, cell(row["name"]), cell(said))
        write_table(grid)
    else:
        none = "No saved searches. `kb search ... --save NAME` keeps one."
        Paper().paragraph("There are no more." if offset else none)
    if more:
        tell_of_more(limit + offset)
    return DONE


def again(identity: str, k: int | None, *, json: bool) -> int:
    """Run one again."""
    with Status("Searching"), open_door() as door:
        kept = door.searches.get(identity)
        found = door.searches.run(kept["id"], k)
    write(kept["question"], found, json=json)
    return DONE


def delete(identity: str, *, yes: bool) -> int:
    """Forget one, once it is confirmed."""
    with open_door() as door:
        kept = door.searches.get(identity)
        if not confirmed(kept["name"], yes=yes):
            return FAILED
        door.searches.delete(kept["id"])
    Paper().line(f"Deleted “{kept['name']}”.")
    return DONE
