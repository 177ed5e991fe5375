"""The doctor finds what was broken on purpose, says what to do, and never raises."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.pipeline import Ingestor
from kb.doctor import Finding, examine
from kb.library import Library
from kb.search.embedder import fingerprint
from kb.search.export import ExportedModel
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from kb.store.store import Store
from kb.types import Principal
from tests.conftest import OpenLibrary
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.ingest.pdfs import simple_pdf

MODEL = ExportedModel(
    version=1,
    name="fake",
    fingerprint="bag",
    dimension=64,
    max_tokens=256,
    pad_id=0,
    inputs=("input_ids",),
    query_prompt="",
    passage_prompt="",
    int8_mean=0.994,
    int8_least=0.987,
)


@pytest.fixture(autouse=True)
def no_server_and_a_prepared_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
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
def settings() -> Settings:
    return Settings.load(ingest={"workers": 1})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
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
    library.store.catalog.set_meta(FINGERPRINT, fingerprint(MODEL, "int8"))
    library.close()
    return settings.home


@pytest.fixture
def store(home: Path, settings: Settings) -> Iterator[Store]:
    """The same, opened by this process for breaking."""
    store = Store(home, settings.key_file)
    yield store
    store.close()


def found(settings: Settings, **options: bool) -> dict[str, Finding]:
    return {one.name: one for one in examine(settings, **options)}


def failing(settings: Settings) -> dict[str, Finding]:
    return {name: one for name, one in found(settings).items() if one.status == "fail"}


def files(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name not in ("catalog.db-shm", "catalog.db-wal", "owner.lock")
    }


def keys(store: Store) -> list[int]:
    return [key for batch in store.catalog.every_vector("literature") for key in batch.keys]


def test_a_sound_library_has_nothing_wrong(home: Path, settings: Settings) -> None:
    findings = found(settings)
    wrong = {name: one for name, one in findings.items() if one.status != "ok"}
    assert set(wrong) <= {"volume", "disk"}, wrong
    assert {
        "key",
        "file modes",
        "catalog",
        "originals",
        "index of literature",
        "model server",
    } <= set(findings)
    assert "13 vectors" in findings["index of literature"].message
    assert "13 documents" in findings["catalog"].message


def test_it_changes_nothing(home: Path, settings: Settings) -> None:
    before = files(home)
    examine(settings)
    after = files(home)
    assert set(after) == set(before)
    assert after["catalog.db"] == before["catalog.db"]


def test_without_a_library_it_makes_none(settings: Settings) -> None:
    findings = found(settings)
    assert not [one for one in findings.values() if one.status == "fail"]
    assert "no library" in findings["catalog"].message
    assert not settings.home.exists()
    assert not settings.key_file.exists()


def test_every_finding_that_is_not_well_says_what_to_do(home: Path, settings: Settings) -> None:
    settings.key_file.chmod(0o644)
    shutil.rmtree(home / "index")
    home.chmod(0o755)
    for one in examine(settings):
        assert one.message
        assert one.fix or one.status == "ok", one


# -- key and modes ----------------------------------------------------------------------------------


def test_a_key_that_others_can_read_is_found(home: Path, settings: Settings) -> None:
    settings.key_file.chmod(0o644)
    (problem,) = failing(settings).values()
    assert problem.name == "key"
    assert "0644" in problem.message
    assert problem.fix == f"Run: chmod 600 {settings.key_file}"


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_text("rubbish"), "not a key file"),
        (lambda path: path.write_text(secrets.token_hex(32)), "does not open"),
    ],
)
def test_a_key_that_does_not_serve_is_found(
    home: Path, settings: Settings, broken: Callable[[Path], object], word: str
) -> None:
    broken(settings.key_file)
    problems = failing(settings)
    assert any(word in one.message for one in problems.values()), problems
    assert all(one.fix for one in problems.values())


def test_a_key_in_the_data_folder_is_found(home: Path, settings: Settings) -> None:
    inside = home / "catalog.key"
    shutil.copy(settings.key_file, inside)
    moved = settings.model_copy(update={"key_file": inside})
    assert "inside the data folder" in failing(moved)["key"].message


def test_open_files_and_folders_are_named(home: Path, settings: Settings) -> None:
    (home / "catalog.db").chmod(0o640)
    home.chmod(0o755)
    problem = failing(settings)["file modes"]
    assert problem.message.startswith("2 files and folders")
    assert f"{home} (0755)" in problem.message
    assert "catalog.db (0640)" in problem.message
    assert problem.fix == f"Run: chmod -R go= {home}"


# -- catalog -----------------------------------------------------------------------------------------


def test_a_flipped_byte_in_the_catalog_is_found(home: Path, settings: Settings) -> None:
    path = home / "catalog.db"
    content = bytearray(path.read_bytes())
    content[4096 * (len(content) // 4096 // 2) + 77] ^= 0xFF
    path.write_bytes(content)
    problem = failing(settings)["catalog"]
    assert "damaged" in problem.message
    assert "backup" in problem.fix


@pytest.mark.parametrize("length", [0.5, 0.0001])
def test_a_catalog_cut_short_is_found(home: Path, settings: Settings, length: float) -> None:
    path = home / "catalog.db"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * length)])
    problems = failing(settings)
    assert "catalog" in problems


def test_a_catalog_that_is_something_else_is_found(home: Path, settings: Settings) -> None:
    (home / "catalog.db").write_bytes(b"SQLite format 3\x00" + bytes(5000))
    assert "catalog" in failing(settings)


def test_a_damaged_original_is_found(home: Path, settings: Settings) -> None:
    (path,) = (home / "originals").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    problem = failing(settings)["originals"]
    assert path.name in problem.message


def test_an_interrupted_ingest_is_told(home: Path, settings: Settings) -> None:
    script = (
        "import os, signal\nfrom kb.settings import Settings\nfrom kb.store.store import Store\n"
        "settings = Settings.load()\n"
        "Store(settings.home, settings.key_file).jobs.start('ingest')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert "interrupted" in found(settings)["last ingest"].message


# -- index -------------------------------------------------------------------------------------------


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


# -- models ------------------------------------------------------------------------------------------


def test_another_model_than_the_librarys_is_found(store: Store, settings: Settings) -> None:
    store.catalog.set_meta(FINGERPRINT, "another-fp32")
    store.close()
    problem = failing(settings)["embedding model"]
    assert "another-fp32" in problem.message
    assert "kb reindex --embed" in problem.fix


def test_an_embedding_that_was_cut_short_is_found(store: Store, settings: Settings) -> None:
    store.catalog.set_meta(FINGERPRINT, "unfinished")
    store.close()
    assert "interrupted" in failing(settings)["embedding model"].message


def test_model_files_that_are_gone_or_changed_are_found(
    home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.doctor.model.content_hash", lambda folder: "other")
    assert "not what was prepared" in failing(settings)["embedding model"].message
    (settings.model_cache / "one" / "model.int8.onnx").unlink()
    assert "model.int8.onnx is missing" in failing(settings)["embedding model"].message
    monkeypatch.setattr("kb.doctor.model.read_export", lambda folder: None)
    assert found(settings)["embedding model"].status == "warn"


def test_no_model_server_is_no_failure_and_the_pull_line_is_exact(
    home: Path, settings: Settings
) -> None:
    finding = found(settings)["model server"]
    assert finding.status == "ok"
    assert f"ollama pull {finding.fix.rsplit(' ', 1)[-1]}" in finding.message
    named = settings.model_copy(
        update={
            "model": settings.model.model_copy(update={"writer": "ollama", "name": "qwen3:1.7b"})
        }
    )
    finding = found(named)["model server"]
    assert finding.status == "warn"
    assert finding.fix.endswith("ollama pull qwen3:1.7b")


# -- whatever else -----------------------------------------------------------------------------------


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(
    home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        """What Chroma's core raises when it panics."""

    def panic(*_: object, **__: object) -> None:
        raise Panic("called `Option::unwrap()` on a `None` value")

    monkeypatch.setattr("kb.doctor.index.OwnerLock", panic)
    monkeypatch.setattr("kb.doctor.volume.volume_of", panic)
    findings = found(settings)
    assert findings["index"].status == "fail"
    assert findings["volume"].status == "fail"
    assert findings["umask"].status == "ok"


def test_little_room_is_told(
    home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage(home)
    monkeypatch.setattr("shutil.disk_usage", lambda _: real._replace(free=10**9))
    assert found(settings)["disk"].status == "warn"
    monkeypatch.setattr("shutil.disk_usage", lambda _: real._replace(free=10**8))
    assert found(settings)["disk"].status == "fail"


def test_an_open_umask_is_told(home: Path, settings: Settings) -> None:
    os.umask(0o022)
    assert found(settings)["umask"].status == "warn"


def test_a_quick_look_reads_no_pages_and_asks_for_no_vectors(
    store: Store, settings: Settings
) -> None:
    store.index().upsert("literature", keys(store)[:1], -np.ones((1, 64), dtype=np.float32))
    store.close()
    findings = found(settings, deep=False)
    assert findings["index of literature"].status == "ok"
    assert "It opens" in findings["catalog"].message
