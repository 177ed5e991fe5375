"""``kb ingest --watch``: take in what is added or changed, until Ctrl-C.

The library is opened anew for each batch: in between, other commands and ``kb serve`` may have it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.errors import LibraryBusy
from ui.cli.exits import STOPPED

QUIET_MS = 800  # a file that is still being written keeps its batch open
RETRY_MS = 3000


def follow(paths: Sequence[Path], take_in: Callable[[Sequence[Path]], int]) -> int:
    """Call ``take_in`` with the files that changed; return when Ctrl-C is pressed.

    Deleted files stay in the library: forgetting is asked for with ``kb remove``.
    """
    from watchfiles import Change, watch

    print("Watching for changes; Ctrl-C ends it.", file=sys.stderr, flush=True)
    waiting: dict[Path, None] = {}
    try:
        for changes in watch(
            *paths,
            debounce=QUIET_MS,
            step=QUIET_MS // 4,
            rust_timeout=RETRY_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            for change, name in sorted(changes, key=lambda item: item[1]):
                path = Path(name)
                if change is Change.deleted:
                    waiting.pop(path, None)
                elif path.is_file() and not path.name.startswith("."):
                    waiting[path] = None
            if not waiting:
                continue
            batch = [path for path in waiting if path.exists()]
            try:
                status = take_in(batch) if batch else None
            except LibraryBusy as busy:
                # Keep the batch: the next turn tries again.
                print(f"{busy.message} Trying again.", file=sys.stderr, flush=True)
                continue
            waiting.clear()
            if status == STOPPED:
                return STOPPED
    except KeyboardInterrupt:
        pass
    print("Stopped watching.", file=sys.stderr)
    return STOPPED
