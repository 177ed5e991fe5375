"""What people give is brought to one line that files and terminals can show."""

from __future__ import annotations

import pytest

from kb.text.printable import MOST_NAMED, named, one_line, printable


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  two\n words ", "two words"),
        ("red \x1b[31malert\x07", "red [31malert"),
        ("null\x00byte", "nullbyte"),
        ("half a pair \ud83d", "half a pair ?"),
        ("Größe ≥ 5 µg", "Größe ≥ 5 µg"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_a_line_holds_what_can_be_shown(given: str, kept: str) -> None:
    assert one_line(given) == kept


def test_paragraphs_keep_their_breaks() -> None:
    assert printable("one\n\ttwo\x0b") == "one\n\ttwo"


def test_a_name_in_a_sentence_is_cut_and_says_so() -> None:
    assert named("x" * 1000) == "x" * (MOST_NAMED - 1) + "…"
    assert named("ACE/ARB") == "ACE/ARB"
