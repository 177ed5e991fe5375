"""``kb inspect``: what it prints, what it writes, and that the library is not touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import LITERATURE
from tests.ingest.pdfs import locked_pdf, simple_pdf
from ui.cli.commands.inspect import confidence_told, names_for

SEPSIS = LITERATURE / "sepsis.pdf"
NOTE = "# Visit\n\nThe pressure was 151/94 mmHg.\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "visit.md"
    path.write_text(NOTE)
    return path


def test_a_file_is_shown_and_no_library_is_made(kb, tmp_path):
    ended = kb("inspect", str(SEPSIS))
    assert ended.status == 0
    shown = " ".join(ended.out.split())
    assert shown.startswith("Early management of sepsis and septic shock in adults")
    for part in (
        "Journal Clin Knowl Base Samples",
        "DOI 10.5555/ckb.2026.008",
        "Type guideline",
        "Pages 3",
        "Confidence 1-3\u00a01.00",
        "References 16",
        "Tables 2",
        "(p. 2, 9 rows, 3 columns)",
    ):
        assert part.replace("\u00a0", " ") in shown.replace("\u00a0", " ")
    assert not (tmp_path / "home").exists()


def test_json_has_the_names_that_scripts_rely_on(kb):
    told = json.loads(kb("inspect", str(SEPSIS), "--json").out)
    assert {
        *("title", "authors", "journal", "year", "doi", "pmid", "type", "design", "pages"),
        *("confidence", "blocks", "tables", "references", "warnings"),
    } <= set(told)
    assert told["pages"] == len(told["confidence"]) == 3
    assert set(told["blocks"][0]) == {"text", "page", "section", "kind", "boxes"}
    assert set(told["references"][0]) == {"text", "doi", "pmid"}


def test_blocks_are_listed_in_order_one_a_line(kb, note):
    lines = kb("inspect", str(note), "--blocks").out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Page "))
    assert lines[at].split() == ["Page", "Kind", "Section", "Begins"]
    assert " ".join(lines[-1].split()) == "1 text Visit The pressure was 151/94 mmHg."
    assert all(len(line) < 80 for line in lines)


def test_a_note_says_that_confidence_was_not_measured(kb, note):
    assert "Confidence   not measured" in kb("inspect", str(note)).out


def test_what_cannot_be_read_says_why(kb, tmp_path):
    (tmp_path / "locked.pdf").write_bytes(locked_pdf())
    ended = kb("inspect", str(tmp_path / "locked.pdf"))
    assert (ended.status, ended.out) == (1, "")
    assert "password" in ended.err
    assert kb("inspect", str(tmp_path / "nowhere.pdf")).status == 2
    (tmp_path / "empty").mkdir()
    assert kb("inspect", str(tmp_path / "empty")).status == 2


def test_several_files_give_one_json_a_line_and_the_bad_one_does_not_stop_them(kb, tmp_path, note):
    (tmp_path / "locked.pdf").write_bytes(locked_pdf())
    ended = kb("inspect", str(tmp_path / "locked.pdf"), str(note), str(SEPSIS), "--json")
    assert ended.status == 3
    assert "password" in ended.err
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert [one["file"] for one in told] == [str(note), str(SEPSIS)]


def test_a_folder_is_written_as_files_with_what_it_cost(kb, tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(simple_pdf(["One page of a text."], ["Another page."]))
    (folder / "b.md").write_text(NOTE)
    (folder / "locked.pdf").write_bytes(locked_pdf())
    ended = kb("inspect", str(folder), "--out", str(out))
    assert ended.status == 3
    assert "password" in ended.err
    assert "2 files in" in ended.out
    assert sorted(path.name for path in out.iterdir()) == ["_speed.json", "a.json", "b.json"]
    assert json.loads((out / "a.json").read_text())["pages"] == 2
    speed = json.loads((out / "_speed.json").read_text())
    assert speed["pages"] == 3
    assert 0 <= speed["cpu_s"] < 5
    assert (out / "b.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("also", ["--json", "--blocks"])
def test_a_folder_for_the_result_leaves_nothing_to_print(kb, tmp_path, note, also):
    assert kb("inspect", str(note), "--out", str(tmp_path / "out"), also).status == 2


def test_a_folder_that_cannot_be_written_is_said(kb, tmp_path, note):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "visit.json").mkdir()
    ended = kb("inspect", str(note), "--out", str(tmp_path / "out"))
    assert ended.status == 1
    assert "visit.json cannot be written" in ended.err
    assert not list((tmp_path / "out").glob(".*"))


def test_files_of_one_name_do_not_overwrite_each_other():
    files = [Path("a.pdf"), Path("a.xml"), Path("x/b.pdf"), Path("y/B.pdf"), Path("c.pdf")]
    names = list(names_for([*files, Path("_speed.pdf")]).values())
    assert names[:2] == ["a.pdf.json", "a.xml.json"]
    assert names[2:5] == ["b.pdf.json", "B.pdf-2.json", "c.json"]
    assert names[5] == "_speed-2.json"
    assert len({name.lower() for name in names}) == len(names)


def test_pages_of_one_confidence_are_told_together():
    told = confidence_told([1.0, 1.0, 0.55, 0.9], [3])
    assert told.replace("\u00a0", " ") == "1-2 1.00, 3 0.55 (doubtful), 4 0.90"
    assert confidence_told([], []) == "not measured"
