"""How well a library finds the documents that a question set calls relevant."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kb.evaluate.beir import BeirSet
from kb.evaluate.measures import ndcg, recall, reciprocal_rank
from kb.library import Library
from kb.types import Filters, Principal

DEPTH = 100
CONFIGURATIONS = ("bm25", "dense", "fused")


def evaluate_retrieval(
    library: Library,
    principal: Principal,
    questions: BeirSet,
    *,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[dict[str, Any]]:
    """One row for BM25, dense and fused: nDCG@10, recall@5/20/100, MRR, latency in milliseconds.

    A document ranks where its best passage does. The library must hold the set's corpus.
    """
    names = _names(library)
    measured: dict[str, list[tuple[float, ...]]] = {name: [] for name in CONFIGURATIONS}
    latencies: dict[str, list[float]] = {name: [] for name in CONFIGURATIONS}
    for number, (identifier, text) in enumerate(questions.questions.items(), start=1):
        wanted = questions.relevant[identifier]
        for name in CONFIGURATIONS:
            began = time.perf_counter()
            keys = library.searcher.ranking(name, text, principal, Filters(), DEPTH)
            latencies[name].append(1000 * (time.perf_counter() - began))
            ranking = list(dict.fromkeys(names[key] for key in keys))
            measured[name].append(
                (
                    ndcg(ranking, wanted, 10),
                    recall(ranking, wanted, 5),
                    recall(ranking, wanted, 20),
                    recall(ranking, wanted, 100),
                    reciprocal_rank(ranking, wanted),
                )
            )
        tell(number, len(questions.questions))
    return [_row(name, measured[name], latencies[name]) for name in CONFIGURATIONS]


def _names(library: Library) -> dict[int, str]:
    """The corpus id of each passage key's document."""
    directory = library.searcher.directory()
    by_number = {}
    for info in library.store.catalog.documents(("literature", "records"), hidden=False):
        by_number[directory.document_numbers[info.id]] = info.source.rsplit("#", 1)[-1]
    return {
        int(key): by_number[int(number)]
        for key, number in zip(directory.keys, directory.documents, strict=True)
    }


def _row(
    name: str, measured: Sequence[tuple[float, ...]], latencies: Sequence[float]
) -> dict[str, Any]:
    columns = [round(statistics.mean(values), 4) for values in zip(*measured, strict=True)]
    return {
        "name": name,
        "questions": len(measured),
        "ndcg@10": columns[0],
        "interval": _interval([values[0] for values in measured]),
        "recall@5": columns[1],
        "recall@20": columns[2],
        "recall@100": columns[3],
        "mrr": columns[4],
        "p50_ms": round(float(np.percentile(latencies, 50)), 2),
        "p95_ms": round(float(np.percentile(latencies, 95)), 2),
    }


def _interval(values: Sequence[float]) -> list[float]:
    """A 95 % percentile bootstrap interval of the mean (Efron 1979), 1,000 draws, fixed seed."""
    draws = np.random.default_rng(7).choice(np.asarray(values), (1000, len(values))).mean(axis=1)
    return [round(float(edge), 4) for edge in np.percentile(draws, (2.5, 97.5))]
