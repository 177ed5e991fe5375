"""What Tesseract says is taken apart word by word; what makes no sense is no word."""

from __future__ import annotations

import pytest

from ingest.readers.pdf_ocr_words import Word, direction, line_size, lines_of, parse_words
from tests.fakes.tesseract import HEAD


def table(*rows: str) -> str:
    return "\n".join((HEAD, *(row.replace(" ", "\t") for row in rows)))


def word(text: str, x: float, y: float, *, line: int = 1, height: float = 7.0) -> Word:
    return Word(x, y, x + 30, y + height, 90.0, (1, 1, line), text)


def test_words_keep_place_certainty_and_line() -> None:
    words = parse_words(
        table("4 1 1 1 1 0 10 20 60 9 -1 x", "5 1 2 3 4 1 10 20 30 9 95.5 Dose"), 100, 100
    )
    assert words == [Word(10, 20, 40, 29, 95.5, (2, 3, 4), "Dose")]


@pytest.mark.parametrize(
    "row",
    [
        "5 1 1 1 1 1 10 20 30 9 95.5",
        "5 1 1 1 1 1 ten 20 30 9 95.5 Dose",
        "5 1 1 1 1 1 10 20 30 9 nan Dose",
        "5 1 1 1 1 1 10 20 30 9 1e9 Dose",
        "5 1 1 1 1 1 -5 20 30 9 95.5 Dose",
        "5 1 1 1 1 1 90 20 30 9 95.5 Dose",
        "5 1 1 1 1 1 10 20 0 9 95.5 Dose",
        "5 1 1 1 1 1 10 20 30 9 95.5 \x07",
        "6 1 1 1 1 1 10 20 30 9 95.5 Dose",
    ],
)
def test_a_row_that_makes_no_sense_is_no_word(row: str) -> None:
    assert parse_words(table(row), 100, 100) == []


@pytest.mark.parametrize("text", ["", "words\twithout\ta head", "\x00\xff", "level"])
def test_what_is_no_table_is_told_from_an_empty_one(text: str) -> None:
    assert parse_words(text, 100, 100) is None
    assert parse_words(HEAD, 100, 100) == []


def test_the_number_of_words_has_an_end() -> None:
    words = parse_words(table(*["5 1 1 1 1 1 10 20 30 9 95.5 a"] * 60_000), 100, 100)
    assert words is not None
    assert len(words) == 50_000


@pytest.mark.parametrize(
    ("second", "expected"), [((60, 20), 0), ((10, 90), 1), ((-40, 20), 2), ((10, -50), 3)]
)
def test_the_way_the_text_runs_is_seen(second: tuple[int, int], expected: int) -> None:
    words = [word("Dose", 10, 20), word("given", *second)]
    assert direction(lines_of(words)) == expected


def test_the_size_of_type_does_not_hang_on_which_letters_a_line_has() -> None:
    small, tall, deep = (
        word("sun", 0, 0, height=4.7),
        word("hill", 0, 0, height=6.9),
        word("ape", 0, 0, height=6.8),
    )
    assert [line_size([one]) for one in (small, tall, deep)] == pytest.approx([10, 10, 10])
