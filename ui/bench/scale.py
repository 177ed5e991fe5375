"""`kb bench scale`: retrieval at size: latency with and without a filter, recall of the index, memory."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import KbError
from kb.library import Library
from kb.types import COLLECTIONS, Filters, Principal

DEPTH = 10


def bench_scale_of(
    corpus: Path,
    store: Path | None,
    questions: int,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Ingest a JSONL corpus (nothing new is done where ``store`` holds it already) and measure.

    The questions are titles of documents spread over the corpus, which is how a researcher looks for
    related work.

    Raises:
        KbError: no document of the corpus has a title.
    """
    from ingest.pipeline import Ingestor
    from kb.access.local import local_principal
    from ui.cli.commands.measure import ingest_line, library_folder, open_apart

    principal = local_principal()
    with library_folder(store) as home, open_apart(home) as library:
        report = Ingestor(library, principal).run([corpus], progress=ingest_line)
        documents = [one for one in library.documents(principal) if one.metadata.title]
        step = max(1, len(documents) // questions)
        titles = [one.title for one in documents[::step]][:questions]
        if not titles:
            raise KbError(f"No document of {corpus} has a title to ask for.")
        figures = bench_scale(library, principal, titles, tell=tell)
    return {"ingested": report.added, "ingest_s": round(report.seconds, 1), **figures}


def bench_scale(
    library: Library,
    principal: Principal,
    questions: Sequence[str],
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Search the library for each question, without a filter and from its median year on.

    Recall is the share of the exact ten nearest passages that the index returns among its ten.
    """
    searcher = library.searcher
    directory = searcher.directory()
    years = directory.years[directory.years > 0]
    middle = int(np.median(years)) if len(years) else None
    tell("warming up")
    library.search(questions[0], principal)
    library.search(questions[0], principal, filters=Filters(year_from=middle))
    latencies: dict[str, list[float]] = {"all": [], "from_median_year": []}
    steps: dict[str, list[float]] = {}
    tell(f"searching {len(questions)} questions twice")
    for question in questions:
        for name, filters in (("all", Filters()), ("from_median_year", Filters(year_from=middle))):
            began = time.perf_counter()
            found = library.find(question, principal, filters=filters, k=DEPTH)
            latencies[name].append(1000 * (time.perf_counter() - began))
            if name == "all":
                for step, seconds in found.timings.items():
                    steps.setdefault(step, []).append(1000 * seconds)
    tell("comparing the index with exact search")
    recalls = []
    exact = searcher.exact(directory)
    index = library.store.index()
    vectors = [library.embedder.embed_question(question) for question in questions]
    for vector in vectors:
        found_keys = np.concatenate([index.query(name, vector, DEPTH)[0] for name in COLLECTIONS])
        true_keys, _ = exact.query(directory, vector, None, DEPTH)
        recalls.append(len(set(found_keys.tolist()) & set(true_keys.tolist())) / len(true_keys))
    return {
        "passages": len(directory.keys),
        "questions": len(questions),
        "median_year": middle,
        "retrieval_ms": {name: _percentiles(values) for name, values in latencies.items()},
        "steps_p50_ms": {
            name: round(statistics.median(values), 2) for name, values in steps.items()
        },
        "index_recall_at_10": round(statistics.mean(recalls), 4),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {
        "p50": round(float(np.percentile(values, 50)), 2),
        "p95": round(float(np.percentile(values, 95)), 2),
        "max": round(max(values), 2),
    }
