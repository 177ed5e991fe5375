"""``python -m kb.search.prepare``: export the embedding model now, rather than at the first search."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kb.errors import KbError
from kb.offline import go_offline

TICK_SECONDS = 5.0


def main() -> int:
    """Prepare the model that the settings name; return the exit status."""
    go_offline()
    from kb.search.embedder import default_model, exported
    from kb.search.export import read_export, stat_key
    from kb.settings import Settings

    try:
        settings = Settings.load()
        folder = settings.embedding.model or default_model()
        if read_export(settings.model_cache / stat_key(folder)) is not None:
            return 0
        with _telling("Preparing the embedding model for this machine, once (about half a minute)"):
            _, model = exported(settings.embedding, settings.model_cache)
    except KbError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 1
    print(
        f"{model.name}: int8 agrees with the original to a cosine of {model.int8_mean:.3f} on average, "
        f"{model.int8_least:.3f} at least; {'int8' if model.int8_agrees else 'fp32'} is used.",
        file=sys.stderr,
    )
    return 0


@contextmanager
def _telling(what: str) -> Iterator[None]:
    """Say what is being done, and every few seconds that it still is."""
    began, done = time.monotonic(), threading.Event()
    print(f"{what} ...", file=sys.stderr, flush=True)

    def tick() -> None:
        while not done.wait(TICK_SECONDS):
            print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield
    finally:
        done.set()
        ticking.join()
    print(f"  done in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
