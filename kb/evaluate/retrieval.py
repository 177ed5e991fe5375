"""How well a library finds the documents that a question set calls relevant."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kb.evaluate.beir import BeirSet
from kb.evaluate.measures import ndcg, recall, reciprocal_rank
from kb.evaluate.significance import interval, paired_p
from kb.library import Library
from kb.search.hybrid import RankingName
from kb.types import Filters, Principal

DEPTH = 100
# The rows that every other is held against.
REFERENCES = ("bm25", "dense", "rrf")


@dataclass(frozen=True, slots=True)
class Configuration:
    """One way to search: a ranking, and the settings of search that are switched off or changed."""

    name: str
    ranking: RankingName
    weights: Mapping[str, float] = field(default_factory=dict)


CONFIGURATIONS = (
    Configuration("bm25", "bm25"),
    Configuration("bm25, own words only", "bm25", {"names_weight": 0.0}),
    Configuration("dense", "dense"),
    Configuration("rrf", "rrf"),
    Configuration("fused", "fused"),
    Configuration("fused, own words only", "fused", {"names_weight": 0.0}),
    Configuration("fused, both alike", "fused", {"dense_weight": 0.5}),
    Configuration("fused, passages as a whole", "fused", {"sentence_weight": 0.0}),
    Configuration("fused, without coverage", "fused", {"coverage_weight": 0.0}),
)
RERANKED = Configuration("reranked", "reranked")


def evaluate_retrieval(
    library: Library,
    principal: Principal,
    questions: BeirSet,
    *,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[dict[str, Any]]:
    """One row for each way of searching: nDCG@10, recall@5/20/100, MRR, latency in milliseconds.

    ``interval`` is of nDCG@10, ``against`` the difference to BM25, dense and reciprocal-rank fusion with
    the p of a paired test. A document ranks where its best passage does. The library must hold the
    set's corpus. Reranking has a row where a reranker is set.
    """
    names = _names(library)
    ways = [*CONFIGURATIONS, *([RERANKED] if library.searcher.reranks else [])]
    measured: dict[str, list[tuple[float, ...]]] = {way.name: [] for way in ways}
    latencies: dict[str, list[float]] = {way.name: [] for way in ways}
    for number, (identifier, text) in enumerate(questions.questions.items(), start=1):
        wanted = questions.relevant[identifier]
        for way in ways:
            began = time.perf_counter()
            keys = library.searcher.ranking(
                way.ranking,
                text,
                principal,
                Filters(),
                DEPTH,
                **way.weights,
            )
            latencies[way.name].append(1000 * (time.perf_counter() - began))
            ranking = list(dict.fromkeys(names[key] for key in keys))
            measured[way.name].append(
                (
                    ndcg(ranking, wanted, 10),
                    recall(ranking, wanted, 5),
                    recall(ranking, wanted, 20),
                    recall(ranking, wanted, 100),
                    reciprocal_rank(ranking, wanted),
                )
            )
        tell(number, len(questions.questions))
    gains = {name: [values[0] for values in rows] for name, rows in measured.items()}
    return [
        _row(way.name, measured[way.name], latencies[way.name]) | _against(way.name, gains)
        for way in ways
    ]


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
        "interval": interval([values[0] for values in measured]),
        "recall@5": columns[1],
        "recall@20": columns[2],
        "recall@100": columns[3],
        "mrr": columns[4],
        "p50_ms": round(float(np.percentile(latencies, 50)), 2),
        "p95_ms": round(float(np.percentile(latencies, 95)), 2),
    }


def _against(name: str, gains: dict[str, list[float]]) -> dict[str, Any]:
    """The difference in nDCG@10 to each reference, and how likely chance alone makes it."""
    if name in REFERENCES:
        return {}
    return {
        "against": {
            other: {
                "difference": round(
                    statistics.mean(gains[name]) - statistics.mean(gains[other]), 4
                ),
                "p": paired_p(gains[name], gains[other]),
            }
            for other in REFERENCES
        }
    }
