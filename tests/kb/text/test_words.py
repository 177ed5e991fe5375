"""Words as search sees them."""

from __future__ import annotations

from kb.text.words import words


def test_words_are_lower_case_and_numbers_are_words() -> None:
    assert words("Aim for <130/80 mmHg, in CKD!") == [
        "aim",
        "for",
        "130",
        "80",
        "mmhg",
        "in",
        "ckd",
    ]


def test_an_apostrophe_stays_inside_a_word_and_is_one_sign() -> None:
    assert words("Crohn’s isn't 'quoted'") == ["crohn's", "isn't", "quoted"]


def test_underscores_and_hyphens_part_words() -> None:
    assert words("GLP-1_agonist") == ["glp", "1", "agonist"]


def test_letters_of_other_scripts_are_words() -> None:
    assert words("β-blocker, Sjögren") == ["β", "blocker", "sjögren"]
