"""Which files are taken, which are passed over, and why."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from ingest.files import Candidate, Upload, gather, kind_of
from kb.errors import UnreadableFile


def names(found: list[Candidate]) -> list[str]:
    return [one.path.name for one in found]


def test_folders_are_walked_in_order_and_hidden_files_passed_over(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.txt", "deep/c.md", ".hidden.pdf", ".git/x.md", "deep/.cache/y.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    found, skipped, failed = gather([tmp_path])
    assert names(found) == ["a.txt", "b.pdf", "c.md"]
    assert (skipped, failed) == ([], [])


def test_what_is_not_read_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(b"\x89PNG")
    (tmp_path / "README").write_text("x")
    (tmp_path / "queries.jsonl").write_text("{}")
    found, skipped, failed = gather([tmp_path, tmp_path / "missing.pdf"])
    assert found == []
    assert {Path(note.path).name: note.reason.split(":")[0] for note in skipped} == {
        "README": "not a kind that is read",
        "scan.png": "not a kind that is read",
        "queries.jsonl": "questions, not documents",
    }
    assert [Path(note.path).name for note in failed] == ["missing.pdf"]
    assert "no such file" in failed[0].reason


def test_each_file_is_taken_once_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    found, _, _ = gather([Path("a.txt"), tmp_path, tmp_path / "." / "a.txt", Path()])
    assert [one.source for one in found] == [str(tmp_path / "a.txt")]


def test_endings_decide_in_any_case() -> None:
    assert kind_of("A.PDF") == "file"
    assert kind_of("corpus.jsonl.gz") == "jsonl"
    assert kind_of("corpus.JSONL") == "jsonl"
    assert kind_of("notes.gz") is None
    assert kind_of("pdf") is None


def test_an_upload_is_a_label_and_bytes_never_a_path() -> None:
    found, skipped, _ = gather(
        [], [Upload("../../etc/passwd.txt", b"words"), Upload("x.exe", b"MZ")]
    )
    assert [one.source for one in found] == [f"upload/{found[0].sha256()[:12]}/passwd.txt"]
    assert str(found[0].path) == "passwd.txt"
    assert [note.path for note in skipped] == ["x.exe"]


def test_a_name_that_is_not_utf8_fails_with_what_to_do(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (tmp_path / "good.txt").write_text("x")
    found, _, failed = gather([tmp_path])
    assert names(found) == ["good.txt"]
    assert failed[0].path == f"{tmp_path}/caf\\xe9.txt"
    assert "Rename it" in failed[0].reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of Unix")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (found, _, _) = gather([tmp_path])
    with pytest.raises(UnreadableFile, match="not a regular file"):
        found[0].sha256()


def test_a_broken_link_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    (found, _, _) = gather([tmp_path])
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        found[0].sha256()


def test_a_path_too_long_to_exist_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    found, _, failed = gather([tmp_path / ("x" * 5000 + ".pdf"), tmp_path])
    assert names(found) == ["a.txt"]
    assert len(failed) == 1


def test_lines_are_counted_also_in_archives_and_never_fail(tmp_path: Path) -> None:
    plain, packed, broken = (tmp_path / name for name in ("a.jsonl", "b.jsonl.gz", "c.jsonl.gz"))
    plain.write_text('{"_id":"1"}\n\n{"_id":"2"}\n')
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    whole = gzip.compress(os.urandom(5000))
    broken.write_bytes(whole[:3000] + bytes(100) + whole[3100:])
    found, _, _ = gather([tmp_path])
    assert [one.count() for one in found] == [2, 2, 1]


def test_exports_of_many_works_are_told_from_documents(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        "<?xml version='1.0'?><!-- x --><PubmedArticleSet></PubmedArticleSet>"
    )
    (tmp_path / "b.xml").write_text("<!DOCTYPE article PUBLIC '-//x//EN' 'y.dtd'><article/>")
    (tmp_path / "c.ris").write_text("TY  - JOUR\n")
    (tmp_path / "d.xml.gz").write_bytes(gzip.compress(b"<PubmedArticleSet/>"))
    (tmp_path / "e.html").write_text("<p>x")
    found, skipped, _ = gather([tmp_path])
    assert {one.path.name: one.kind for one in found} == {
        "a.xml": "many",
        "b.xml": "file",
        "c.ris": "many",
        "d.xml.gz": "many",
        "e.html": "file",
    }
    assert skipped == []


def test_what_describes_a_pdf_goes_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "a.ris").write_text("TY  - JOUR\nER  - \n")
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "a.xml").write_text("<article><front/><body><p>x</p></body></article>")
    (tmp_path / "b.json").write_text("{}")
    found, skipped, _ = gather([tmp_path])
    assert {one.path.name: [two.path.name for two in one.sidecars] for one in found} == {
        "a.pdf": ["a.xml", "a.json", "a.ris"],
        "a.xml": [],
    }
    assert [Path(note.path).name for note in skipped] == ["b.json"]
    alone, _, _ = gather([tmp_path / "a.json"])
    assert names(alone) == ["a.pdf"]
