"""The commands on a real data folder: SQLCipher, Chroma, reader processes; only the model is small."""

import json
import signal
import threading

import pytest

from kb.library import Library
from kb.settings import Settings
from tests.fakes.embedder import FakeEmbedder
from ui.cli.local import LocalDoor
from ui.cli.progress import ProgressDisplay

SODIUM = "# Diet\n\nDietary sodium should stay below 2 g a day in adults with kidney disease.\n"
TARGET = "# Target\n\nAim for a systolic blood pressure below 120 mmHg in chronic kidney disease.\n"
POTASSIUM = "# Diet\n\nPotassium should be checked two weeks after the start of treatment.\n"


@pytest.fixture
def real(monkeypatch):
    """Each command opens the library of the data folder anew, as processes do."""

    def opened(*, wait_seconds):
        return LocalDoor(
            Library.open(Settings.load(), wait_seconds=wait_seconds, embedder=FakeEmbedder())
        )

    monkeypatch.setattr(LocalDoor, "open", opened)


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "sodium.md").write_text(SODIUM)
    (folder / "target.md").write_text(TARGET)
    return folder


def ingested(kb, *words):
    ended = kb("ingest", *map(str, words), "--json")
    return ended.status, json.loads(ended.out)


def sources(kb):
    return {
        item["source"].rsplit("/", 1)[-1]: item
        for item in json.loads(kb("documents", "--json").out)
    }


def test_ingest_ends_with_the_counts_that_scripts_rely_on(real, kb, papers):
    status, report = ingested(kb, papers)
    assert status == 0
    assert {"added", "unchanged", "replaced", "failed", "quarantined"} <= set(report)
    assert (report["added"], report["unchanged"], report["failed"]) == (2, 0, [])


def test_the_same_files_again_change_nothing(real, kb, papers):
    ingested(kb, papers)
    before = sources(kb)
    status, report = ingested(kb, papers)
    assert status == 0
    assert (report["added"], report["unchanged"]) == (0, 2)
    assert sources(kb) == before


def test_a_changed_file_replaces_its_passages(real, kb, papers):
    ingested(kb, papers)
    (papers / "sodium.md").write_text(POTASSIUM)
    _, report = ingested(kb, papers)
    assert (report["replaced"], report["unchanged"]) == (1, 1)
    (passage,) = json.loads(kb("passages", str(papers / "sodium.md"), "--json").out)
    assert "Potassium" in passage["text"]
    assert (
        json.loads(kb("search", "sodium", "--json", "-k", "1").out)[0]["passage"]["text"] != SODIUM
    )


def test_a_bad_file_ends_with_3_and_says_why_and_the_others_go_in(real, kb, papers):
    (papers / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    status, report = ingested(kb, papers)
    assert status == 3
    assert report["added"] == 2
    (failed,) = report["failed"]
    assert failed["path"] == str(papers / "torn.pdf")
    assert failed["reason"]
    told = kb("ingest", str(papers))
    assert told.status == 3
    assert "2  unchanged" in told.out
    assert "1  failed" in told.out
    assert "torn.pdf" in told.out


def test_a_missing_path_is_wrong_use_and_takes_in_nothing(real, kb, papers):
    ended = kb("ingest", str(papers), str(papers / "nowhere"))
    assert ended.status == 2
    assert "nowhere" in ended.err
    assert json.loads(kb("documents", "--json").out) == []


def test_records_need_the_name_of_who_attests_and_keep_it(real, kb, papers):
    refused = kb("ingest", str(papers), "--collection", "records")
    assert refused.status == 2
    assert "--attest-deidentified" in refused.err
    status, _ = ingested(kb, papers, "--collection", "records", "--attest-deidentified", "A. Clerk")
    assert status == 0
    held = sources(kb)
    assert {item["collection"] for item in held.values()} == {"records"}
    assert {item["attested_by"] for item in held.values()} == {"A. Clerk"}


def test_search_finds_what_was_ingested(real, kb, papers):
    ingested(kb, papers)
    hits = json.loads(kb("search", "systolic blood pressure", "--json").out)
    assert "120 mmHg" in hits[0]["passage"]["text"]
    assert hits[0]["bm25_rank"] == 1
    assert hits[0]["dense_rank"] == 1


def test_an_answer_quotes_the_file_verbatim(real, kb, papers):
    ingested(kb, papers)
    answer = json.loads(
        kb("ask", "Which systolic blood pressure in chronic kidney disease?", "--json").out
    )
    text = "\n".join(
        item["text"] for item in json.loads(kb("passages", str(papers / "target.md"), "--json").out)
    )
    assert set(answer) >= {"question", "abstained", "answer", "sentences", "citations", "nearest"}
    quotes = [
        item["quote"] for item in answer["citations"] if "target" in item["document"]["source"]
    ]
    for quote in quotes:
        assert " ".join(quote.split()) in " ".join(text.split())


def test_a_removed_file_is_found_no_more(real, kb, papers):
    ingested(kb, papers)
    assert kb("remove", str(papers / "target.md"), "--yes").status == 0
    assert set(sources(kb)) == {"sodium.md"}
    hits = json.loads(kb("search", "systolic pressure target", "--json").out)
    assert all("120 mmHg" not in hit["passage"]["text"] for hit in hits)


def test_the_job_record_keeps_what_was_told(real, kb, papers):
    _, report = ingested(kb, papers)
    job = json.loads(kb("jobs", report["job"], "--json").out)
    assert job["state"] == "done"
    assert job["report"]["added"] == 2


def test_reindex_keeps_everything_findable(real, kb, papers):
    ingested(kb, papers)
    before = kb("search", "kidney disease", "--json").out
    for words in ((), ("--embed",)):
        assert json.loads(kb("reindex", *words, "--json").out)["passages"] == 2
        assert kb("search", "kidney disease", "--json").out == before


def test_ctrl_c_stops_after_the_files_in_hand_and_a_rerun_completes(real, kb, papers, monkeypatch):
    for n in range(60):
        (papers / f"note{n}.md").write_text(
            f"# Note {n}\n\nThe potassium of visit {n} was 4.{n} mmol/L.\n"
        )
    pressed = threading.Event()

    def press(self, progress):
        if not pressed.is_set():
            pressed.set()
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(ProgressDisplay, "__call__", press)
    ended = kb("ingest", str(papers), "--json")
    assert ended.status == 130
    assert "Traceback" not in ended.err
    assert json.loads(ended.out)["added"] < 62
    status, report = ingested(kb, papers)
    assert status == 0
    assert report["failed"] == []
    assert len(sources(kb)) == 62


def test_a_command_that_reads_works_beside_one_that_writes(real, kb, papers):
    ingested(kb, papers)
    with Library.open(Settings.load(), wait_seconds=1.0, embedder=FakeEmbedder()):
        assert len(json.loads(kb("search", "kidney disease", "--json").out)) == 2
        assert len(sources(kb)) == 2


def test_the_library_is_free_again_after_each_command(real, kb, papers):
    ingested(kb, papers)
    kb("search", "sodium")
    kb("passages", "nothing")
    with Library.open(Settings.load(), wait_seconds=0.05, embedder=FakeEmbedder()):
        pass
