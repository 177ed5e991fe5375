"""Merging rankings by score and by rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.fusion import blend, fuse

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


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_a_blend_keeps_how_far_the_best_stands_out() -> None:
    blended = blend(scores(0.9, 0.5, 0.1), scores(2, 8, 0), dense_weight=0.5)
    assert blended.tolist() == pytest.approx([0.5 + 0.125, 0.25 + 0.5, 0])


def test_the_weight_decides_between_meaning_and_words() -> None:
    near, worded = scores(0.9, 0.1), scores(1, 9)
    assert blend(near, worded, dense_weight=1).argmax() == 0
    assert blend(near, worded, dense_weight=0).argmax() == 1


def test_one_candidate_or_none_and_no_words_found_are_no_trouble() -> None:
    assert blend(scores(), scores(), dense_weight=0.6).tolist() == []
    assert blend(scores(0.4), scores(0), dense_weight=0.6).tolist() == pytest.approx([0.6])
    assert blend(scores(0.4, 0.4), scores(3, 3), dense_weight=0.6).tolist() == pytest.approx([1, 1])


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 40)), min_size=1, max_size=20))
def test_a_blend_is_between_nothing_and_one(pairs: list[tuple[float, float]]) -> None:
    blended = blend(
        scores(*(one for one, _ in pairs)), scores(*(two for _, two in pairs)), dense_weight=0.6
    )
    assert blended.shape == (len(pairs),)
    assert blended.min() >= 0
    assert blended.max() <= 1 + 1e-6
