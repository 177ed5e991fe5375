"""How values lie in rows: what goes in comes out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kb.store.rows import (
    pack_lines,
    pack_vector,
    parse_passage_id,
    passage_id,
    unpack_lines,
    unpack_vectors,
)
from kb.types import Box, Line

points = st.integers(-20000, 20000).map(lambda tenths: tenths / 10)
boxes = st.builds(Box, st.integers(1, 5000), points, points, points, points)
lines = st.builds(Line, st.integers(0, 10**7), st.integers(0, 10**7), boxes)


@given(st.lists(lines).map(tuple))
def test_lines_come_back_to_a_tenth_of_a_point(given_lines: tuple[Line, ...]) -> None:
    assert unpack_lines(pack_lines(given_lines)) == given_lines


@given(arrays(np.float32, (3, 8), elements=st.floats(-1, 1, width=32, allow_subnormal=False)))
def test_vectors_come_back_bit_for_bit(matrix: np.ndarray) -> None:
    again = unpack_vectors([pack_vector(row) for row in matrix])
    assert again.tobytes() == matrix.tobytes()


@given(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.integers(0, 20000))
def test_a_passage_id_names_its_document_and_place(document: str, ordinal: int) -> None:
    assert parse_passage_id(passage_id(document, ordinal)) == (document, ordinal)


def test_what_is_no_passage_id_is_none() -> None:
    for value in ("", "-", "abc", "abc-", "abc-x", "abc-1.5", "-"):
        assert parse_passage_id(value) is None
