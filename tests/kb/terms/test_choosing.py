"""What is missing for a more specific code is asked in a few words."""

from __future__ import annotations

import pytest

from kb.terms.choosing import missing_kind
from kb.terms.codes import CodeBook
from kb.terms.details import NAMES, Details
from kb.terms.finder import CodeFinder
from kb.terms.icd_entries import CodeLine

WORDS = (
    "conjunctivitis",
    "chf",
    "chronic kidney disease",
    "fracture of wrist",
    "chronic gout",
    "asthma",
    "breast cancer",
    "otitis media",
    "burn of hand",
    "pressure ulcer of heel",
    "retinal detachment",
    "concussion",
    "glaucoma",
    "anemia in pregnancy",
    "diabetes with retinopathy",
    "stroke",
    "dislocation of knee",
)


@pytest.mark.parametrize("words", WORDS)
def test_what_is_missing_is_a_short_question(finder: CodeFinder, words: str) -> None:
    for match in finder.find(words):
        for question in match.missing:
            assert question.endswith("?")
            assert ":" not in question
            assert len(question.split()) <= 6
        assert len(set(match.missing)) == len(match.missing)


def test_every_detail_has_its_question() -> None:
    assert set(NAMES) == {name for name, _ in Details().items()}
    assert all(one.endswith("?") for one in NAMES.values())


def test_codes_that_end_with_and_without_are_asked_for_that(finder: CodeFinder) -> None:
    found = {match.code: match.missing for match in finder.find("chronic gout")}
    assert "with tophus?" in found["M1A.9XX0"]


def test_a_specific_code_among_specific_ones_asks_nothing(book: CodeBook) -> None:
    line = book.line("N18.4")
    family = book.siblings("N18.4")
    assert missing_kind(line, [line, *family], Details()) == ()


def test_what_was_said_is_not_asked_for(book: CodeBook) -> None:
    line = book.line("N18.9")
    family = [line, *book.siblings("N18.9")]
    assert missing_kind(line, family, Details()) == ("which stage?",)
    assert "which stage?" not in missing_kind(line, family, Details(stage="4"))


def test_a_line_alone_in_its_family_asks_nothing() -> None:
    alone = CodeLine("X00.0", "Thing, unspecified", "code", True)
    assert missing_kind(alone, [alone], Details()) == ()
