import csv
import json

import pytest

from tests.fakes.terms import EFFECTIVE, RELEASE, TABULAR


@pytest.fixture(autouse=True)
def indexed(request, library):
    """The code book of a few categories is there, whichever way the commands go."""
    return library.terms


def test_words_give_the_form_that_scripts_rely_on(either, kb):
    ended = kb("code", "chronic systolic heart failure", "--json", "-k", "3")
    assert ended.status == 0
    found = json.loads(ended.out)
    assert len(found) == 3
    assert set(found[0]) == {"code", "description", "score", "billable", "matched", "missing"}
    assert found[0]["code"] == "I50.22"
    assert found[0]["billable"] is True


def test_what_is_missing_is_asked_in_a_few_words(either, kb):
    assert "to be specific: which stage?" in kb("code", "heart failure unspecified").out


def test_words_need_no_quotation_marks(either, kb):
    assert kb("code", "heart", "failure", "--json").out == kb("code", "heart failure", "--json").out


def test_split_gives_codes_for_each_finding(either, kb):
    form = json.loads(kb("code", "heart failure and multiple sclerosis", "--split", "--json").out)
    assert [one["words"] for one in form["findings"]] == ["heart failure", "multiple sclerosis"]
    assert form["findings"][0]["codes"][0]["code"].startswith("I50")


@pytest.mark.parametrize("code", ["E11.22", "e1122", "E11.22 "])
def test_a_code_gives_the_whole_entry(either, kb, code):
    entry = json.loads(kb("code", code, "--json").out)
    assert entry["code"] == "E11.22"
    assert entry["billable"] is True
    assert [one["code"] for one in entry["ancestors"]] == ["4", "E08-E13", "E11", "E11.2"]
    assert "E11.21" in [one["code"] for one in entry["siblings"]]
    assert any(one["kind"] == "excludes1" for one in entry["inherited"])
    assert entry["reminders"][0]["codes"] == ["N18.1-N18.6"]
    assert entry["release"] == RELEASE


def test_an_entry_is_readable_in_80_columns(either, kb):
    out = kb("code", "E11.22").out
    flat = " ".join(out.split())
    assert "Billable." in out
    assert "code to identify stage of chronic kidney disease (N18.1-N18.6)" in flat
    assert "type 1 diabetes mellitus (E10.-) (from E11)" in flat
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_heading_says_that_it_is_not_billable_and_what_is_below(either, kb):
    out = kb("code", "E11.2").out
    assert "Not billable" in out
    assert "E11.21" in out


def test_a_code_that_there_is_not_is_explained_with_the_nearest(either, kb):
    ended = kb("code", "E11.77")
    assert ended.status == 1
    assert ended.out == ""
    assert "no code E11.77" in " ".join(ended.err.split())
    assert "E11.22" in ended.err
    form = json.loads(kb("code", "E11.77", "--json").out)
    assert form["code"] == "E11.77"
    assert {"code", "description"} == set(form["nearest"][0])


def test_what_only_looks_like_a_code_is_taken_as_words(either, kb):
    assert kb("code", "B12", "--json").status == 0
    assert isinstance(json.loads(kb("code", "B12", "--json").out), list)


def test_an_abbreviation_with_several_meanings_says_so(either, kb):
    out = kb("code", "MS").out
    assert "MS may mean:" in out
    assert "multiple sclerosis" in out
    assert "mitral stenosis" in out


