"""Searches timed, over a drawn library and over one's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from kb.errors import KeyMissing
from kb.evaluate.drawn import draw_library
from kb.library import Library
from kb.settings import Settings
from tests.fakes.embedder import FakeEmbedder
from ui.bench.search import DRAWN, OWN, bench_search, in_words


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries are opened with a small embedder, and drawn from few sentences."""

    def opened(settings: Settings, **_: object) -> Library:
        return Library(settings, embedder=FakeEmbedder())

    def drawn(library: Library, passages: int, **options: Any) -> None:
        draw_library(library, passages, statements=20, **options)

    monkeypatch.setattr(Library, "open", opened)
    monkeypatch.setattr("ui.bench.search.draw_library", drawn)


def test_a_drawn_library_is_measured_and_gone_afterwards(
    small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    told: list[str] = []
    figures = bench_search(120, None, 1, tell=told.append)
    assert (figures["text"], figures["passages"]) == (DRAWN, 120)
    assert "120 of 120 passages" in told
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_the_user_s_own_library_is_measured_and_left_as_it_was(
    small: None, settings: Settings
) -> None:
    with Library.open(settings) as library:
        draw_library(library, 120, statements=20)
        before = library.store.catalog.version
    figures = bench_search(5, settings.home, 1)
    assert (figures["text"], figures["passages"]) == (OWN, 120)
    with Library.open(settings) as library:
        assert library.store.catalog.version == before


def test_a_library_that_was_kept_has_its_key_beside_it(small: None, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    settings = Settings.load(home=kept / "library", key_file=kept / "catalog.key")
    with Library.open(settings) as library:
        draw_library(library, 100, statements=20)
    assert bench_search(5, kept, 1)["passages"] == 100


def test_a_library_without_its_key_is_refused(small: None, settings: Settings) -> None:
    with Library.open(settings) as library:
        draw_library(library, 100, statements=20)
    settings.key_file.unlink()
    with pytest.raises(KeyMissing):
        bench_search(5, settings.home, 1)


def test_in_words_each_way_is_one_line(small: None) -> None:
    figures = bench_search(100, None, 1)
    words = in_words(figures)
    assert words["passages"] == 100
    assert len(words["ways"]) == len(figures["ways"])
    assert "1 x no filter" in words["ways"]["no filter"]
    assert all("p95" in line for line in words["ways"].values())
