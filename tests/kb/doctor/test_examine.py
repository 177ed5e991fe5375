"""The doctor finds what was broken on purpose, says what to do, and never raises."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.doctor import examine
from kb.settings import Settings
from tests.fakes.examination import files, found


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
