"""Signs are read from what the page shows, never from a text layer that lies."""

from __future__ import annotations

import pymupdf
import pytest

from ingest.readers import read
from ingest.readers.base import Reading
from ingest.readers.pdf_signs import plain_name
from tests.ingest.nasty_pdfs import PROSE, lying_pdf

SIGN, WORDS = True, False


def first_line(reading: Reading) -> str:
    return reading.text.split("\n\n")[0]


def test_a_micro_sign_that_claims_to_be_a_letter_is_read_as_printed() -> None:
    pieces = [("Lead was 17.1 ", WORDS), ("\u03bc", SIGN), ("g/dL in blood.", WORDS)]
    reading = read(lying_pdf(pieces, {"\u03bc": "m"}), "lead.pdf")
    assert first_line(reading) == "Lead was 17.1 \u03bcg/dL in blood."
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("printed", "claimed"), [("≤", "p"), ("±", "6"), ("×", "3"), ("<", ","), ("≥", "\ue002")]
)
def test_signs_are_told_by_their_shape(printed: str, claimed: str) -> None:
    pieces = [("a mean of 12.3 ", WORDS), (printed, SIGN), (" 2.1 in all", WORDS)]
    reading = read(lying_pdf(pieces, {printed: claimed}), "signs.pdf")
    assert first_line(reading) == f"a mean of 12.3 {printed} 2.1 in all"


def test_one_code_is_one_sign_here_and_another_there() -> None:
    for printed in ("≤", "×"):
        pieces = [("a dose of 4 ", WORDS), (printed, SIGN), (" 5 mg", WORDS)]
        reading = read(lying_pdf(pieces, {printed: "p"}), "one.pdf")
        assert f"4 {printed} 5 mg" in reading.text


def test_a_sign_without_any_code_is_read_from_its_shape() -> None:
    pieces = [("a mean of 12.3 ", WORDS), ("±", SIGN), (" 2.1 in all", WORDS)]
    assert "12.3 ± 2.1" in read(lying_pdf(pieces, {}), "bare.pdf").text


def test_what_no_shape_decides_is_marked_and_never_guessed() -> None:
    pieces = [("a mean of 12.3 ", WORDS), ("Ж", SIGN), (" 2.1 in all", WORDS)]
    reading = read(lying_pdf(pieces, {"Ж": "6"}), "odd.pdf")
    assert first_line(reading) == "a mean of 12.3 \ufffd 2.1 in all"
    assert any("1 sign could not be read" in text and "page 1" in text for text in reading.warnings)
    assert reading.confidence[0] < 0.95


def test_a_text_layer_that_tells_the_truth_is_left_alone() -> None:
    for sign in "±×≤<>+%5x":
        pieces = [("a mean of 12.3 ", WORDS), (sign, SIGN), (" 2.1 in all", WORDS)]
        reading = read(lying_pdf(pieces, {sign: sign}), "true.pdf")
        assert f"12.3 {sign} 2.1" in reading.text
        assert reading.warnings == ()


def test_ordinary_fonts_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("an outline was drawn")

    monkeypatch.setattr("ingest.readers.pdf_signs.shape_of", never)
    document = pymupdf.open()
    document.new_page().insert_text((72, 90), PROSE, fontname="tiro")
    assert PROSE in read(document.tobytes(), "plain.pdf").text


def test_the_mark_of_a_subset_is_no_part_of_a_fonts_name() -> None:
    assert plain_name("ABCDEF+Symbol") == "Symbol"
    assert plain_name("AdvTT86d47313+20") == "AdvTT86d47313+20"
