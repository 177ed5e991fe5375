"""The first few of many by score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.first import first


@given(
    scores=st.lists(st.sampled_from([-1.0, 0.0, 0.25, 0.5, 3.0]), max_size=40),
    k=st.integers(-1, 50),
)
def test_they_are_those_of_a_stable_sort(scores: list[float], k: int) -> None:
    expected = sorted(range(len(scores)), key=lambda place: -scores[place])[: max(k, 0)]
    assert first(np.array(scores, dtype=np.float32), k).tolist() == expected


@pytest.mark.parametrize("k", [0, 1, 5])
def test_of_nothing_there_is_no_first(k: int) -> None:
    assert first(np.empty(0, dtype=np.float32), k).tolist() == []
