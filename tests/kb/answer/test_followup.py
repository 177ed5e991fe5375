"""Follow-up questions."""

from __future__ import annotations

import pytest

from kb.answer.followup import MOST_CHARACTERS, leans, read_with, reading, told
from kb.types import Answer

BEFORE = "Is lisinopril safe in pregnancy?"


@pytest.mark.parametrize(
    "question",
    [
        "And while breastfeeding?",
        "What about amlodipine?",
        "how about in children",
        "Why?",
        "How often should it be checked?",
        "What is the evidence for this?",
        "For how long?",
        "Are there alternatives to that drug?",
        "Compared with labetalol?",
    ],
)
def test_what_leans_on_the_question_before_is_read_with_it(question: str) -> None:
    assert leans(question)
    assert read_with(question, ["Gout?", BEFORE]) == f"Is lisinopril safe in pregnancy: {question}"


@pytest.mark.parametrize(
    "question",
    [
        "What is the target INR for warfarin?",
        "Does metformin lower mortality in type 2 diabetes?",
        "How is its dose of warfarin found?",
        "Which vaccines are recommended in COPD?",
        "Is there evidence that statins prevent dementia?",
    ],
)
def test_what_names_its_own_subject_stands_alone(question: str) -> None:
    assert not leans(question)
    assert read_with(question, [BEFORE]) == question


def test_a_first_question_stands_alone() -> None:
    assert read_with("And in children?", []) == "And in children?"


def test_a_very_long_question_before_is_not_dragged_along() -> None:
    assert read_with("Why?", ["x" * (MOST_CHARACTERS + 1)]) == "Why?"


def answered(question: str, notice: str | None = None) -> Answer:
    return Answer(
        question=question,
        abstained=True,
        answer="",
        writer="extractive",
        model=None,
        sentences=(),
        citations=(),
        nearest=(),
        evidence=0.0,
        notice=notice,
    )


def test_an_answer_says_how_its_question_was_read() -> None:
    read = read_with("And in children?", [BEFORE])
    assert told(answered(read), "And in children?", read).notice == reading(read)
    noticed = told(answered(read, "The model is down."), "And in children?", read)
    assert noticed.notice == f"{reading(read)} The model is down."


@pytest.mark.parametrize("typed", [BEFORE, f"  {BEFORE}\n"])
def test_a_question_that_was_read_as_typed_needs_no_word(typed: str) -> None:
    read = read_with(typed, [])
    assert told(answered(read), typed, read).notice is None


def test_a_question_that_was_cut_short_was_not_read_with_another() -> None:
    long = "x" * 5000
    assert told(answered(long[:2000]), long, long).notice is None
