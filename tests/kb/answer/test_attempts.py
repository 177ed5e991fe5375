"""Asking a model: what is told while it loads, when it is asked again, and what its answer comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.answer.attempts import ASKED_AGAIN, LOADING, Written, ask_model
from kb.answer.events import Event, Notice, Restart, Token, Waiting
from kb.answer.prompts import CANNOT_ANSWER, EMPTY_SENTENCE, NOT_ABOUT, NOT_HELD
from kb.types import Hit, WriterName
from tests.fakes.answering import as_object
from tests.fakes.passages import hits

SAID = "Warfarin is steered by the INR, which should lie between 2 and 3."
HITS = hits(SAID, "Gout is painful and comes at night.")


class Scripted:
    """A model whose replies are written down; ``faults`` are those that it was told."""

    name: WriterName = "ollama"
    model = "scripted"
    digest: str | None = None

    def __init__(self, *replies: Sequence[str], cold: bool = False) -> None:
        self._replies = iter(replies)
        self._cold = cold
        self.faults: list[str] = []
        self.closed = 0

    def cold(self) -> bool:
        return self._cold

    def warm(self) -> None:
        """It needs none."""

    def stream(self, question: str, hits: Sequence[Hit], *, fault: str = "") -> Iterator[str]:
        self.faults.append(fault)
        try:
            yield from next(self._replies)
        finally:
            self.closed += 1


def embed(texts: Sequence[str]) -> NDArray[np.floating]:
    """Every sentence far from every other."""
    return np.eye(len(texts), dtype=np.float32)


def asked(
    model: Scripted, speaks: Callable[[Sequence[str]], bool] = lambda _texts: True
) -> tuple[list[Event], Written | None]:
    """The events, and what came of it."""
    asking = ask_model(model, "How is warfarin steered?", HITS, embed, speaks)
    events: list[Event] = []
    while True:
        try:
            events.append(next(asking))
        except StopIteration as end:
            return events, end.value


def test_a_good_answer_is_asked_for_once() -> None:
    model = Scripted([as_object((SAID, [1]))])
    events, written = asked(model)
    assert events == [Token(f"{SAID[:-1]} [1]. ")]
    assert written is not None
    assert [one.state for one in written.sentences] == ["quoted"]
    assert model.faults == [""]
    assert model.closed == 1


def test_the_second_question_names_the_fault_of_the_first_answer() -> None:
    model = Scripted([as_object(("", [1]))], [as_object((SAID, [1]))])
    events, written = asked(model)
    assert events[:2] == [Restart(), Notice(ASKED_AGAIN)]
    assert written is not None
    assert model.faults == ["", EMPTY_SENTENCE]


def test_two_failures_are_the_end() -> None:
    model = Scripted([as_object(("Penguins live in the south.", [1]))], ["{"], ["never"])
    _, written = asked(model)
    assert written is None
    assert model.faults == ["", NOT_HELD]


def test_a_preamble_is_taken_back_when_the_object_begins() -> None:
    events, written = asked(Scripted(["Here it is: ", as_object((SAID, [1]))]))
    assert events == [Token("Here it is: "), Restart(), Token(f"{SAID[:-1]} [1]. ")]
    assert written is not None


@pytest.mark.parametrize("declining", [as_object(), CANNOT_ANSWER])
def test_a_model_that_declines_says_so_once_and_is_not_asked_again(declining: str) -> None:
    model = Scripted([declining])
    events, written = asked(model)
    assert events == [Token(CANNOT_ANSWER)]
    assert written == Written(declined=True)
    assert model.faults == [""]


def test_signs_of_life_are_passed_on_and_loading_is_told_first() -> None:
    events, _ = asked(Scripted(["", "", as_object((SAID, [1]))], cold=True))
    assert events[:3] == [Notice(LOADING.format(model="scripted")), Waiting(), Waiting()]


def test_the_server_is_stopped_as_soon_as_an_answer_repeats_itself() -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        yield '{"answered": true, "sentences": ['
        for n in range(1000):
            taken.append(n)
            yield f'{{"text": "{SAID}", "passages": [1]}}, '

    model = Scripted(endless())  # type: ignore[arg-type]
    _, written = asked(model)
    assert written is not None
    assert len(written.sentences) == 1
    assert len(taken) < 5
    assert model.closed == 1


def test_leaving_closes_the_model() -> None:
    model = Scripted(["", "never read"])
    asking = ask_model(model, "How?", HITS, embed)
    assert next(asking) == Waiting()
    asking.close()
    assert model.closed == 1


def test_what_is_carried_but_does_not_speak_to_the_question_is_no_answer() -> None:
    beside = "Gout is painful and comes at night."
    model = Scripted([as_object((beside, [2]))], [as_object((SAID, [1]))])
    _, written = asked(model, speaks=lambda texts: SAID in texts)
    assert model.faults == ["", NOT_ABOUT]
    assert written is not None
    assert [one.text for one in written.sentences] == [SAID]
    stubborn = Scripted([as_object((beside, [2]))], [as_object((beside, [2]))])
    assert asked(stubborn, speaks=lambda texts: SAID in texts)[1] is None
