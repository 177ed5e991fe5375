"""The doctor finds a key that does not serve, a damaged catalog or original, and work that was interrupted."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kb.settings import Settings
from kb.store.store import Store
from tests.fakes.examination import failing, found, keys


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


def test_a_quick_look_reads_no_pages_and_asks_for_no_vectors(
    store: Store, settings: Settings
) -> None:
    store.index().upsert("literature", keys(store)[:1], -np.ones((1, 64), dtype=np.float32))
    store.close()
    findings = found(settings, deep=False)
    assert findings["index of literature"].status == "ok"
    assert "It opens" in findings["catalog"].message
