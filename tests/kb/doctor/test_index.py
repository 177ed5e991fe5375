"""The doctor finds where the vector index is not what the catalog says."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np

from ingest.pipeline import Ingestor
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.store.store import Store
from kb.types import Principal
from tests.conftest import OpenLibrary
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.examination import failing, found, keys


def test_a_vector_deleted_behind_the_catalogs_back_is_found(
    store: Store, settings: Settings
) -> None:
    store.index().delete("literature", keys(store)[:1])
    store.close()
    problem = failing(settings)["index of literature"]
    assert "1 vector missing" in problem.message
    assert "kb reindex" in problem.fix


def test_a_vector_that_nobody_owns_is_found(store: Store, settings: Settings) -> None:
    store.index().upsert("records", [777], np.ones((1, 64), dtype=np.float32))
    store.close()
    assert "does not know" in failing(settings)["index of records"].message


def test_a_vector_that_does_not_find_itself_is_found(store: Store, settings: Settings) -> None:
    store.index().upsert("literature", keys(store)[:2], -np.ones((2, 64), dtype=np.float32))
    store.close()
    assert "2 vectors of 13 asked for" in failing(settings)["index of literature"].message


def test_sentences_that_are_not_embedded_are_told(store: Store, settings: Settings) -> None:
    assert "sentences" not in found(settings)
    with store.database.write() as connection:
        connection.execute("DELETE FROM sentence_vectors WHERE passage = 1")
    store.close()
    told = found(settings)["sentences"]
    assert (told.status, told.message[:9]) == ("warn", "1 passage")
    assert "kb reindex" in told.fix


def test_a_missing_index_is_found(home: Path, settings: Settings) -> None:
    shutil.rmtree(home / "index")
    assert "missing" in failing(settings)["index"].message
    assert not (home / "index").exists()


def test_an_index_that_cannot_be_opened_is_found(home: Path, settings: Settings) -> None:
    for path in (home / "index").rglob("chroma.sqlite3"):
        path.write_bytes(b"rubbish" * 1000)
    assert "cannot be" in failing(settings)["index"].message


def test_reindex_mends_whatever_was_wrong_with_the_index(
    store: Store, settings: Settings, open_library: OpenLibrary, principal: Principal
) -> None:
    store.index().delete("literature", keys(store)[:5])
    store.close()
    assert failing(settings)
    with Library.open(settings, embedder=FakeEmbedder()) as library:
        library.reindex(principal)
    assert not failing(settings)


def test_documents_that_wait_for_the_index_are_told_and_left_waiting(
    store: Store, settings: Settings
) -> None:
    store.catalog.add([entry("Pending words.", source="/pending.pdf")])
    store.close()
    for _ in range(2):
        findings = found(settings)
        assert findings["unfinished"].status == "warn"
        assert "1 document" in findings["unfinished"].message
        assert findings["index of literature"].status == "ok"


def test_forgotten_vectors_in_the_index_files_are_told(
    home: Path, settings: Settings, open_library: OpenLibrary, principal: Principal, folder: Path
) -> None:
    (folder / "0.txt").write_text("Paper 0 was changed.")
    library = open_library()
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    Ingestor(library, principal).run([folder])
    library.close()
    stale = found(settings)["forgotten vectors"]
    assert (stale.status, stale.message[:8]) == ("warn", "1 vector")
    assert "kb reindex" in stale.fix


def test_beside_a_running_server_it_checks_what_it_can(
    store: Store, settings: Settings, home: Path
) -> None:
    store.index()
    record = {"pid": os.getpid(), "url": "http://127.0.0.1:8501", "token_path": ""}
    (home / "server.json").write_text(json.dumps(record))
    findings = found(settings)
    assert findings["server"].status == "warn"
    assert "http://127.0.0.1:8501" in findings["server"].message
    assert findings["catalog"].status == "ok"
    assert "index of literature" not in findings
    (home / "server.json").unlink()
    assert f"process {os.getpid()}" in found(settings)["server"].message
