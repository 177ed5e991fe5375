"""From a question to a checked answer, over a real library, with and without a model server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from kb.answer.engine import MOST_QUESTION_CHARACTERS, NEAREST, NO_EVIDENCE, QUOTED_INSTEAD
from kb.answer.events import Done, Event, Notice, Restart, Retrieved, Token
from kb.answer.prompts import CANNOT_ANSWER
from kb.errors import ModelMismatch, SettingsError
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import ModelSettings, Settings
from kb.store.entries import NewDocument
from kb.text.sentences import sentence_spans
from kb.types import Answer, Box, Filters, Line, Principal
from tests.conftest import OpenLibrary
from tests.fakes import ollama as fake
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.model_server import nobody
from tests.fakes.ollama import fake_ollama

TARGET = (
    "Adults with chronic kidney disease should aim for a systolic blood pressure target "
    "below 120 mmHg [4, 5], when tolerated."
)
OFFICE = "Standardised office measurement is needed before this is applied."
ASTHMA = "Inhaled corticosteroids are the mainstay of asthma treatment."
QUESTION = "What systolic blood pressure target should adults with chronic kidney disease aim for?"
HOLDS = "The systolic blood pressure target in chronic kidney disease is below 120 mmHg [1]."
FALSE = "The systolic blood pressure target in chronic kidney disease is below 95 mmHg [1]."

CLINICIAN = Principal("Dr Who", frozenset({"clinician"}))
NOBODY = Principal("N", frozenset())


def _printed(one: NewDocument) -> NewDocument:
    """The document with a printed line for each sentence, each a line lower on the page."""
    passages = []
    for passage in one.passages:
        spans = sentence_spans(passage.text)
        lines = tuple(
            Line(
                passage.start + start,
                passage.start + end,
                Box(1, 72, 90 + 12 * at, 500, 100 + 12 * at),
            )
            for at, (start, end) in enumerate(spans)
        )
        passages.append(replace(passage, lines=lines))
    return replace(one, passages=passages)


CKD = _printed(entry(f"{OFFICE} {TARGET}", "Diuretics are added where needed.", source="/ckd.pdf"))
ENTRIES = [
    CKD,
    _printed(entry(ASTHMA, source="/asthma.pdf", year=2019)),
    _printed(entry("The patient took metformin.", source="/note.md", collection="records")),
]


def fill(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


@pytest.fixture
def settings() -> Settings:
    """No model is looked for unless a test brings one."""
    return Settings.load(ingest={"workers": 1}, model={"writer": "extractive"})


@pytest.fixture
def filled(library: Library) -> Library:
    return fill(library)


@contextmanager
def with_ollama(settings: Settings, address: str, writer: str = "ollama") -> Iterator[Library]:
    """A filled library whose answers an Ollama server at this address is to write."""
    model = ModelSettings.model_validate(
        {"writer": writer, "name": "qwen3:4b", "ollama_url": address, "timeout_seconds": 5}
    )
    changed = settings.model_copy(update={"model": model})
    with Library.open(changed, embedder=FakeEmbedder()) as library:
        yield fill(library)


def stream(library: Library, question: str = QUESTION) -> list[Event]:
    """All events, in the order that is promised."""
    events = list(library.stream(question, CLINICIAN))
    assert isinstance(events[0], Retrieved)
    assert isinstance(events[-1], Done)
    assert all(isinstance(one, Notice | Token | Restart) for one in events[1:-1])
    return events


def written(events: Sequence[Event]) -> str:
    """What a reader sees as it is written: the tokens since the last restart."""
    last = max((at for at, one in enumerate(events) if isinstance(one, Restart)), default=0)
    return "".join(one.text for one in events[last:] if isinstance(one, Token))


def answer_of(events: Sequence[Event]) -> Answer:
    done = events[-1]
    assert isinstance(done, Done)
    return done.answer


# -- without a model ----------------------------------------------------------------------------


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
    answer = filled.ask("Who won the football cup?", CLINICIAN)
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


# -- with a model -------------------------------------------------------------------------------


def test_a_model_s_answer_is_streamed_checked_and_names_its_writer(settings: Settings) -> None:
    with (
        fake_ollama(fake.says(HOLDS[:20], HOLDS[20:])) as server,
        with_ollama(settings, server.address) as library,
    ):
        events = stream(library)
    assert [one.text for one in events if isinstance(one, Token)] == [HOLDS[:20], HOLDS[20:]]
    assert not any(isinstance(one, Notice | Restart) for one in events)
    answer = answer_of(events)
    assert (answer.writer, answer.model, answer.notice) == ("ollama", "qwen3:4b", None)
    assert answer.answer == HOLDS.replace(" [1].", ". [1]")
    assert [one.state for one in answer.sentences] == ["supported"]
    assert answer.citations[0].quote == TARGET
    held = CKD.document.text[answer.citations[0].start : answer.citations[0].end]
    assert held == TARGET


def _fell_back(events: Sequence[Event], told: str) -> None:
    """The answer quotes the library, and the reader is told why before it begins."""
    places = [at for at, one in enumerate(events) if isinstance(one, Restart)]
    assert len(places) == 1
    notice = events[places[0] + 1]
    assert isinstance(notice, Notice)
    assert told in notice.text
    assert notice.text.endswith(QUOTED_INSTEAD)
    answer = answer_of(events)
    assert answer.notice == notice.text
    assert (answer.writer, answer.model, answer.abstained) == ("extractive", None, False)
    assert answer.citations[0].quote == TARGET
    assert written(events).strip() == answer.answer


def test_a_server_that_is_down_gives_the_extractive_answer_and_says_so(settings: Settings) -> None:
    with nobody() as address, with_ollama(settings, address) as library:
        events = stream(library)
    _fell_back(events, "Ollama does not answer")
    assert "ollama serve. " in (answer_of(events).notice or "")


def test_a_missing_model_gives_the_extractive_answer_and_the_pull_line(settings: Settings) -> None:
    with (
        fake_ollama(models=["llama3:latest"]) as server,
        with_ollama(settings, server.address) as library,
    ):
        events = stream(library)
    _fell_back(events, "ollama pull qwen3:4b")


def test_a_server_that_dies_while_writing_gives_the_extractive_answer(settings: Settings) -> None:
    with (
        fake_ollama(fake.says_then_dies("The systolic ", "target is ")) as server,
        with_ollama(settings, server.address) as library,
    ):
        events = stream(library)
    assert events[1:4] == [Token("The systolic "), Token("target is "), Restart()]
    _fell_back(events, "broke off")


@pytest.mark.parametrize(
    "text",
    [
        FALSE,
        "The systolic target is below 120 mmHg [9].",
        "Penguins huddle on the ice in winter [1].",
        "Penguins huddle on the ice in winter.",
    ],
)
def test_an_answer_whose_citations_do_not_hold_is_replaced_by_quotations(
    settings: Settings, text: str
) -> None:
    with fake_ollama(fake.says(text)) as server, with_ollama(settings, server.address) as library:
        events = stream(library)
    assert events[1] == Token(text)
    _fell_back(events, "did not hold")


def test_what_does_not_hold_is_marked_where_the_rest_does(settings: Settings) -> None:
    with (
        fake_ollama(fake.says(f"{HOLDS} {FALSE}")) as server,
        with_ollama(settings, server.address) as library,
    ):
        answer = answer_of(stream(library))
    assert [one.state for one in answer.sentences] == ["supported", "unsupported"]
    assert any("95" in number for number in answer.sentences[1].unsupported_numbers)
    assert answer.writer == "ollama"


def test_a_model_that_declines_abstains_and_is_named(settings: Settings) -> None:
    with (
        fake_ollama(fake.says(CANNOT_ANSWER)) as server,
        with_ollama(settings, server.address) as library,
    ):
        answer = answer_of(stream(library))
    assert (answer.abstained, answer.writer, answer.model) == (True, "ollama", "qwen3:4b")
    assert answer.nearest
    assert (answer.sentences, answer.citations) == ((), ())


def test_without_evidence_no_model_is_asked(settings: Settings) -> None:
    with fake_ollama() as server, with_ollama(settings, server.address) as library:
        answer = answer_of(stream(library, "Who won the football cup?"))
    assert (answer.abstained, answer.writer) == (True, "extractive")
    assert server.asked == []


def test_where_nobody_asked_for_a_model_its_absence_is_no_news(settings: Settings) -> None:
    with nobody() as address, with_ollama(settings, address, writer="auto") as library:
        events = stream(library)
    assert not any(isinstance(one, Notice | Restart) for one in events)
    assert answer_of(events).notice is None


def test_a_reader_who_leaves_stops_the_model(settings: Settings) -> None:
    with (
        fake_ollama(fake.talks_for_ever("on and on ")) as server,
        with_ollama(settings, server.address) as library,
    ):
        with closing(library.answering.stream(QUESTION, CLINICIAN)) as events:  # type: ignore[type-var]
            assert isinstance(next(events), Retrieved)
            assert isinstance(next(events), Token)
        assert server.hung_up.wait(5)
