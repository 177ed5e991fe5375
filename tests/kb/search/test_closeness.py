"""A passage is as near as it is whole, and as its nearest sentence is."""

from __future__ import annotations

import numpy as np
import pytest

from kb.search.closeness import nearest_sentences, nearness
from kb.store.sentences import SentenceVectors

QUESTION = np.array([1, 0, 0], np.float32)


def sentences(*rows: tuple[float, float, float]) -> SentenceVectors:
    vectors = np.array(rows, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return SentenceVectors.pack([(0, 1)] * len(rows), vectors)


def test_the_nearest_sentence_speaks_for_its_passage() -> None:
    kept = {7: sentences((0, 1, 0), (1, 1, 0)), 9: sentences((1, 0, 0))}
    nearest = nearest_sentences(kept, [9, 3, 7], QUESTION)
    assert nearest[0] == pytest.approx(1, abs=0.01)
    assert np.isnan(nearest[1])
    assert nearest[2] == pytest.approx(2**-0.5, abs=0.01)


def test_where_no_sentence_is_known_nothing_is() -> None:
    assert np.isnan(nearest_sentences({}, [1, 2], QUESTION)).all()
    assert len(nearest_sentences({}, [], QUESTION)) == 0


def test_whole_and_sentence_count_by_weight_and_the_whole_alone_where_it_must() -> None:
    whole = np.array([0.4, 0.4], np.float32)
    nearest = np.array([0.8, np.nan], np.float32)
    assert nearness(whole, nearest, sentence_weight=0.25).tolist() == pytest.approx([0.5, 0.4])
    assert nearness(whole, nearest, sentence_weight=0.0).tolist() == pytest.approx([0.4, 0.4])
