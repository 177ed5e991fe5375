"""Outlines are compared with known characters, whatever the font."""

from __future__ import annotations

import pymupdf
import pytest
from pymupdf import mupdf

from ingest.readers.pdf_shapes import UNREADABLE, Shape, is_nothing, likeness, read_shape, shape_of

# A face that is not among those compared with.
FOREIGN = "china-s"


def shape(character: str, face: str = FOREIGN) -> Shape:
    font = pymupdf.Font(face)
    found = shape_of(font.this, mupdf.fz_encode_character(font.this, ord(character)))
    assert found is not None
    return found


@pytest.mark.parametrize("letter", "abdegkmnpqxyABDEGKMRS02345689%+<>")
def test_letters_and_digits_of_another_face_are_what_they_claim(letter: str) -> None:
    assert read_shape(shape(letter), letter) == letter


@pytest.mark.parametrize(("sign", "claim"), [("±", "6"), ("≤", "#"), ("≥", "$"), ("×", "3")])
def test_a_sign_is_not_what_it_claims(sign: str, claim: str) -> None:
    assert read_shape(shape(sign), claim, of_symbols=True) == sign


def test_size_and_place_tell_a_degree_sign_from_a_letter() -> None:
    assert likeness(shape("°"), "°") > likeness(shape("°"), "o") + 0.3


def test_dashes_are_not_told_apart_by_shape() -> None:
    assert read_shape(shape("\u2013"), "-") == "-"
    assert read_shape(shape("\u2212", "symb"), "\u2013") == "\u2013"


def test_an_unknown_shape_is_unreadable() -> None:
    assert read_shape(shape("Щ"), "7") == UNREADABLE


def test_a_stroke_without_a_claim_is_not_guessed() -> None:
    assert read_shape(shape("l", "helv"), "\ue000") == UNREADABLE


def test_spaces_have_no_shape() -> None:
    font = pymupdf.Font("helv")
    assert shape_of(font.this, mupdf.fz_encode_character(font.this, ord(" "))) is None


def test_private_codes_claim_nothing() -> None:
    assert is_nothing("\ue000")
    assert is_nothing("\ufffd")
    assert not is_nothing("m")
