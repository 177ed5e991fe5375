"""A model's thoughts never reach the reader, however its text is cut into pieces."""

from __future__ import annotations

import pytest

from kb.answer.thinking import without_thoughts

TEXTS = [
    ("It is [1].", "It is [1]."),
    ("<think>hm</think>It is [1].", "It is [1]."),
    ("<think>\nhm\n</think>\n\nIt is [1].", "It is [1]."),
    ("<THINKING>a < b</THINKING>It is.", "It is."),
    ("It <think>hm</think>is.", "It is."),
    ("<think>a</think><think>b</think>It is.", "It is."),
    ("<think>never closed", ""),
    ("hm</think>It is.", "hmIt is."),
    ("  \n It is.", "It is."),
    ("BP <130/80 and p < 0.05 <", "BP <130/80 and p < 0.05 <"),
    ("a <thin line> b", "a <thin line> b"),
    ("", ""),
    ("   ", ""),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_thoughts_are_left_out(text: str, shown: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    found = list(without_thoughts(pieces))
    assert "".join(found) == shown
    assert "" not in found


def test_plain_pieces_pass_at_once() -> None:
    assert list(without_thoughts(["One ", "two ", "three."])) == ["One ", "two ", "three."]
