"""Recognised words become rows as printed ones are: sizes alike, columns apart, doubt kept."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.readers.pdf_layout import Sheet, write_rows
from ingest.readers.pdf_ocr_rows import rows_of
from ingest.readers.pdf_ocr_words import Word

WIDTH, HEIGHT = 2479, 3508  # 595 x 842 points at 300 dots an inch
POINT = 300 / 72


def word(
    text: str, x: float, y: float, *, line: int, sure: float = 96.0, size: float = 10.0
) -> Word:
    """A word whose ink stands on ``y``, in points."""
    deep = 0.21 * size if set(text) & set("gjpqy") else 0.0
    x0, y0, y1 = x * POINT, (y - 0.69 * size) * POINT, (y + deep) * POINT
    return Word(x0, y0, x0 + 5 * len(text) * POINT, y1, sure, (1, 1, line), text)


def sheet_of(*words: Word) -> Sheet:
    page = pymupdf.open().new_page()
    sheet = Sheet(1, 595, 842, [], [])
    rows_of(page, sheet, WIDTH, HEIGHT, list(words))
    write_rows([sheet])
    return sheet


def test_lines_of_one_size_get_one_size_whatever_their_letters() -> None:
    sheet = sheet_of(
        word("The", 72, 100, line=1),
        word("dose", 92, 100, line=1),
        word("Apply", 72, 112, line=2, size=10.4),
        word("daily", 102, 112, line=2, size=9.8),
        word("Heading", 72, 130, line=3, size=14),
    )
    sizes = [row.style.size for row in sheet.rows]
    assert sizes == [10.0, 10.0, 14.0]
    assert [row.text for row in sheet.rows] == ["The dose", "Apply daily", "Heading"]


def test_wide_gaps_part_cells() -> None:
    sheet = sheet_of(
        word("Dose", 72, 100, line=1), word("12.5", 172, 100, line=1), word("mg", 195, 100, line=1)
    )
    (row,) = sheet.rows
    assert row.cells == 2
    assert row.cell_texts() == ["Dose", "12.5 mg"]


def test_a_line_that_is_mostly_unsure_is_left_out_and_counted() -> None:
    sheet = sheet_of(
        word("The", 72, 100, line=1),
        word("dose", 92, 100, line=1),
        word("800", 72, 120, line=2),
        word("aea", 92, 120, line=2, sure=10),
        word("oesaa", 112, 120, line=2, sure=5),
    )
    assert [row.text for row in sheet.rows] == ["The dose"]
    assert sheet.left_out == 1
    assert sheet.unsure == 0


def test_unsure_words_and_numbers_are_kept_and_counted() -> None:
    sheet = sheet_of(
        word("The", 72, 100, line=1),
        word("dose", 92, 100, line=1),
        word("was", 122, 100, line=1),
        word("17", 142, 100, line=1, sure=20),
    )
    assert sheet.rows[0].text == "The dose was 17"
    assert (sheet.unsure, sheet.unsure_number) == (1, True)
    assert sheet.legible == pytest.approx((3 + 4 + 3) / 12 * 0.96 + 2 / 12 * 0.2, abs=0.001)


def test_a_plus_between_numbers_may_be_another_sign_and_is_marked() -> None:
    sheet = sheet_of(
        *(word(text, 72 + 40 * i, 100, line=1) for i, text in enumerate(["63.4", "+", "8.1"])),
        *(word(text, 72 + 40 * i, 120, line=2) for i, text in enumerate(["mean", "+", "drug"])),
        *(
            word(text, 72 + 40 * i, 140, line=3)
            for i, text in enumerate(["25+2", "and", "3.1", "+0.4"])
        ),
        *(
            word(text, 72 + 40 * i, 160, line=4)
            for i, text in enumerate(["Na+", "CD4+", "cells", "+2"])
        ),
    )
    assert [row.text for row in sheet.rows] == [
        "63.4 \ufffd 8.1",
        "mean + drug",
        "25\ufffd2 and 3.1 \ufffd0.4",
        "Na+ CD4+ cells +2",
    ]
    assert sheet.unreadable == 3


def test_lines_that_run_another_way_than_the_page_are_left_out() -> None:
    up = [Word(50, 2000 - 300 * i, 80, 2200 - 300 * i, 95, (2, 1, 1), "margin") for i in range(2)]
    sheet = sheet_of(
        *(word(text, 72 + 60 * i, 100, line=1) for i, text in enumerate(["Some", "words", "more"])),
        *up,
    )
    assert [row.text for row in sheet.rows] == ["Some words more"]
    assert sheet.left_out == 1
