"""What every test stands on: a data folder of its own, nothing from outside, small libraries to fill."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.access.local import local_principal
from kb.library import Library
from kb.offline import SWITCHES
from kb.settings import Settings
from kb.types import Principal
from tests.fakes.embedder import FakeEmbedder

ROOT = Path(__file__).resolve().parent.parent

OpenLibrary = Callable[..., Library]


@pytest.fixture(scope="session")
def export_cache() -> Path:
    """Where the exported embedding model is kept between runs: what `make test` prepares, or the user's."""
    return Settings.load().model_cache


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, export_cache: Path) -> Iterator[None]:
    """No setting from outside, a data folder that is new, and files that only their owner can read."""
    for name in [name for name in os.environ if name.startswith("KB_")]:
        if not name.startswith("KB_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KB_KEY_FILE", str(tmp_path / "keys" / "catalog.key"))
    monkeypatch.setenv("KB_MODEL_CACHE", str(export_cache))
    for name, value in SWITCHES.items():
        monkeypatch.setenv(name, value)
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Real articles, notes and benchmarks, which are not part of the project (``KB_TEST_DATA``)."""
    folder = Path(os.environ.get("KB_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}; set KB_TEST_DATA to the folder that holds it")
    return folder


@pytest.fixture
def principal() -> Principal:
    """Who owns this machine."""
    return local_principal()


@pytest.fixture
def settings() -> Settings:
    """The settings of this test's own data folder, with one reader process."""
    return Settings.load(ingest={"workers": 1})


@pytest.fixture
def open_library(settings: Settings) -> Iterator[OpenLibrary]:
    """Open this test's library, as often as wanted; what is left open is closed at the end."""
    opened: list[Library] = []

    def call(embedder: FakeEmbedder | None = None, *, wait_seconds: float = 0.0) -> Library:
        library = Library.open(
            settings, embedder=embedder or FakeEmbedder(), wait_seconds=wait_seconds
        )
        opened.append(library)
        return library

    yield call
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    """An empty library."""
    return open_library()
