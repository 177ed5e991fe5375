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
OWN = "ui.bench.own_pipeline"


def bench_ingest(
    folder: Path, *, rounds: int = 3, chunk: int = 0, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Ingest a folder of PDFs with both, alternately, each time into an empty store.

    ``work`` leaves out imports and loading the model; ``process`` is the whole process.
    """
    timings: dict[str, list[dict[str, float]]] = {"own": [], "plain": []}
    for number in range(rounds):
        for name, module in (("own", OWN), ("plain", PLAIN)):
            tell(f"round {number + 1} of {rounds}: {name}")
            store = Path(tempfile.mkdtemp(prefix="kb-bench-"))
            extra = ["--chunk", str(chunk)] if name == "plain" and chunk else []
            try:
                done = run([sys.executable, "-m", module, str(folder), str(store / "store"), *extra])
            finally:
                shutil.rmtree(store, ignore_errors=True)
            values = json.loads(done.output.strip().splitlines()[-1])
            timings[name].append({**values, "wall_s": done.wall_s, "cpu_s": done.cpu_s})
    ratios = {
        measure: spread(
            [
                plain[key] / own[key]
                for own, plain in zip(timings["own"], timings["plain"], strict=True)
            ]
        )
        for measure, key in (("work", "work_s"), ("process", "wall_s"), ("cpu", "cpu_s"))
    }
    return {
        "folder": folder.name,
        "rounds": rounds,
        "plain_chunk_tokens": chunk or 1024,
        "documents": timings["own"][0]["documents"],
        "passages": {name: rows[0]["passages"] for name, rows in timings.items()},
        "documents_per_second": {
            name: round(
                rows[0]["documents"] / statistics.median([row["work_s"] for row in rows]), 3
            )
            for name, rows in timings.items()
        },
        "times_faster": ratios,
    }
