"""The first build of the code book: it is told how far it is, and what went wrong."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from kb.errors import CatalogError, KbError
from kb.store.database import Database
from tests.fakes.terms import EFFECTIVE, RELEASE, TABULAR
from ui.terms import building
from ui.terms.building import BookBuild
from ui.terms.desk import StillIndexing, TermDesk


class SlowBook:
    """A code book whose build waits to be let go, in the middle."""

    goes_on = threading.Event()
    fails_with: Exception | None = None
    built = False

    def __init__(self, database: object) -> None:
        pass

    def ready(self) -> bool:
        return type(self).built

    def build(self, progress) -> None:
        progress(49_250, 0, "codes")
        type(self).goes_on.wait(10)
        if self.fails_with:
            raise self.fails_with
        progress(1, 1, "words")
        type(self).built = True


@pytest.fixture
def book(monkeypatch):
    monkeypatch.setattr(building, "CodeBook", SlowBook)
    monkeypatch.setattr(SlowBook, "goes_on", threading.Event())
    monkeypatch.setattr(SlowBook, "built", False)
    monkeypatch.setattr(SlowBook, "fails_with", None)
    yield SlowBook
    SlowBook.goes_on.set()


@pytest.fixture
def library(tmp_path):
    finder = SimpleNamespace(prepare=lambda progress: progress(5, 10, "meanings"))
    return SimpleNamespace(store=SimpleNamespace(database=None), code_finder=finder, terms=None)


def test_the_share_grows_and_ends_with_ready(book, library):
    build = BookBuild(library)
    told = []

    def tell(state):
        told.append(state)
        book.goes_on.set()

    build.wait(tell, every=0.01)
    assert told[0]["building"] is True
    assert 0 <= told[0]["share"] < 0.2
    assert build.status() == {
        "ready": True,
        "building": False,
        "share": 1.0,
        "step": "",
        "error": None,
    }


def test_it_is_not_ready_before_everything_is_indexed(book, library):
    build = BookBuild(library)
    build.start()
    book.built = True
    assert build.status()["ready"] is False
    book.goes_on.set()
    build.wait(lambda state: None, every=0.01)
    assert build.ready()


def test_what_went_wrong_is_said_and_can_be_tried_again(book, library):
    book.fails_with = CatalogError("The package is missing.")
    book.goes_on.set()
    build = BookBuild(library)
    with pytest.raises(KbError, match="The package is missing"):
        build.wait(lambda state: None, every=0.01)
    assert build.status()["error"].startswith("The package is missing")
    book.fails_with = None
    build.wait(lambda state: None, every=0.01)
    assert build.ready()


def test_a_question_before_it_is_ready_begins_the_build_and_says_to_wait(book, library):
    desk = TermDesk(library, SimpleNamespace(name="local"))
    with pytest.raises(StillIndexing, match="being indexed"):
        desk.suggest("diab")
    assert desk.build.status()["building"] is True


def test_a_book_that_is_there_needs_no_build(tmp_path, library):
    from kb.terms.codes import CodeBook

    library.store.database = Database(tmp_path / "catalog.db", b"0" * 32)
    assert BookBuild(library).ready() is False
    CodeBook(library.store.database).update(TABULAR, EFFECTIVE, name=RELEASE)
    assert BookBuild(library).ready() is True
