"""Words as search sees them."""

from __future__ import annotations

from kb.text.words import content_words, words


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


def test_what_carries_a_question_is_neither_stop_word_nor_single_letter() -> None:
    found = content_words("What is the dose of vitamin D in stage 3 CKD, and the dose of K?")
    assert found == ["dose", "vitamin", "stage", "3", "ckd"]


def test_a_text_of_stop_words_carries_nothing() -> None:
    assert content_words("What is it that they have?") == []
    assert content_words("") == []
