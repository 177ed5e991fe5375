"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.errors import KbError
from ui.cli.writing import write_file, write_out


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    write_file(path, b"text")
    assert path.read_bytes() == b"text"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    with pytest.raises(KbError, match="is there already"):
        write_file(path, b"other")
    assert path.read_text() == "mine"
    write_file(path, b"other", replace=True)
    assert path.read_text() == "other"


def test_what_a_link_leads_to_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    target, link = tmp_path / "a.md", tmp_path / "link.md"
    target.write_text("mine")
    link.symlink_to(target)
    with pytest.raises(KbError, match="is there already"):
        write_file(link, b"other")
    write_file(link, b"other", replace=True)
    assert link.is_symlink()
    assert target.read_text() == "other"


def test_a_link_that_leads_nowhere_is_not_followed_by_chance(tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "secret.md")
    with pytest.raises(KbError, match="is there already"):
        write_file(link, b"text")
    assert not (tmp_path / "secret.md").exists()


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_file_is_not_written_to(tmp_path: Path, replace: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "pipe", "no ordinary file")):
        with pytest.raises(KbError, match=said):
            write_file(path, b"text", replace=replace)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="no such file or directory") as raised:
        write_file(tmp_path / "none" / "a.md", b"text")
    assert raised.value.hint == "Make the folder first."
    (tmp_path / "file").write_text("")
    with pytest.raises(KbError, match="cannot be written"):
        write_file(tmp_path / "file" / "a.md", b"text")


def test_a_name_that_is_too_long_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="cannot be written"):
        write_file(tmp_path / ("x" * 300), b"text")
    assert list(tmp_path.iterdir()) == []


def test_another_file_that_appears_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "a.md"
    sync = os.fsync

    def late(descriptor: int) -> None:
        sync(descriptor)
        path.write_text("theirs")

    monkeypatch.setattr(os, "fsync", late)
    with pytest.raises(KbError, match="is there already"):
        write_file(path, b"mine")
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(KbError, match="permission denied"):
            write_file(tmp_path / "a.md", b"text")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_said(monkeypatch) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        with pytest.raises(KbError, match="no space left"):
            write_out(b"text")
        # What could not be written is not tried again as the file is closed.
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
