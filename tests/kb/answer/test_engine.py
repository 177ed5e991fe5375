"""From a question to a checked answer, quoted from a real library without any model."""

from __future__ import annotations

import pytest

from kb.answer.engine import MOST_QUESTION_CHARACTERS, NEAREST, NO_EVIDENCE
from kb.answer.events import Notice, Restart, Retrieved
from kb.errors import ModelMismatch, SettingsError
from kb.library import Library
from kb.settings import Settings
from kb.types import Filters, Principal
from tests.conftest import OpenLibrary
from tests.fakes.answering import (
    CKD,
    CLINICIAN,
    ENTRIES,
    QUESTION,
    TARGET,
    answer_of,
    fill,
    stream,
    written,
)
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

NOBODY = Principal("N", frozenset())


@pytest.fixture
def settings() -> Settings:
    """No model is looked for unless a test brings one."""
    return Settings.load(ingest={"workers": 1}, model={"writer": "extractive"})


@pytest.fixture
def filled(library: Library) -> Library:
    return fill(library)


def test_an_answer_is_streamed_and_then_given_whole(filled: Library) -> None:
    events = stream(filled)
    answer = answer_of(events)
    assert not answer.abstained
    assert written(events).strip() == answer.answer
    assert (answer.writer, answer.model, answer.notice) == ("extractive", None, None)
    assert not any(isinstance(one, Notice | Restart) for one in events)


def test_citations_are_verbatim_at_their_offsets(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN)
    assert answer.citations[0].quote == TARGET
    for citation in answer.citations:
        held = next(one for one in ENTRIES if one.id == citation.document.id)
        assert held.document.text[citation.start : citation.end] == citation.quote


def test_the_boxes_of_a_citation_are_the_lines_it_stands_on(filled: Library) -> None:
    citation = filled.ask(QUESTION, CLINICIAN).citations[0]
    (_, line) = CKD.passages[0].lines
    assert citation.boxes == (line.box,)
    assert citation.page == 1


def test_the_answer_shows_no_reference_marks_of_its_source(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN)
    assert "[4, 5]" in answer.citations[0].quote
    assert "[4" not in answer.answer
    assert answer.sentences[0].text.endswith("below 120 mmHg, when tolerated.")
    assert answer.answer.startswith(f"{answer.sentences[0].text} [1]")


def test_every_sentence_cites_a_citation_of_this_answer(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN)
    known = {one.n for one in answer.citations}
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.state == "quoted"
        assert sentence.citations
        assert known.issuperset(sentence.citations)


def test_an_answer_says_what_was_searched_and_how_long_it_took(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN)
    # What guidelines say is not looked for in the fourth passage, which is a note's.
    assert answer.searched == {"passages": 3, "documents": 2}
    everywhere = Filters(collections=("literature", "records"))
    answer = filled.ask(QUESTION, CLINICIAN, filters=everywhere)
    assert answer.searched == {"passages": 4, "documents": 3}
    assert answer.timings.keys() >= {"retrieval", "evidence", "total"}
    assert answer.timings["total"] >= answer.timings["retrieval"]
    assert 0.5 <= answer.evidence <= 1


def test_a_drug_that_the_library_never_mentions_is_refused_by_name(filled: Library) -> None:
    answer = filled.ask(f"{QUESTION} And under zanubrutinib?", CLINICIAN)
    assert answer.abstained
    assert answer.notice == "The library does not mention zanubrutinib."


def test_a_question_on_children_is_not_answered_from_adults(filled: Library) -> None:
    answer = filled.ask(QUESTION.replace("adults", "children"), CLINICIAN)
    assert answer.abstained
    assert answer.notice == "The nearest passages are not about children."


def test_an_abstention_shows_what_was_searched_and_what_came_nearest(filled: Library) -> None:
    answer = filled.ask("Which vaccine prevents yellow fever?", CLINICIAN)
    assert (answer.abstained, answer.answer) == (True, NO_EVIDENCE)
    assert (answer.sentences, answer.citations) == ((), ())
    assert len(answer.nearest) == NEAREST
    assert answer.searched == {"passages": 4, "documents": 3}
    assert answer.evidence < 0.5
    assert (answer.writer, answer.model) == ("extractive", None)


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_abstains(filled: Library, question: str) -> None:
    answer = filled.ask(question, CLINICIAN)
    assert (answer.abstained, answer.nearest) == (True, ())


def test_an_empty_library_abstains(library: Library) -> None:
    answer = answer_of(stream(library))
    assert (answer.abstained, answer.nearest) == (True, ())
    assert answer.searched == {"passages": 0, "documents": 0}


def test_without_roles_nothing_is_read(filled: Library) -> None:
    answer = filled.ask(QUESTION, NOBODY)
    assert (answer.abstained, answer.nearest, answer.citations) == (True, (), ())
    assert answer.searched == {"passages": 0, "documents": 0}


def test_filters_decide_what_an_answer_rests_on(filled: Library) -> None:
    answer = filled.ask(QUESTION, CLINICIAN, filters=Filters(documents=(ENTRIES[1].id,)))
    assert answer.abstained
    assert answer.searched["documents"] == 1
    assert {hit.document.source for hit in answer.nearest} == {"/asthma.pdf"}


@pytest.mark.parametrize(
    ("question", "collection"),
    [
        (QUESTION, "literature"),
        (
            "Which systolic blood pressure target did the patient with kidney disease get?",
            "records",
        ),
    ],
)
def test_an_answer_rests_on_literature_or_on_notes_never_on_both(
    filled: Library, question: str, collection: str
) -> None:
    text = (
        "The patient with chronic kidney disease got a systolic blood pressure target of 130 mmHg."
    )
    note = entry(text, source="/visit.md", collection="records")
    filled.store.catalog.add([note])
    filled.store.publish([note.id])
    both = {hit.document.collection for hit in filled.search(question, CLINICIAN)}
    assert both == {"literature", "records"}
    events = stream(filled, question)
    answer = answer_of(events)
    assert not answer.abstained
    assert {one.document.collection for one in answer.citations} == {collection}
    assert isinstance(events[0], Retrieved)
    assert {hit.document.collection for hit in events[0].hits} == {collection}


def test_a_question_is_put_on_one_line_and_kept_within_bounds(filled: Library) -> None:
    spread = QUESTION.replace(" ", " \n ")
    assert filled.ask(f"  {spread} ", CLINICIAN).question == QUESTION
    long = filled.ask("why " * MOST_QUESTION_CHARACTERS, CLINICIAN)
    assert len(long.question) == MOST_QUESTION_CHARACTERS


def test_another_embedding_model_is_an_error_that_says_how_to_embed_anew(
    open_library: OpenLibrary, filled: Library
) -> None:
    filled.close()
    other = open_library(FakeEmbedder("another"))
    with pytest.raises(ModelMismatch) as caught:
        other.ask(QUESTION, CLINICIAN)
    assert "kb reindex --embed" in str(caught.value)


def test_a_writer_that_does_not_exist_is_an_error(filled: Library) -> None:
    with pytest.raises(SettingsError, match="poet"):
        filled.ask(QUESTION, CLINICIAN, writer="poet")


def test_thin_evidence_is_answered_with_a_word_of_caution(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.answer import engine
    from kb.answer.evidence import EvidenceMeasure

    for score, cautious, abstains in ((0.95, False, False), (0.6, True, False), (0.2, False, True)):
        monkeypatch.setattr(engine, "measure", lambda *_, score=score: EvidenceMeasure(score))
        answer = filled.ask(QUESTION, CLINICIAN)
        assert answer.abstained is abstains
        assert (engine.THIN in (answer.notice or "")) is cautious
