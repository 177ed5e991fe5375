"""``kb retractions`` and the marks in other commands, on a real data folder."""

import json

import pytest

from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.works import work
from tests.ingest.test_retraction_list import row, write
from ui.cli.exits import DONE, FAILED
from ui.cli.local import LocalDoor

TEXT = "Metformin is given first in type two diabetes with obesity"


@pytest.fixture(autouse=True)
def real(monkeypatch):
    """Each command opens the library of the data folder anew, as processes do."""

    def opened(*, wait_seconds):
        return LocalDoor(
            Library.open(Settings.load(), wait_seconds=wait_seconds, embedder=FakeEmbedder())
        )

    monkeypatch.setattr(LocalDoor, "open", opened)
    monkeypatch.setenv("KB_MODEL__WRITER", "extractive")
    with opened(wait_seconds=1.0) as door:
        store = door.library.store
        store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
        entries = [
            work(TEXT, source="/a.pdf", doi="10.1000/sample.1"),
            work(TEXT, source="/a.xml", doi="10.1000/sample.1", media_type="application/xml"),
        ]
        store.catalog.add(entries)
        store.publish([one.id for one in entries])


@pytest.fixture
def listed(tmp_path):
    return str(
        write(tmp_path / "list.csv", row(RetractionDate="3/2/2021 0:00"), row(OriginalPaperDOI=""))
    )


def test_without_a_list_it_says_how_to_get_one(kb):
    ended = kb("retractions")
    assert ended.status == DONE
    assert "No list of retractions was imported" in ended.out
    assert "kb retractions import FILE" in " ".join(ended.out.split())


def test_an_imported_list_is_shown_with_its_date_and_what_it_marks(kb, listed):
    ended = kb("retractions", "import", listed)
    assert ended.status == DONE
    told = " ".join(ended.out.split())
    assert "newest entry 2021-03-02" in told
    assert "1 row without DOI and PMID passed over" in told
    assert "In the library: 1 retracted." in told
    assert "Retracted on 2021-03-02: Error in Data" in told
    assert kb("retractions").out == ended.out
    found = json.loads(kb("retractions", "--json").out)
    assert found["list"]["entries"] == 1
    assert found["works"][0]["standing"][0]["kind"] == "retracted"


def test_search_marks_it_and_can_leave_it_out(kb, listed):
    kb("retractions", "import", listed)
    told = " ".join(kb("search", "metformin").out.split())
    assert "Retracted on 2021-03-02" in told
    assert "Source: Retraction Watch list of 2021-03-02." in told
    assert "No passage" in kb("search", "metformin", "--without-retracted").out
    assert "[Retracted 2021]" in " ".join(kb("documents").out.split())


def test_an_answer_says_what_was_left_out(kb, listed):
    kb("retractions", "import", listed)
    told = " ".join(kb("ask", TEXT).out.split())
    assert "Left out, because it was retracted" in told


def test_a_file_that_is_no_list_fails_with_a_reason(kb, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    ended = kb("retractions", "import", str(tmp_path / "other.csv"))
    assert ended.status == FAILED
    assert "does not name the column" in " ".join(ended.err.split())
    missing = kb("retractions", "import", str(tmp_path / "none.csv"))
    assert missing.status == FAILED
    assert "there is no such file" in missing.err


def test_a_work_is_listed_once_and_its_copies_with_all(kb):
    assert len(json.loads(kb("documents", "--json").out)) == 1
    every = json.loads(kb("documents", "--all", "--json").out)
    (hidden,) = [one for one in every if one["hidden_by"]]
    assert f"same work as {hidden['hidden_by']}" in " ".join(kb("documents", "--all").out.split())
    # By the path of a hidden copy it is found, and removed for good.
    assert kb("remove", "/a.pdf", "--yes").status == DONE
    assert len(json.loads(kb("documents", "--all", "--json").out)) == 1
