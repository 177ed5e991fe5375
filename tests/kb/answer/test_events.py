"""Events are values: equal where they say the same, and unchangeable."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import get_args

import pytest

from kb.answer.events import Done, Event, Led, Notice, Restart, Retrieved, Token, Waiting
from tests.fakes.passages import hits


def test_events_that_say_the_same_are_equal() -> None:
    assert Token("a") == Token("a") != Token("b")
    assert len({Token("a"), Notice("a"), Token("a")}) == 2
    assert Restart() == Restart()
    assert Retrieved(hits("One text.")) == Retrieved(hits("One text."))


def test_an_event_cannot_be_changed() -> None:
    token = Token("a")
    with pytest.raises(FrozenInstanceError):
        token.text = "b"  # type: ignore[misc]


def test_every_kind_is_an_event() -> None:
    assert set(get_args(Event)) == {Led, Retrieved, Notice, Token, Restart, Waiting, Done}
