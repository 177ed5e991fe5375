"""Words that are near to one another, and compounds taken apart."""

from __future__ import annotations

import pytest

from kb.terms.finder import CodeFinder
from kb.terms.near import apart, by_parts, rephrased, stand_ins
from kb.terms.wording import stems_of, word_stem


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("nephrolithiasis", ("kidney", "stone")),
        ("colpitis", ("vagina", "inflammation")),
        ("gastralgia", ("stomach", "pain")),
        ("hepatomegaly", ("liver", "enlargement")),
        ("bronchiectasis", ("bronchus", "dilation")),
    ],
)
def test_a_compound_falls_into_its_parts(word: str, parts: tuple[str, str]) -> None:
    assert apart(word) == parts


@pytest.mark.parametrize(
    "word", ["", "itis", "arthritic", "diabetes", "xylitis", "pain", "a" * 500]
)
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert apart(word) is None


def test_compounds_of_the_same_parts_stand_for_one_another() -> None:
    known = by_parts(["vaginitis", "gastritis", "asthma"])
    assert "vaginitis" in rephrased("colpitis", known)
    assert "acute vaginitis" in rephrased("acute inflammation of the vagina", known)
    assert rephrased("asthma", known) == []
    assert rephrased("", known) == []


def test_a_near_word_counts_for_less_than_the_word_itself() -> None:
    stem = word_stem("carcinoma")
    found = stand_ins(stem)
    assert found[stem] == 1.0
    assert 0 < found[word_stem("cancer")] < 1.0
    assert stand_ins("xyzzy") == {"xyzzy": 1.0}


def test_the_letter_a_is_a_name_after_some_words() -> None:
    assert stems_of("hepatitis A") != stems_of("hepatitis")
    assert stems_of("vitamin A deficiency") != stems_of("vitamin deficiency")
    assert stems_of("a broken arm") == stems_of("broken arm")


def test_plain_words_lead_to_the_compound(finder: CodeFinder) -> None:
    assert finder.find("inflammation of the tear sac", 1)[0].code.startswith("H04.3")
    assert finder.find("hepatitis A", 1)[0].code.startswith("B15")
    assert finder.find("breast adenocarcinoma", 1)[0].code.startswith("C50")
