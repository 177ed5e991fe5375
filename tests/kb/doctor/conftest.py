"""A filled library that is closed, for breaking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from kb.search.embedder import fingerprint
from kb.search.hybrid import FINGERPRINT
from kb.search.sharpen import edition
from kb.settings import Settings
from kb.store.store import Store
from kb.types import Principal
from tests.conftest import OpenLibrary
from tests.fakes.examination import MODEL
from tests.ingest.pdfs import simple_pdf


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The embedding model is prepared, and is the fake's; nothing answers where Ollama would."""
    cache = tmp_path / "models"
    (cache / "one").mkdir(parents=True)
    for name in ("model.int8.onnx", "tokenizer.json"):
        (cache / "one" / name).write_text("x")
    monkeypatch.setenv("KB_MODEL_CACHE", str(cache))
    monkeypatch.setenv("KB_MODEL__OLLAMA_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("kb.doctor.model.stat_key", lambda folder: "one")
    monkeypatch.setattr("kb.doctor.model.content_hash", lambda folder: MODEL.fingerprint)
    monkeypatch.setattr("kb.doctor.model.read_export", lambda folder: MODEL)


@pytest.fixture
def settings(prepared: None) -> Settings:
    """With one reader process, and the prepared model."""
    return Settings.load(ingest={"workers": 1})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A PDF and twelve notes."""
    path = tmp_path / "papers"
    path.mkdir()
    (path / "trial.pdf").write_bytes(simple_pdf(["A trial of zanzibarium.", "It worked."]))
    for number in range(12):
        (path / f"{number}.txt").write_text(f"Paper {number} is about drug{number}.")
    return path


@pytest.fixture
def home(open_library: OpenLibrary, principal: Principal, folder: Path, settings: Settings) -> Path:
    """The data folder of a filled library that is closed."""
    library = open_library()
    assert Ingestor(library, principal).run([folder]).failed == ()
    model = fingerprint(MODEL, "int8")
    library.store.catalog.set_meta(FINGERPRINT, model)
    with library.store.database.write() as connection:
        connection.execute("UPDATE sentence_vectors SET edition = ?", (edition(model),))
    library.close()
    return settings.home


@pytest.fixture
def store(home: Path, settings: Settings) -> Iterator[Store]:
    """The same, opened by this process for breaking."""
    store = Store(home, settings.key_file)
    yield store
    store.close()
