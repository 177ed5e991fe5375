"""The doctor finds what others could read, and a disk that is filling up."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kb.settings import Settings
from tests.fakes.examination import failing, found


def test_open_files_and_folders_are_named(home: Path, settings: Settings) -> None:
    (home / "catalog.db").chmod(0o640)
    home.chmod(0o755)
    problem = failing(settings)["file modes"]
    assert problem.message.startswith("2 files and folders")
    assert f"{home} (0755)" in problem.message
    assert "catalog.db (0640)" in problem.message
    assert problem.fix == f"Run: chmod -R go= {home}"


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
