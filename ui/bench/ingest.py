"""`kb bench ingest`: documents a second against the plain LlamaIndex pipeline, in turn, in one run."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ui.bench.processes import run, spread

PLAIN = "ui.bench.plain_pipeline"
# The model reads 256 tokens of a passage. Chunks of that size are embedded whole, as ours are; of the
# splitter's own 1,024-token chunks three quarters never reach the model.
PIPELINES: dict[str, tuple[str, ...]] = {
    "own": ("ui.bench.own_pipeline",),
    "plain_256": (PLAIN, "--chunk", "256"),
    "plain_default": (PLAIN,),
}
MEASURES = (
    ("work", "work_s"),
    ("findable", "findable_s"),
    ("work_cpu", "work_cpu_s"),
    ("process", "wall_s"),
)


def bench_ingest(
    folder: Path, *, rounds: int = 3, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Ingest a folder of PDFs with each, in turn, each time into an empty store.

    ``work`` leaves out imports and loading the model, ``findable`` is the part of it after which every
    document is found (the plain pipeline ends there; ours then embeds the sentences), ``work_cpu`` is the
    work in CPU seconds (which other load on the machine disturbs less), and ``process`` is the whole
    process by the clock.
    """
    timings: dict[str, list[dict[str, float]]] = {name: [] for name in PIPELINES}
    for number in range(rounds):
        for name, (module, *options) in PIPELINES.items():
            tell(f"round {number + 1} of {rounds}: {name}")
            store = Path(tempfile.mkdtemp(prefix="kb-bench-"))
            command = [sys.executable, "-m", module, str(folder), str(store / "store"), *options]
            try:
                done = run(command)
            finally:
                shutil.rmtree(store, ignore_errors=True)
            values = json.loads(done.output.strip().splitlines()[-1])
            values.setdefault("findable_s", values["work_s"])
            timings[name].append({**values, "wall_s": done.wall_s})
    own = timings["own"]
    return {
        "folder": folder.name,
        "rounds": rounds,
        "documents": own[0]["documents"],
        "passages": {name: rows[0]["passages"] for name, rows in timings.items()},
        "documents_per_second": {
            name: round(
                rows[0]["documents"] / statistics.median([row["work_s"] for row in rows]), 3
            )
            for name, rows in timings.items()
        },
        "times_faster_than": {
            name: {
                measure: spread(
                    [
                        _each(other, key) / _each(mine, key)
                        for mine, other in zip(own, rows, strict=True)
                    ]
                )
                for measure, key in MEASURES
            }
            for name, rows in timings.items()
            if name != "own"
        },
    }


def _each(row: dict[str, float], key: str) -> float:
    """Seconds a document that went in, so that nothing is won by leaving one out."""
    return row[key] / row["documents"]
