"""An answer is written beside the page, which can look at it at any moment."""

from __future__ import annotations

import threading

from kb.errors import RetrievalError
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
    assert library.asked[-1][1] == "ollama"


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
    library.failure = RetrievalError("The index is not there.", hint="Run `kb reindex`.")
    turn = begin(site)
    assert turn.wait(10)
    assert turn.progress().state == "failed"
    assert turn.progress().error == "The index is not there. Run `kb reindex`."


def test_an_unforeseen_error_is_logged_and_not_shown(site, library, caplog):
    library.failure = ValueError("secret detail")  # type: ignore[assignment]
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
    again = Turn.of(QUESTION, answer)
    assert again.finished
    assert again.progress().answer == answer
    assert again.kept
