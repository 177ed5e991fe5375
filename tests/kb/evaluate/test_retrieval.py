"""Retrieval measured on a question set whose ranking is known."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from kb.evaluate.beir import BeirSet
from kb.evaluate.retrieval import CONFIGURATIONS, REFERENCES, evaluate_retrieval
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

# The corpus id is what follows the '#'. One document is of two passages.
ENTRIES = [
    entry("Metformin is given first.", "Metformin is given again.", source="/corpus.jsonl#d1"),
    entry("Metformin may be stopped.", source="/corpus.jsonl#d2"),
    entry("Warfarin is steered by the INR.", source="/corpus.jsonl#d3"),
]
FIRST = "metformin is given first"


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


def measured(
    library: Library, principal: Principal, relevant: dict[str, dict[str, int]]
) -> dict[str, dict[str, Any]]:
    """A row for each way of ranking, of the question ``FIRST`` asked once for each id."""
    questions = BeirSet(Path(), Path(), dict.fromkeys(relevant, FIRST), relevant)
    rows = evaluate_retrieval(library, principal, questions)
    return {row["name"]: row for row in rows}


def test_each_way_of_ranking_gets_a_row(filled: Library, principal: Principal) -> None:
    rows = measured(filled, principal, {"q": {"d1": 1}})
    assert tuple(rows) == tuple(way.name for way in CONFIGURATIONS)
    for row in rows.values():
        assert row["questions"] == 1
        assert (row["ndcg@10"], row["mrr"], row["recall@5"]) == (1.0, 1.0, 1.0)
        assert row["interval"] == [1.0, 1.0]
        assert row["p95_ms"] >= row["p50_ms"] > 0


def test_a_document_ranks_where_its_best_passage_does(
    filled: Library, principal: Principal
) -> None:
    # d1's two passages come first; d2 is the second document, not the third.
    rows = measured(filled, principal, {"q": {"d2": 1}})
    assert rows["bm25"]["mrr"] == 0.5
    assert rows["bm25"]["ndcg@10"] == round(1 / math.log2(3), 4)


def test_figures_are_means_over_the_questions(filled: Library, principal: Principal) -> None:
    rows = measured(filled, principal, {"q1": {"d1": 1}, "q2": {"d2": 1}, "q3": {"d9": 1}})
    assert rows["bm25"]["mrr"] == 0.5
    assert rows["bm25"]["recall@100"] == round(2 / 3, 4)
    low, high = rows["bm25"]["interval"]
    assert low < rows["bm25"]["ndcg@10"] < high


def test_what_is_not_a_reference_is_held_against_all_of_them(
    filled: Library, principal: Principal
) -> None:
    rows = measured(filled, principal, {"q1": {"d1": 1}, "q2": {"d2": 1}})
    assert "against" not in rows["bm25"]
    assert set(rows["fused"]["against"]) == set(REFERENCES)
    for name, found in rows["fused"]["against"].items():
        assert found["difference"] == round(rows["fused"]["ndcg@10"] - rows[name]["ndcg@10"], 4)
        assert 0 < found["p"] <= 1


def test_progress_is_told_question_by_question(filled: Library, principal: Principal) -> None:
    told: list[tuple[int, int]] = []
    questions = BeirSet(Path(), Path(), {"a": FIRST, "b": FIRST}, {"a": {"d1": 1}, "b": {"d2": 1}})
    evaluate_retrieval(filled, principal, questions, tell=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]
