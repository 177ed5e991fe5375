"""Vectors of the questions that were asked last."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from kb.search.recent import RecentVectors
from kb.store.rows import Vectors


class Counting:
    """Computes a vector for a text, and counts how often it had to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Vectors:
        self.times += 1
        return np.full(3, self.times, dtype=np.float32)


def test_a_question_that_was_just_asked_is_not_computed_again() -> None:
    recent, compute = RecentVectors(), Counting()
    once = recent.get("a question", compute)
    assert recent.get("a question", compute) is once
    assert recent.get("another question", compute) is not once
    assert compute.times == 2


def test_only_the_last_few_are_kept() -> None:
    recent, compute = RecentVectors(2), Counting()
    for text in ("a", "b", "a", "c"):
        recent.get(text, compute)
    assert compute.times == 3
    recent.get("a", compute)
    assert compute.times == 3
    recent.get("b", compute)
    assert compute.times == 4


def test_a_vector_that_is_shared_cannot_be_written_to() -> None:
    vector = RecentVectors().get("a", Counting())
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 5.0


def test_the_words_of_a_question_are_not_kept() -> None:
    recent = RecentVectors()
    recent.get("Mrs Example, born 1950, dose of warfarin?", Counting())
    assert "Example" not in repr(vars(recent))


@pytest.mark.parametrize("text", ["", "\udc80", "Größe α ≥ 5 mmol/l", "x" * 100_000])
def test_any_text_can_be_asked(text: str) -> None:
    recent, compute = RecentVectors(), Counting()
    recent.get(text, compute)
    recent.get(text, compute)
    assert compute.times == 1


def test_many_threads_get_the_vector_of_their_own_text() -> None:
    recent = RecentVectors(4)
    wrong: list[tuple[int, float]] = []

    def ask(seed: int) -> None:
        for turn in range(300):
            number = (turn * seed) % 11
            vector = recent.get(str(number), lambda number=number: np.full(2, number, np.float32))
            if vector.tolist() != [number, number]:
                wrong.append((number, float(vector[0])))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in (1, 3, 5, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
