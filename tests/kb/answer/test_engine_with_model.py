"""Answers that a model writes: streamed, checked, and replaced by quotations where it fails."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest

from kb.answer.engine import QUOTED_INSTEAD
from kb.answer.events import Event, Notice, Restart, Retrieved, Token
from kb.answer.prompts import CANNOT_ANSWER
from kb.settings import Settings
from tests.fakes import ollama as fake
from tests.fakes.answering import (
    CKD,
    CLINICIAN,
    QUESTION,
    TARGET,
    answer_of,
    stream,
    with_ollama,
    written,
)
from tests.fakes.model_server import nobody
from tests.fakes.ollama import fake_ollama

HOLDS = "The systolic blood pressure target in chronic kidney disease is below 120 mmHg [1]."
FALSE = "The systolic blood pressure target in chronic kidney disease is below 95 mmHg [1]."


@pytest.fixture
def settings() -> Settings:
    """No model is looked for unless a test brings one."""
    return Settings.load(ingest={"workers": 1}, model={"writer": "extractive"})


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
        answer = answer_of(stream(library, "Which vaccine prevents yellow fever?"))
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
