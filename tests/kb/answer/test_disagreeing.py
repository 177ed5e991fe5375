"""An answer over a real catalog whose sources disagree, and a refusal with its advice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.conversations import dump_answer, load_answer
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.store.entries import NewDocument
from kb.types import Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CLINICIAN = Principal("Dr Who", frozenset({"clinician", "librarian"}))
QUESTION = "Which systolic blood pressure target is recommended in adults with CKD and high blood pressure?"
LOW = "In adults with CKD and high blood pressure, a systolic blood pressure target of <120 mmHg is recommended."
HIGH = LOW.replace("120", "130")


def work(text: str, name: str, year: int) -> NewDocument:
    made = entry(text, source=f"/{name}", year=year, title=name)
    described = replace(made.document.metadata, type="guideline")
    return replace(made, document=replace(made.document, metadata=described))


@pytest.fixture
def filled(library: Library) -> Library:
    works = [work(LOW, "One body", 2021), work(HIGH, "Another body", 2017)]
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(works)
    library.store.publish([one.id for one in works])
    return library


def test_the_other_side_is_quoted_though_it_nearly_repeats(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN, writer="extractive")
    assert not answer.abstained
    assert {one.quote for one in answer.citations} == {LOW, HIGH}
    (pair,) = answer.conflicts
    assert {pair.first_says, pair.second_says} == {"<120 mmHg", "<130 mmHg"}
    assert {pair.first, pair.second} == {1, 2}


def test_a_kept_answer_keeps_what_it_says_beside_its_sentences(filled: Library) -> None:
    answer = filled.ask(QUESTION.replace("pressure", "presure"), CLINICIAN, writer="extractive")
    assert answer.read_as == (("presure", "pressure"),)
    assert load_answer(dump_answer(answer)) == answer


def test_a_forgotten_document_takes_the_conflict_with_it(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN, writer="extractive")
    identity = filled.conversations.keep(answer, CLINICIAN)
    filled.remove(answer.citations[1].document.id, CLINICIAN)
    _, (kept,) = filled.conversations.open(identity, CLINICIAN)
    assert kept.answer.conflicts == ()


def test_a_refusal_advises_a_kind_of_work_and_a_search(filled: Library) -> None:
    answer = filled.ask("Does semaglutide reduce psoriasis flares?", CLINICIAN, writer="extractive")
    assert answer.abstained
    assert answer.advice is not None
    assert answer.advice.kinds[0] == "randomised controlled trial"
    assert "semaglutide[tiab]" in answer.advice.pubmed
    assert load_answer(dump_answer(answer)) == answer


def test_an_answer_has_no_advice(filled: Library) -> None:
    assert filled.ask(QUESTION, CLINICIAN, writer="extractive").advice is None
