"""Reciprocal rank fusion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.fusion import fuse

rankings = st.lists(st.lists(st.integers(0, 30), unique=True, max_size=15), max_size=4)


def keys(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_a_passage_of_both_rankings_beats_one_that_leads_a_single_one() -> None:
    fused = fuse([keys(1, 2, 3), keys(4, 2)], k=60)
    assert [key for key, _ in fused] == [2, 1, 4, 3]
    assert fused[0][1] == pytest.approx(2 / 62)
    assert fused[1][1] == pytest.approx(1 / 61)


def test_ties_keep_the_order_of_first_appearance() -> None:
    assert [key for key, _ in fuse([keys(5, 6), keys(7, 8)])] == [5, 7, 6, 8]


def test_nothing_fused_is_nothing() -> None:
    assert fuse([]) == []
    assert fuse([keys(), keys()]) == []


@given(rankings)
def test_every_passage_comes_once_and_scores_fall(given_rankings: list[list[int]]) -> None:
    fused = fuse([keys(*ranking) for ranking in given_rankings])
    assert sorted(key for key, _ in fused) == sorted({key for one in given_rankings for key in one})
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(st.integers(0, 30), unique=True))
def test_one_ranking_keeps_its_order(ranking: list[int]) -> None:
    assert [key for key, _ in fuse([keys(*ranking)])] == ranking
