import json
from dataclasses import replace

import pytest

from tests.fakes.samples import DIET, TARGET


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "Which systolic pressure suits adults with kidney disease?", "--json"),
        ("ask", "How is sodium measured?"),
        ("search", "pressure kidney disease", "--json"),
        ("search", "pressure kidney disease"),
        ("documents", "--json"),
        ("documents",),
        ("passages", "d1", "--json"),
        ("passages", "d1"),
        ("tables", "d1"),
        ("tables", "d1", "--json"),
        ("tables", "d1", "--csv"),
        ("tables", "nothing"),
        ("jobs", "--json"),
        ("jobs",),
        ("jobs", "j1"),
        ("passages", "nothing"),
        ("jobs", "nothing"),
        ("remove", "nothing", "--yes"),
    ],
)
def test_a_command_says_the_same_whether_or_not_a_server_runs(request, kb, words):
    request.getfixturevalue("here")
    local = kb(*words)
    request.getfixturevalue("served")
    remote = kb(*words)
    assert local == remote


def test_a_server_is_used_while_it_runs(served, kb, monkeypatch):
    def never(*_args, **_kwargs):
        raise AssertionError("opened the library beside the server")

    monkeypatch.setattr("ui.cli.local.LocalDoor.open", never)
    assert kb("documents").status == 0


def test_search_gives_the_form_that_scripts_rely_on(either, kb):
    hits = json.loads(kb("search", "kidney disease", "--json", "-k", "1").out)
    assert len(hits) == 1
    assert {"rank", "score", "dense_rank", "bm25_rank", "passage", "document"} <= set(hits[0])


def test_search_shows_the_work_the_place_and_the_words(either, kb):
    out = kb("search", "kidney disease").out
    flat = " ".join(out.split())
    assert "  1  Smith JA, Roe R." in out
    assert "p. 1 · Recommendations · d1-0000" in flat
    assert TARGET in flat
    assert "rank by meaning 1, by words 2" in flat
    assert max(len(line) for line in out.splitlines()) <= 80


def test_finding_nothing_is_no_failure(either, kb):
    ended = kb("search", "zebra")
    assert ended.status == 0
    assert ended.out == "No passage in the library matches.\n"
    assert json.loads(kb("search", "zebra", "--json").out) == []


def test_documents_show_every_document_and_the_totals(either, kb):
    out = kb("documents").out
    assert "d1" in out
    assert "visit.md" in out
    assert "[sample]" in " ".join(out.split())
    assert "2 documents, 3 passages." in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_an_empty_library_says_what_to_do(here, kb):
    here.entries.clear()
    assert "kb ingest" in kb("documents").out
    assert json.loads(kb("documents", "--json").out) == []


@pytest.mark.parametrize("name", ["d1", "/papers/ckd.pdf"])
def test_passages_are_found_by_id_or_path(either, kb, name):
    passages = json.loads(kb("passages", name, "--json").out)
    assert [item["text"] for item in passages] == [TARGET, DIET]


def test_tables_show_caption_heads_rows_and_notes(either, kb):
    out = " ".join(kb("tables", "d1").out.split())
    assert "Table 1. Targets by guideline." in out
    assert "KDIGO <120 mmHg" in out
    assert out.endswith("Standardized office measurement.")
    assert "No tables were found in it." in kb("tables", "d2").out


def test_no_spreadsheet_runs_what_a_document_says(either, kb):
    rows = kb("tables", "d1", "--csv").out.splitlines()
    assert rows == ["1,Guideline,Systolic", "1,KDIGO,<120 mmHg", "1,'=cmd(),-10"]


def test_an_unknown_document_fails_with_a_hint(either, kb):
    ended = kb("passages", "nothing")
    assert ended.status == 1
    assert ended.err == "There is no document nothing.\n`kb documents` lists them.\n"


@pytest.mark.parametrize("name", ["d1", "/papers/ckd.pdf", "/papers"])
def test_remove_forgets_by_id_path_or_folder(either, kb, name):
    ended = kb("remove", name, "--yes", "--json")
    assert ended.status == 0
    assert [item["id"] for item in json.loads(ended.out)["removed"]] == ["d1"]
    assert list(either.entries) == ["d2"]


def test_remove_asks_first_and_does_nothing_unasked(either, kb, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ended = kb("remove", "/papers")
    assert ended.status == 2
    assert "--yes" in ended.err
    assert list(either.entries) == ["d1", "d2"]


def test_remove_leaves_everything_when_the_answer_is_no(here, kb, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_a, **_k: False)
    ended = kb("remove", "d1")
    assert ended.status == 1
    assert "Nothing was removed." in ended.err
    assert list(here.entries) == ["d1", "d2"]


def test_a_path_that_is_part_of_a_name_removes_nothing(here, kb):
    assert kb("remove", "/pap", "--yes").status == 1
    assert list(here.entries) == ["d1", "d2"]


def test_entries_of_one_file_go_with_it(here, kb):
    base, *_ = here.entries.pop("d1")
    for n in range(3):
        here.put(replace(base, id=f"e{n}", source=f"/papers/corpus.jsonl#{n}"))
    removed = json.loads(kb("remove", "/papers/corpus.jsonl", "--yes", "--json").out)["removed"]
    assert len(removed) == 3


def test_a_path_for_several_documents_is_too_little_for_passages(here, kb):
    here.put(replace(here.entries["d1"][0], id="d3"))
    assert kb("passages", "/papers/ckd.pdf").status == 2


def test_reindex_tells_how_many_passages(either, kb):
    assert json.loads(kb("reindex", "--json").out)["passages"] == 3
    assert "3 passages indexed in" in kb("reindex").out


def test_a_job_shows_what_failed_and_why(either, kb):
    out = " ".join(kb("jobs", "j1").out.split())
    assert "ingest, done" in out
    assert "1 added" in out
    assert "/papers/torn.pdf: damaged" in out
    assert json.loads(kb("jobs", "j1", "--json").out)["report"]["added"] == 1
    assert "1 added, 1 failed" in " ".join(kb("jobs").out.split())


def test_a_correction_shows_who_and_what_was_read_and_can_be_undone(either, kb):
    ended = kb("correct", "d1", "year=2022", "authors=Roe R; Doe, Jane", "--by", "A. Clerk")
    assert ended.status == 0
    flat = " ".join(ended.out.split())
    assert "2022 (corrected by A. Clerk on 2026-11-20; as read: 2021)" in flat
    form = json.loads(kb("correct", "d1", "--json").out)
    assert form["document"]["authors"] == ["Roe R", "Doe, Jane"]
    assert {one["field"]: one["was"] for one in form["corrections"]}["year"] == 2021
    undone = json.loads(kb("correct", "/papers/ckd.pdf", "--undo", "year", "--json").out)
    assert undone["document"]["year"] == 2021
    assert [one["field"] for one in undone["corrections"]] == ["authors"]


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("d1", "year=soon"), 2, "no year of publication"),
        (("d1", "colour=red"), 2, "no field 'colour'"),
        (("d1", "2022"), 2, "no correction"),
        (("d1", "year=2022", "--undo", "year"), 2, "at once"),
        (("d1", "--undo", "title"), 1, "Nobody corrected title"),
        (("nothing", "year=2022"), 1, "no document nothing"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why_and_changes_nothing(
    either, kb, words, status, says
):
    ended = kb("correct", *words)
    assert (ended.status, says in ended.err) == (status, True)
    assert json.loads(kb("correct", "d1", "--json").out)["corrections"] == []