def test_a_note_gives_candidates_with_the_words_that_support_them(either, kb, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("Chronic systolic heart failure.\nNo complaints.\n")
    form = json.loads(kb("code", "--note", str(note), "--json").out)
    (candidate,) = form["candidates"]
    (span,) = candidate["support"]
    assert note.read_text()[span["start"] : span["end"]] == span["text"]
    assert "not billing advice" in form["notice"]
    out = kb("code", "--note", str(note)).out
    assert "not billing advice" in out
    assert "“Chronic systolic heart failure.”" in out


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_of_texts_gives_the_best_codes_of_each_in_order(either, kb, tmp_path):
    source, target = tmp_path / "problems.csv", tmp_path / "codes.csv"
    source.write_text('id,text\n1,"heart failure, chronic"\n2,multiple sclerosis\n3,\n4,zebra\n')
    ended = kb("code", "--file", str(source), "--out", str(target))
    assert ended.status == 0
    found = rows(target)
    assert list(found[0]) == ["text", "rank", "code", "description", "score"]
    assert found[0]["text"] == "heart failure, chronic"
    assert [row["rank"] for row in found if row["text"] == "multiple sclerosis"][:2] == ["1", "2"]
    assert len([row for row in found if row["text"] == "heart failure, chronic"]) <= 10
    assert {row["text"] for row in found} == {"heart failure, chronic", "multiple sclerosis"}
    assert "4 texts" in ended.out
    assert "2 without a code" in " ".join(ended.out.split())


def test_a_csv_from_a_spreadsheet_with_semicolons_and_a_mark_is_read(either, kb, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("\ufeffNr;Text\r\n1;heart failure\r\n".encode())
    assert kb("code", "--file", str(source), "--out", str(target)).status == 0
    assert rows(target)[0]["text"] == "heart failure"


def test_a_csv_without_the_column_is_refused_and_nothing_is_written(either, kb, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("problem\nheart failure\n")
    ended = kb("code", "--file", str(source), "--out", str(target))
    assert ended.status == 1
    assert "'text'" in ended.err
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("code",),
        ("code", "heart", "--note", "n.txt"),
        ("code", "--file", "in.csv"),
        ("code", "--out", "out.csv"),
        ("code", "--date", "yesterday", "E11"),
    ],
)
def test_wrong_use_is_said(here, kb, words):
    assert kb(*words).status == 2


@pytest.mark.parametrize(
    "words",
    [
        ("code", "heart failure"),
        ("code", "heart failure", "--json"),
        ("code", "MS", "--split"),
        ("code", "E11.22"),
        ("code", "E11.77"),
        ("code", "E11.77", "--json"),
        ("terms", "releases"),
        ("terms", "releases", "--json"),
    ],
)
def test_a_command_says_the_same_whether_or_not_a_server_runs(request, kb, words):
    request.getfixturevalue("here")
    local = kb(*words)
    request.getfixturevalue("served")
    assert kb(*words) == local


def later(tmp_path):
    """The next release: one code more, one less, one reworded."""
    text = TABULAR.read_text(encoding="utf-8")
    text = text.replace(
        "<desc>Chronic systolic (congestive) heart failure</desc>",
        "<desc>Chronic systolic heart failure</desc>",
    )
    text = text.replace("<name>Z79.4</name>", "<name>Z79.5</name>")
    path = tmp_path / "icd10cm_tabular_2027.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_later_release_shows_what_it_changes_and_keeps_the_one_before(either, kb, tmp_path):
    ended = kb("terms", "update", str(later(tmp_path)), "--effective", "2026-10-01", "--json")
    assert ended.status == 0, ended.err
    changes = json.loads(ended.out)
    assert [one["code"] for one in changes["added"]] == ["Z79.5"]
    assert [one["code"] for one in changes["removed"]] == ["Z79.4"]
    assert [one["code"] for one in changes["reworded"]] == ["I50.22"]
    assert changes["effective"] == "2026-10-01"
    held = json.loads(kb("terms", "releases", "--json").out)
    assert [one["effective"] for one in held] == ["2026-10-01", EFFECTIVE.isoformat()]
    old = json.loads(kb("code", "I50.22", "--date", "2026-05-01", "--json").out)
    assert old["release"] == RELEASE
    assert "congestive" in old["description"]


def test_without_a_date_a_release_takes_effect_on_the_next_usual_day(here, kb, tmp_path):
    assert kb("terms", "update", str(later(tmp_path))).status == 0
    assert "2026-10-01" in kb("terms", "releases").out


def test_a_file_that_is_no_release_changes_nothing(either, kb, tmp_path):
    path = tmp_path / "other.xml"
    path.write_text("<html/>")
    assert kb("terms", "update", str(path)).status == 1
    assert len(json.loads(kb("terms", "releases", "--json").out)) == 1


def test_what_is_said_to_be_absent_has_no_code(either, kb):
    form = json.loads(kb("code", "heart failure, no multiple sclerosis", "--split", "--json").out)
    assert form["findings"][1] | {"start": 0, "end": 0} == {
        "words": "no multiple sclerosis",
        "context": "absent",
        "start": 0,
        "end": 0,
        "codes": [],
    }
    assert "said to be absent" in kb("code", "heart failure, no multiple sclerosis", "--split").out
