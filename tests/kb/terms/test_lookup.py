"""Codes and expansions come with a question of terminology where they are sure, and else not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from kb.terms.finder import CodeFinder
from kb.terms.lookup import MOST_CODES, look_up_codes, look_up_letters, with_terms
from kb.types import Answer, Policy

QUESTIONS = [
    line.split("\t")
    for line in (Path(__file__).parent / "lookup_questions.tsv").read_text("utf-8").splitlines()[1:]
]
# The list does not have the one by this name, and of the other words alone are not sure.
NOT_SURE = {
    "Define community-acquired pneumonia",
    "What is the code for gout of the left knee?",
}
REFUSED = Answer(
    question="What is tinea pedis?",
    abstained=True,
    answer="No passage in the library answers this.",
    writer="extractive",
    model=None,
    sentences=(),
    citations=(),
    nearest=(),
    evidence=0.1,
    policy=Policy("terminology", 0.9, "answer"),
)


class Ready:
    """A library whose codes are indexed."""

    def __init__(self, finder: CodeFinder) -> None:
        self.code_finder = finder

    def terms_ready(self) -> bool:
        return True


class NotReady:
    """A library whose codes are not indexed: to ask for them would index them."""

    def terms_ready(self) -> bool:
        return False

    @property
    def code_finder(self) -> NoReturn:
        raise AssertionError("a question built the index")


def codes(finder: CodeFinder, question: str) -> list[str]:
    return [one.code for one in look_up_codes(question, lambda: finder)]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("What is the ICD-10 code for essential hypertension?", "I10"),
        ("What is sepsis?", "A41.9"),
        ("Code for iron deficiency anaemia", "D50.9"),
        ("What is tinea pedis?", "B35.3"),
        ("What is Guillain-Barré syndrome?", "G61.0"),
        ("What is a nosebleed?", "R04.0"),
        ("Define pulmonary embolism", "I26.99"),
        ("What does HFrEF stand for?", "I50.20"),
        ("What is CKD?", "N18.9"),
        ("ICD-10 code for hypertention", "I10"),
        ("What is E11.9?", "E11.9"),
    ],
)
def test_the_likeliest_code_comes_first(finder: CodeFinder, question: str, code: str) -> None:
    assert codes(finder, question)[0] == code


@pytest.mark.parametrize(
    "question",
    [
        "What is a confidence interval?",
        "Define the odds ratio",
        "What is metformin?",
        "What is creatinine?",
        "What is the ejection fraction?",
        "What is blinding?",
        "What does idiopathic mean?",
        "What does malignant mean?",
        "What is an ECG?",
        "What is LDL?",
        "What is a fistula?",
        "What is blood pressure?",
        "What is the ICD-10 code for blorptocytosis?",
        "ICD-10 code for suspected gout",
        "What does MS stand for?",
        "What is the ICD-10 code for PE?",
        "SNOMED code for gout",
        "What is Z99.99?",
    ],
)
def test_no_code_comes_where_none_is_sure(finder: CodeFinder, question: str) -> None:
    assert codes(finder, question) == []


@pytest.mark.parametrize(("question", "code", "long"), QUESTIONS)
def test_forty_questions_written_beforehand(
    finder: CodeFinder, question: str, code: str, long: str
) -> None:
    found = codes(finder, question)
    if code == "-" or question in NOT_SURE:
        assert found == []
    else:
        assert found[0].startswith(code)
    letters = [one.long for one in look_up_letters(question)]
    if long == "-":
        assert letters == []
    else:
        assert any(long in one for one in letters)


def test_codes_are_few_and_say_why(finder: CodeFinder) -> None:
    found = look_up_codes("What is CKD?", lambda: finder)
    assert 1 < len(found) <= MOST_CODES
    assert all(one.matched and one.title for one in found)
    (line,) = look_up_codes("What is N18.3?", lambda: finder)
    assert not line.billable


def test_letters_have_all_their_meanings() -> None:
    assert [one.long for one in look_up_letters("What does HFrEF stand for?")] == [
        "heart failure with reduced ejection fraction"
    ]
    several = look_up_letters("What does MS stand for?")
    assert {"multiple sclerosis", "mitral stenosis"} <= {one.long for one in several}
    assert [one.long for one in look_up_letters('meaning of "q.i.d."')] == ["four times daily"]


def test_words_have_their_letters() -> None:
    question = "acronym for systemic inflammatory response syndrome"
    assert [one.short for one in look_up_letters(question)] == ["SIRS"]


def test_words_that_are_no_letters_stand_for_nothing() -> None:
    assert look_up_letters("What is gout?") == ()
    assert look_up_letters("Does aspirin prevent stroke?") == ()


def test_a_refusal_with_codes_does_not_read_as_if_nothing_was_found(finder: CodeFinder) -> None:
    answer = with_terms(REFUSED, Ready(finder))
    assert answer.abstained
    assert [one.code for one in answer.codes] == ["B35.3"]
    assert answer.answer == "ICD-10-CM has this; no passage in the library answers it."


def test_an_answer_keeps_its_words(finder: CodeFinder) -> None:
    answered = replace(REFUSED, abstained=False, answer="Tinea pedis is athlete's foot. [1]")
    assert with_terms(answered, Ready(finder)).answer == answered.answer


def test_questions_of_another_kind_are_left_alone(finder: CodeFinder) -> None:
    for policy in (None, Policy("literature", 0.9, "answer"), Policy("record", 0.9, "answer")):
        other = replace(REFUSED, policy=policy)
        assert with_terms(other, Ready(finder)) is other
    unknown = replace(REFUSED, question="What is a confidence interval?")
    assert with_terms(unknown, Ready(finder)) is unknown


def test_no_question_waits_for_the_codes_to_be_indexed() -> None:
    assert with_terms(REFUSED, NotReady()) is REFUSED
    letters = with_terms(replace(REFUSED, question="What does HFrEF stand for?"), NotReady())
    assert letters.codes == ()
    assert letters.expansions[0].short == "HFrEF"
    assert letters.answer.startswith("The list of abbreviations has this")
