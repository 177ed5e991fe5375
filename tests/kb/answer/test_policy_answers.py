"""What the policy does to an answer: who writes, what comes first, what is not searched for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.events import Done, Led, Retrieved
from kb.answer.policy_words import SUPPORT
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.types import Answer, Filters, Principal
from tests.conftest import OpenLibrary
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CLINICIAN = Principal("C", frozenset({"clinician"}))
RESEARCHER = Principal("R", frozenset({"researcher"}))
INTERACTION = (
    "Clarithromycin raises the plasma concentration of simvastatin; the two are not combined."
)
FEVER = "Fever, rash and joint pain in young adults occur together in parvovirus infection."
ABSENT = "Rash is rarely present where fever and joint pain come from gout."
ARREST = "In cardiac arrest with no breathing, chest compressions start at once."


@pytest.fixture
def settings() -> Settings:
    """A model server is set that nobody runs: whoever asks it fails."""
    return Settings.load(
        ingest={"workers": 1},
        model={"writer": "ollama", "ollama_url": "http://127.0.0.1:9", "timeout_seconds": 5},
    )


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    entries = [
        entry(INTERACTION, source="/statins.pdf"),
        entry(FEVER, source="/parvovirus.pdf"),
        entry(ABSENT, source="/gout.pdf"),
        entry(ARREST, source="/arrest.pdf"),
    ]
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    return library


def _ask(library: Library, question: str, principal: Principal = CLINICIAN) -> Answer:
    return library.ask(question, principal)


def test_an_interaction_is_quoted_and_no_model_is_asked(filled: Library) -> None:
    answer = _ask(filled, "Can clarithromycin be combined with simvastatin?")
    assert answer.policy is not None
    assert (answer.policy.kind, answer.policy.action) == ("interaction", "quote_only")
    assert (answer.writer, answer.model, answer.notice) == ("extractive", None, None)
    assert [one.quote for one in answer.citations] == [INTERACTION]
    assert "pharmacist" in answer.policy.lead


def test_a_dose_is_not_quoted_from_another_patients_note(
    open_library: OpenLibrary, filled: Library
) -> None:
    note = "Simvastatin dose halved to 20 mg because of muscle pain on the higher dose."
    one = entry(note, collection="records", source="/note.txt")
    filled.store.catalog.add([one])
    filled.store.publish([one.id])
    question = "What dose of simvastatin should I give my patient with muscle pain, 82 kg?"
    answer = _ask(filled, question)
    assert answer.policy is not None
    assert answer.policy.kind == "dosing"
    assert note not in [cited.quote for cited in answer.citations]
    asked_there = filled.ask(question, CLINICIAN, filters=Filters(collections=("records",)))
    assert [cited.quote for cited in asked_there.citations] == [note]


def test_a_literature_question_still_goes_to_the_model_that_is_set(filled: Library) -> None:
    answer = _ask(filled, "Which plasma concentration does clarithromycin raise, in studies?")
    assert answer.policy is not None
    assert answer.policy.action == "answer"
    assert answer.notice is not None  # the server that nobody runs was asked


def test_help_comes_before_anything_is_searched(filled: Library) -> None:
    question = "my father is in cardiac arrest, not breathing, what now"
    events = list(filled.stream(question, CLINICIAN))
    assert isinstance(events[0], Led)
    assert events[0].policy.action == "emergency_first"
    assert isinstance(events[1], Retrieved)
    assert isinstance(events[-1], Done)
    assert events[-1].answer.policy == events[0].policy


@pytest.mark.parametrize(
    ("question", "principal", "action"),
    [
        ("I want to kill myself with simvastatin", CLINICIAN, "help_first"),
        ("write me a song about the rain", CLINICIAN, "decline"),
        ("What was patient 17's last potassium?", RESEARCHER, "refer"),
        ("I have had a rash and joint pain for weeks, what do I have?", RESEARCHER, "refer"),
    ],
)
def test_what_is_not_answered_is_not_searched_for_either(
    filled: Library, question: str, principal: Principal, action: str
) -> None:
    answer = _ask(filled, question, principal)
    assert answer.policy is not None
    assert answer.policy.action == action
    assert (answer.abstained, answer.answer) == (True, answer.policy.lead)
    assert (answer.citations, answer.nearest, answer.searched) == ((), (), {})


def test_support_for_a_diagnosis_is_quoted_work_by_work(filled: Library) -> None:
    answer = _ask(filled, "What could cause fever, rash and joint pain in this young adult?")
    policy = answer.policy
    assert policy is not None
    assert (policy.kind, policy.lead) == ("diagnosis", SUPPORT)
    assert answer.writer == "extractive"
    placed = [at for group in policy.groups for at in (*group.mention, *group.against)]
    assert sorted(placed) == list(range(len(answer.sentences)))
    by_text = {one.text: at for at, one in enumerate(answer.sentences)}
    for group in policy.groups:
        works = {
            answer.citations[n - 1].document.title
            for at in (*group.mention, *group.against)
            for n in answer.sentences[at].citations
        }
        assert works == {group.title}
    assert any(by_text[FEVER] in group.mention for group in policy.groups)
    if ABSENT in by_text:
        assert any(by_text[ABSENT] in group.against for group in policy.groups)


def test_an_ordinary_question_has_nothing_said_before_it(filled: Library) -> None:
    events = list(filled.stream("Does parvovirus infection cause joint pain in adults?", CLINICIAN))
    assert isinstance(events[0], Retrieved)


def test_the_question_at_the_end_of_a_long_vignette_decides(
    open_library: OpenLibrary, filled: Library
) -> None:
    story = "He walks to work every day. " * 400
    answer = _ask(filled, f"{story} How much simvastatin should I give this 50 kg patient?")
    assert answer.policy is not None
    assert answer.policy.kind == "dosing"
    assert answer.writer == "extractive"


def test_in_an_emergency_nothing_loosely_related_is_quoted(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "He is not breathing, no pulse, cardiac arrest, what now?"
    assert _ask(filled, question).citations
    evidence = filled.answering.weigh(question, CLINICIAN, Filters())
    thin = replace(evidence, thin=True)
    monkeypatch.setattr(filled.answering, "weigh", lambda *_: thin)
    answer = _ask(filled, question)
    assert answer.abstained
    assert answer.policy is not None
    assert answer.policy.lead
