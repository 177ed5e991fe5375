"""Indexing ICD-10-CM: it holds up nothing but itself, and what was interrupted is completed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from kb.library import Library
from kb.terms import codes
from kb.terms.codes import CodeBook
from kb.terms.meaning import MeaningIndex
from kb.types import Principal
from tests.conftest import ROOT, OpenLibrary
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.terms import EFFECTIVE, RELEASE, TABULAR
from tests.kb.terms.killed_build import small

STEPS = ("codes", "words", "meanings")


def silent(_done: int, _total: int, _step: str) -> None:
    return None


@pytest.fixture(autouse=True)
def small_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "shipped", small)


@pytest.mark.parametrize("step", STEPS)
def test_a_build_that_was_killed_is_not_ready_and_the_next_completes_it(
    open_library: OpenLibrary, step: str
) -> None:
    command = [sys.executable, "-m", "tests.kb.terms.killed_build", step]
    killed = subprocess.run(command, cwd=ROOT, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL

    library = open_library()
    assert not library.terms_ready()
    told: list[str] = []
    library.build_terms(lambda done, total, name: told.append(name))
    # What was complete is not done again.
    assert set(told) == set(STEPS[STEPS.index(step) :])
    assert library.terms_ready()
    assert len(library.terms.releases()) == 1
    assert library.terms.line("E11.22").billable
    assert library.code_finder.find("chronic systolic heart failure", 1)[0].code == "I50.22"
    library.close()
    assert open_library().terms_ready()


def test_words_without_meanings_are_a_book_to_read_but_not_ready(library: Library) -> None:
    assert library.terms.ready()
    assert not library.terms_ready()
    library.code_finder.prepare()
    assert library.terms_ready()


def test_an_index_that_another_version_made_is_not_ready(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.build_terms(silent)
    for module in ("phrase_index", "meaning"):
        monkeypatch.setattr(f"kb.terms.{module}.edition", lambda: "later")
    assert not CodeBook(library.store.database).ready()
    assert not library.terms_ready()


def test_asking_whether_it_is_ready_loads_no_model(library: Library) -> None:
    library.build_terms(silent)

    class Unloaded(Library):
        @property
        def embedder(self) -> FakeEmbedder:  # type: ignore[override]
            raise AssertionError("the model is loaded")

    with Unloaded(library.settings) as other:
        assert other.terms_ready()


class Held:
    """Progress that stops at a step until it is let go."""

    def __init__(self, step: str) -> None:
        self.step = step
        self.reached, self.goes_on = threading.Event(), threading.Event()

    def __call__(self, _done: int, _total: int, step: str) -> None:
        if step == self.step:
            self.reached.set()
            assert self.goes_on.wait(30)


@pytest.mark.parametrize("step", STEPS)
def test_searches_and_answers_go_on_while_codes_are_indexed(
    library: Library, principal: Principal, step: str
) -> None:
    held = Held(step)
    building = threading.Thread(target=library.build_terms, args=(held,))
    building.start()
    try:
        assert held.reached.wait(30)
        done = threading.Event()

        def work() -> None:
            library.search("blood pressure", principal)
            library.ask("What is the blood pressure?", principal, writer="extractive")
            library.stats(principal)
            assert not library.terms_ready()
            done.set()

        threading.Thread(target=work, daemon=True).start()
        assert done.wait(20)
        assert building.is_alive()
    finally:
        held.goes_on.set()
        building.join(30)
    assert library.terms_ready()


def test_two_who_need_it_at_once_build_it_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held("meanings")
    first = threading.Thread(target=library.build_terms, args=(held,))
    first.start()
    assert held.reached.wait(30)
    key = CodeBook(library.store.database).release_key
    told: list[str] = []
    second = threading.Thread(
        target=library.build_terms, args=(lambda done, total, name: told.append(name),)
    )
    second.start()
    held.goes_on.set()
    first.join(30)
    second.join(30)
    assert told == []
    assert library.terms.release_key == key


def test_another_process_that_was_quicker_is_not_overwritten(library: Library) -> None:
    book = library.terms
    key = book.release_key
    sha256 = book.release.sha256
    again = book.tables.write_release(RELEASE, EFFECTIVE, sha256, iter(()), silent, anew=False)
    assert again == key
    assert book.line("E11.22").billable
    assert MeaningIndex.stored(book.tables, key) is False
    book.update(TABULAR, EFFECTIVE)
    assert book.release_key != key
