"""The first build of the code book: it is told how far it is, and what went wrong."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from kb.errors import CatalogError, KbError
from ui.terms.building import BookBuild
from ui.terms.desk import StillIndexing, TermDesk


class SlowLibrary:
    """A library whose code book waits to be let go in the middle of its build."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.fails_with: Exception | None = None
        self.built = False

    def terms_ready(self) -> bool:
        return self.built

    def build_terms(self, progress) -> None:
        progress(49_250, 0, "codes")
        self.goes_on.wait(10)
        if self.fails_with:
            raise self.fails_with
        progress(1, 1, "words")
        progress(5, 10, "meanings")
        self.built = True


@pytest.fixture
def library():
    one = SlowLibrary()
    yield one
    one.goes_on.set()


def test_the_share_grows_and_ends_with_ready(library):
    build = BookBuild(library)
    told = []

    def tell(state):
        told.append(state)
        library.goes_on.set()

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


def test_it_is_not_ready_before_everything_is_indexed(library):
    build = BookBuild(library)
    build.start()
    library.built = True
    assert build.status()["ready"] is False
    library.goes_on.set()
    build.wait(lambda state: None, every=0.01)
    assert build.ready()


def test_what_went_wrong_is_said_and_can_be_tried_again(library):
    library.fails_with = CatalogError("The package is missing.")
    library.goes_on.set()
    build = BookBuild(library)
    with pytest.raises(KbError, match="The package is missing"):
        build.wait(lambda state: None, every=0.01)
    assert build.status()["error"].startswith("The package is missing")
    library.fails_with = None
    build.wait(lambda state: None, every=0.01)
    assert build.ready()


def test_a_question_before_it_is_ready_begins_the_build_and_says_to_wait(library):
    desk = TermDesk(library, SimpleNamespace(name="local"))
    with pytest.raises(StillIndexing, match="being indexed"):
        desk.suggest("diab")
    assert desk.build.status()["building"] is True


def test_a_book_that_is_there_needs_no_build(library):
    library.built = True
    build = BookBuild(library)
    assert build.ready()
    build.start()
    assert build.status()["building"] is False
