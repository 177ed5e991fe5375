"""An answer is written beside the page, which can look at it at any moment."""

from __future__ import annotations

import threading

import pytest

from kb.answer.conversations import Exchange, Replay
from kb.errors import RetrievalError
from kb.types import Filters
from tests.fakes.answering import CLINICIAN, with_ollama
from tests.fakes.answering import QUESTION as CKD_QUESTION
from tests.fakes.ollama import fake_ollama, never_answers, says_then_hangs
from ui.web.turns import Turn

QUESTION = "What blood pressure target is suggested in kidney disease?"


def begin(site, **changes) -> Turn:
    turn = Turn(QUESTION, **changes)
    turn.start(site.library, site.principal, site.workers)
    return turn


def test_the_answer_arrives(site):
    turn = begin(site)
    assert turn.wait(10)
    now = turn.progress()
    assert now.state == "done"
    assert now.answer is not None
    assert now.answer.citations
    assert now.hits


def test_the_chosen_writer_is_asked(site, library):
    begin(site, writer="ollama").wait(10)
    assert library.asked[-1][2] == "ollama"


def test_what_is_written_can_be_seen_before_it_is_done(site, library):
    library.model_text = "One two three four [1]."
    library.pace = threading.Event()
    turn = begin(site)
    assert not turn.wait(0.05)
    assert turn.progress().answer is None
    library.pace.set()
    assert turn.wait(10)
    assert turn.progress().answer.model == "qwen3:4b"


def test_an_error_of_the_library_is_a_sentence_for_the_reader(site, library):
    library.fails_with = RetrievalError("The index is not there.", hint="Run `kb reindex`.")
    turn = begin(site)
    assert turn.wait(10)
    assert turn.progress().state == "failed"
    assert turn.progress().error == "The index is not there. Run `kb reindex`."


def test_an_unforeseen_error_is_logged_and_not_shown(site, library, caplog):
    library.fails_with = ValueError("secret detail")  # type: ignore[assignment]
    turn = begin(site)
    assert turn.wait(10)
    assert "secret" not in turn.progress().error
    assert "secret detail" in caplog.text


def test_a_reader_can_stop_the_writer(site, library):
    library.model_text = "One two three four [1]."
    library.pace = threading.Event()
    turn = begin(site)
    turn.stop()
    library.pace.set()
    assert turn.wait(10)
    assert turn.progress().state == "failed"
    assert turn.progress().error.startswith("Stopped.")


@pytest.mark.parametrize("begun", [None, '{"answered": true, "sentences": [{"text": "The'])
def test_a_reader_can_stop_a_model_that_says_nothing(settings, site, begun):
    script = says_then_hangs(begun) if begun else never_answers()
    with fake_ollama(script) as server, with_ollama(settings, server.address) as library:
        turn = Turn(CKD_QUESTION)
        turn.start(library, CLINICIAN, site.workers)
        while not server.asked:
            assert not turn.wait(0.05)
        turn.stop()
        assert turn.wait(3)
        assert turn.progress().error.startswith("Stopped.")
        assert server.hung_up.wait(3)


def test_a_follow_up_is_read_with_the_question_before_and_says_so(site, library):
    turn = Turn("And in children?", read_as=f"{QUESTION[:-1]}: And in children?")
    turn.start(site.library, site.principal, site.workers)
    assert turn.wait(10)
    assert library.asked[-1][0] == turn.read_as
    answer = turn.progress().answer
    assert answer is not None
    assert answer.notice is not None
    assert answer.notice.startswith("Read together with the question before")


def test_a_turn_that_was_kept_is_finished_from_the_start(site):
    turn = begin(site)
    turn.wait(10)
    answer = turn.progress().answer
    asked = Filters(year_from=2020)
    replay = Replay("extractive", None, "1", (), {}, asked)
    again = Turn.of(Exchange(3, "2026-11-20T10:00:00+00:00", QUESTION, answer, replay))
    assert (again.question, again.filters, again.place) == (QUESTION, asked, 3)
    assert again.finished
    assert again.progress().answer == answer
    assert again.kept
