"""Whether what was retrieved is evidence, and the reasons why not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.answer.candidates import Candidate
from kb.answer.evidence import (
    INTERCEPT,
    PASSAGE_COVERAGE,
    PASSAGE_NEARNESS,
    REFUSED,
    SENTENCE_COVERAGE,
    SENTENCE_NEARNESS,
    EvidenceMeasure,
    measure,
)
from kb.search.query import prepare
from kb.search.terms import QuestionTerms, WeighedTerm
from kb.types import Hit
from tests.fakes.passages import hits

ADULTS = "The systolic target in kidney disease is below 120 mmHg."
CHILDREN = "In children with kidney disease the systolic target is the 50th percentile."


def terms(question: str, *, unmentioned: Sequence[str] = ()) -> QuestionTerms:
    """The question's terms of equal weight; those unmentioned stand in no passage of the library."""
    return QuestionTerms(
        tuple(
            WeighedTerm(term, 1.0, 0 if term.phrases[0] in unmentioned else 1)
            for term in prepare(question).terms
        )
    )


def candidate(hit: Hit, *, cosine: float = 0.6, coverage: float = 0.5) -> Candidate:
    text = hit.passage.text
    return Candidate(hit, 0, len(text), text, cosine, coverage, 0.5, np.ones(1, np.float32))


def measured(
    question: str,
    *texts: str,
    nearness: float = 0.6,
    unmentioned: Sequence[str] = (),
) -> EvidenceMeasure:
    found = [replace(hit, dense_score=nearness) for hit in hits(*texts)]
    every = [candidate(hit) for hit in found]
    return measure(question, found, every, terms(question, unmentioned=unmentioned))


def test_the_score_is_the_logistic_function_of_nearness_and_coverage() -> None:
    # Both words of the question stand in the passage: its coverage is 1.
    total = (
        PASSAGE_NEARNESS * 0.6
        + SENTENCE_NEARNESS * 0.6
        + PASSAGE_COVERAGE
        + SENTENCE_COVERAGE * 0.5
    )
    expected = 1 / (1 + math.exp(-(total + INTERCEPT)))
    found = measured("systolic kidney", ADULTS)
    assert found.score == pytest.approx(expected)
    assert found.reasons == ()


def test_nearer_and_fuller_is_more_evidence() -> None:
    full = measured("systolic kidney", ADULTS).score
    assert full > measured("systolic kidney", ADULTS, nearness=0.1).score
    assert full > measured("systolic xylophone", ADULTS).score


def test_the_best_of_the_passages_counts() -> None:
    other = "Office measurement must be standardised."
    alone, among = measured("systolic kidney", ADULTS), measured("systolic kidney", other, ADULTS)
    assert among.score == pytest.approx(alone.score)


def test_nothing_retrieved_is_no_evidence() -> None:
    assert measure("systolic kidney", [], [], terms("systolic kidney")).score < REFUSED


def test_a_passage_that_only_bm25_found_has_no_nearness() -> None:
    (hit,) = hits(ADULTS)
    assert hit.dense_score is None
    alone = measure("systolic kidney", [hit], [candidate(hit)], terms("systolic kidney"))
    assert alone.score == pytest.approx(measured("systolic kidney", ADULTS, nearness=0.0).score)


def test_a_name_that_the_library_never_mentions_outweighs_all_nearness() -> None:
    question = "zanubrutinib and the systolic target in kidney disease"
    found = measured(question, ADULTS, nearness=1.0, unmentioned=["zanubrutinib"])
    assert found.score <= REFUSED
    assert found.reasons == ("The library does not mention zanubrutinib.",)


def test_several_unmentioned_names_are_all_said() -> None:
    question = "zanubrutinib, sarcoidosis or uveitis"
    found = measured(question, ADULTS, unmentioned=["zanubrutinib", "sarcoidosis", "uveitis"])
    assert found.reasons == ("The library does not mention zanubrutinib, sarcoidosis or uveitis.",)


def test_an_ordinary_word_may_be_missing() -> None:
    found = measured("systolic target of the canister", ADULTS, unmentioned=["canister"])
    assert found.reasons == ()


def test_a_drug_whose_class_is_spoken_of_is_not_unmentioned() -> None:
    text = "An ACE inhibitor is given in kidney disease."
    assert measured("Is trandolapril given?", text, unmentioned=["trandolapril"]).reasons == ()


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the systolic target in children?", "children"),
        ("What is the systolic target in pregnancy?", "pregnancy or breastfeeding"),
        ("What is the systolic target in a cat?", "animals"),
        ("What is the systolic target in mice?", "laboratory animals"),
    ],
)
def test_passages_on_adults_are_no_evidence_for_others(question: str, reason: str) -> None:
    found = measured(question, ADULTS, nearness=1.0)
    assert found.score <= REFUSED
    assert found.reasons == (f"The nearest passages are not about {reason}.",)


def test_passages_on_the_same_population_are_evidence() -> None:
    found = measured("What is the systolic target in children?", CHILDREN)
    assert found.reasons == ()
    assert found.score > 0.5


def test_a_title_can_say_who_the_passages_are_about() -> None:
    (hit,) = hits(ADULTS)
    info = replace(
        hit.document, metadata=replace(hit.document.metadata, title="Children's kidneys")
    )
    under = replace(hit, document=info, dense_score=0.6)
    question = "What is the systolic target in children?"
    found = measure(question, [under], [candidate(under)], terms(question))
    assert found.reasons == ()


def test_only_the_nearest_sentences_speak_for_a_population() -> None:
    found = measured("systolic target in children", ADULTS, ADULTS, ADULTS, CHILDREN)
    assert found.reasons == ("The nearest passages are not about children.",)
