"""A question is read with those before it and kept where wished, the same for every door."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.access.local import local_principal
from kb.answer.events import Done
from kb.errors import CatalogError, NotFound
from kb.types import Filters
from tests.fakes.library import FakeLibrary
from tests.fakes.samples import TARGET, sample_library, settings_in
from ui.kept.asking import Asking

QUESTION = "Which systolic pressure suits adults with chronic kidney disease?"
ME = local_principal()


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return sample_library(settings_in(tmp_path))


@pytest.fixture
def begun(library: FakeLibrary) -> str:
    """A conversation as the page begins one."""
    return library.conversations.keep(library.ask(QUESTION, ME), ME, question=QUESTION)


def test_what_the_page_began_can_be_gone_on_with(library: FakeLibrary, begun: str) -> None:
    filters = Filters(documents=("d1",))
    asked = Asking(" And in \n children? ", filters, conversation=begun).answer(library, ME)
    assert asked["question"] == f"{QUESTION[:-1]}: And in children?"
    exchange = library.conversations.exchange(begun, 2, ME)
    assert exchange.question == "And in children?"
    assert exchange.replay.filters == filters
    assert exchange.answer.notice == asked["notice"]


def test_a_stream_keeps_nothing_by_itself(library: FakeLibrary, begun: str) -> None:
    asking = Asking("And in children?", conversation=begun, keep=True)
    *_, last = asking.events(library, ME)
    assert isinstance(last, Done)
    assert library.conversations.row(begun, ME).turns == 1
    assert asking.finish(last.answer, library, ME)["conversation"] == begun
    assert library.conversations.row(begun, ME).turns == 2


def test_a_conversation_that_is_not_there_is_told_with_the_first_event(
    library: FakeLibrary,
) -> None:
    with pytest.raises(NotFound):
        next(Asking("Why?", conversation="0123456789ab").events(library, ME))
    assert library.asked == []


def test_an_answer_that_cannot_be_kept_is_shown_and_says_so(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise CatalogError("The catalog could not be written: the disk is full.")

    monkeypatch.setattr(library.conversations._table, "start", full)
    asked = Asking(QUESTION, keep=True).answer(library, ME)
    assert asked["conversation"] is None
    assert asked["notice"] == (
        "This answer is not kept: The catalog could not be written: the disk is full."
    )
    assert TARGET in asked["answer"]
