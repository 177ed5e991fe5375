"""``kb reindex``: the vector index, built anew."""

from __future__ import annotations

import json as jsonlib

from ui.cli.door import open_door
from ui.cli.exits import DONE
from ui.cli.paper import Paper, count, duration
from ui.cli.progress import ProgressDisplay


def run(*, embed: bool, json: bool) -> int:
    """Rebuild the index from the catalog."""
    with open_door(changes=True) as door, ProgressDisplay(noun="passages") as progress:
        done = door.reindex(embed, progress)
    if json:
        print(jsonlib.dumps(done))
        return DONE
    how = "embedded and indexed" if embed else "indexed"
    Paper().line(f"{count(done['passages'], 'passage')} {how} in {duration(done['seconds'])}.")
    return DONE
