"""What a refusal advises: the kind of work, and a PubMed search that can be pasted."""

from __future__ import annotations

import pytest

from kb.answer.advice import advise
from kb.answer.pubmed_query import pubmed_query
from kb.search.query import prepare


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What LDL target is recommended after myocardial infarction?", "guideline"),
        ("Does semaglutide reduce mortality compared with placebo?", "randomised controlled trial"),
        ("What is the sensitivity of D-dimer for pulmonary embolism?", "diagnostic accuracy study"),
        ("How common is depression after stroke?", "cohort study"),
        ("Contraindications of warfarin", "drug label"),
        ("Which statin dose for kidney transplant?", "drug label"),
        ("What is sarcoidosis?", "textbook"),
        ("barriers to vaccination among nurses", "qualitative study"),
        ("cost-effectiveness of screening for AAA", "economic evaluation"),
        ("zebras", "guideline"),
    ],
)
def test_the_kind_of_work_follows_from_what_is_asked(question: str, first: str) -> None:
    advice = advise(question, None, "literature")
    assert advice.kinds[0] == first
    assert len(advice.kinds) <= 3


def test_what_policy_knows_comes_before_the_words() -> None:
    assert advise("ibuprofen and warfarin", None, "interaction").kinds[0] == "drug label"
    record = advise("What was her last potassium?", None, "record")
    assert record.kinds == ("the patient's own notes and letters",)
    assert record.pubmed == ""  # nothing of a patient goes into a public search


def pubmed(question: str) -> str:
    return pubmed_query(prepare(question))


def test_names_are_joined_with_and_their_synonyms_with_or() -> None:
    found = pubmed("Which statin dose for kidney transplant?")
    assert found.count(" AND ") == 1
    assert '"kidney transplant"[tiab] OR "renal transplant"[tiab]' in found
    assert "dose" not in found


def test_a_hyphenated_word_stays_whole() -> None:
    assert '"D-dimer"[tiab]' in pubmed("Sensitivity of D-dimer for pulmonary embolism?")


@pytest.mark.parametrize(
    "question",
    [
        'Does "aspirin" [tiab]) OR 1=1 -- reduce MI?',
        "((((",
        "is it?",
        "",
        "1 2 3",
        "a AND b OR c NOT d",
    ],
)
def test_no_sign_of_a_question_becomes_syntax(question: str) -> None:
    found = pubmed(question)
    assert found.count("(") == found.count(")")
    assert found.count('"') % 2 == 0
    assert "OR[tiab]" not in found
    assert "=" not in found


def test_at_most_four_names_are_asked_for_together() -> None:
    long = "asthma, COPD, sepsis, gout, stroke, anaemia and psoriasis in pneumonia"
    assert pubmed(long).count(" AND ") == 3
