"""`kb bench search`: how long searches take with filters and facets, over a library drawn for it or one's own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.access.local import local_principal
from kb.evaluate.drawn import draw_library
from kb.evaluate.latency import measure_latency
from kb.library import Library

DRAWN = "drawn by chance; means of real sentence vectors"
OWN = "the library's own"


def bench_search(
    passages: int,
    library: Path | None,
    turns: int,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Measure a library: of so many drawn passages, built apart and deleted afterwards, or the one given.

    Args:
        library: a data folder whose key is the one that is set, or lies beside it as `kb eval --store` has it.

    Raises:
        KeyMissing, WrongKey: there is no key for the library, or it is another one's.
        LibraryBusy: another process owns the library.
    """
    from ui.cli.commands.measure import open_apart

    principal = local_principal()
    if library is not None:
        with _opened(library) as own:
            return {"text": OWN, **measure_latency(own, principal, turns, tell=tell)}
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as home, open_apart(home) as drawn:
        draw_library(drawn, passages, tell=tell)
        return {"text": DRAWN, **measure_latency(drawn, principal, turns, tell=tell)}


def _opened(folder: Path) -> Library:
    from kb.settings import Settings
    from ui.cli.commands.measure import open_apart

    if (folder / "catalog.key").is_file() and (folder / "library").is_dir():
        return open_apart(folder)
    return Library.open(Settings.load(home=folder), wait_seconds=1.0)


def in_words(figures: dict[str, Any]) -> dict[str, Any]:
    """The same for reading: one line for each way to search."""
    ways = {
        one["way"]: (
            f"p50 {one['p50_ms']:g}, p95 {one['p95_ms']:g} ms "
            f"(processor {one['cpu_p50_ms']:g}, {one['cpu_p95_ms']:g}); "
            f"{one['times_unfiltered']:g} x no filter; "
            f"facets {one['facets_p50_ms']:g}, {one['facets_p95_ms']:g} ms "
            f"({one['facets_cpu_p50_ms']:g}, {one['facets_cpu_p95_ms']:g})"
        )
        for one in figures["ways"]
    }
    return {**figures, "ways": ways}
