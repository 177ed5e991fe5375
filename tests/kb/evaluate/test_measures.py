"""The measures against values worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.evaluate.measures import ndcg, recall, reciprocal_rank

RELEVANT = {"a": 2, "b": 1}


def test_ndcg_of_the_ideal_order_is_one() -> None:
    assert ndcg(["a", "b", "x"], RELEVANT) == pytest.approx(1.0)


def test_ndcg_of_the_other_order_is_less_by_the_discount() -> None:
    # gained: 1 / log2(2) + 2 / log2(3) = 2.26186; ideal: 2 / log2(2) + 1 / log2(3) = 2.63093
    assert ndcg(["b", "a"], RELEVANT) == pytest.approx(2.26186 / 2.63093, abs=1e-5)


def test_ndcg_of_one_relevant_document_at_rank_three_is_a_half() -> None:
    assert ndcg(["x", "y", "a"], {"a": 1}) == pytest.approx(1 / math.log2(4)) == 0.5


def test_ndcg_looks_no_deeper_than_k() -> None:
    assert ndcg(["x", "y", "a"], {"a": 1}, 2) == 0.0
    # Of three relevant documents only two fit into the first two: both there is ideal.
    assert ndcg(["a", "b", "x"], {"a": 1, "b": 1, "c": 1}, 2) == pytest.approx(1.0)


def test_recall_is_the_share_of_the_relevant_ones_among_the_first_k() -> None:
    ranking = ["x", "a", "y", "b"]
    assert recall(ranking, RELEVANT, 1) == 0.0
    assert recall(ranking, RELEVANT, 2) == 0.5
    assert recall(ranking, RELEVANT, 4) == 1.0


def test_what_was_judged_irrelevant_is_not_wanted() -> None:
    assert recall(["a"], {"a": 1, "z": 0}, 5) == 1.0
    assert reciprocal_rank(["z", "a"], {"a": 1, "z": 0}) == 0.5
    assert ndcg(["z", "a"], {"a": 1, "z": 0}) == pytest.approx(1 / math.log2(3))


def test_reciprocal_rank_is_of_the_first_relevant_one() -> None:
    assert reciprocal_rank(["x", "y", "b", "a"], RELEVANT) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], RELEVANT) == 0.0


def test_no_judgements_or_no_ranking_measure_nothing() -> None:
    for relevant, ranking in (({}, ["a"]), (RELEVANT, [])):
        assert ndcg(ranking, relevant) == 0.0
        assert recall(ranking, relevant, 5) == 0.0
        assert reciprocal_rank(ranking, relevant) == 0.0


@given(
    st.permutations("abcdef"),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3)),
    st.integers(1, 8),
)
def test_no_ranking_is_better_than_the_ideal_one(
    ranking: list[str], relevant: dict[str, int], k: int
) -> None:
    ideal = sorted("abcdef", key=lambda one: -relevant.get(one, 0))
    best = 1.0 if any(relevant.values()) else 0.0
    assert ndcg(ideal, relevant, k) == pytest.approx(best)
    assert -1e-9 <= ndcg(ranking, relevant, k) <= best + 1e-9
