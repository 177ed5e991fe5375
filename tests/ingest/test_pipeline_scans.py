"""Scans in a library: told page by page, left when cancelled, and read once Tesseract is there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from kb.library import Library
from kb.store.jobs import JobProgress
from kb.types import Principal
from tests.fakes.soundness import assert_clean
from tests.fakes.tesseract import fake_tesseract, no_tesseract, scan_of, with_text_pages

LINES = ("Systolic pressure fell by 12.5 mm Hg in arm B.",)
PRINTED = ("This page is printed, and holds a sentence of its own.",)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(with_text_pages(scan_of(LINES), PRINTED))
    return path


def text_of(library: Library, principal: Principal) -> str:
    (info,) = library.documents(principal)
    return " ".join(one.text for one in library.passages(info.id, principal))


def test_the_job_tells_which_page_is_read(
    library: Library,
    principal: Principal,
    scan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = "import time; time.sleep(1)\n"
    path = fake_tesseract(tmp_path, monkeypatch)
    path.write_text(path.read_text().replace("picture =", f"{slow}picture ="))
    told: list[JobProgress] = []
    report = Ingestor(library, principal).run([scan], progress=told.append)
    assert (report.added, report.failed) == (1, ())
    assert any("reading page 2 by OCR (1 of 1)" in one.current for one in told)
    assert "Pressure fell by twelve" in text_of(library, principal)


def test_cancelling_in_a_scan_is_no_failure_and_the_next_run_completes_it(
    library: Library,
    principal: Principal,
    scan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_tesseract(tmp_path, monkeypatch, "import time; time.sleep(600)")
    cancel = threading.Event()

    def stop(progress: JobProgress) -> None:
        if "OCR" in progress.current:
            cancel.set()

    report = Ingestor(library, principal).run([scan], progress=stop, cancel=cancel)
    assert report.cancelled
    assert (report.added, report.failed) == (0, ())
    fake_tesseract(tmp_path, monkeypatch)
    assert Ingestor(library, principal).run([scan]).added == 1
    assert_clean(library)


def test_pages_that_waited_for_tesseract_are_read_once_it_is_there(
    library: Library,
    principal: Principal,
    scan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as without:
        no_tesseract(tmp_path, without)
        assert Ingestor(library, principal).run([scan]).added == 1
        assert Ingestor(library, principal).run([scan]).unchanged == 1
        assert "Pressure fell" not in text_of(library, principal)
    fake_tesseract(tmp_path, monkeypatch)
    assert Ingestor(library, principal).run([scan]).replaced == 1
    assert "Pressure fell by twelve" in text_of(library, principal)
    assert Ingestor(library, principal).run([scan]).unchanged == 1
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path / "empty"))
        assert Ingestor(library, principal).run([scan]).unchanged == 1
    assert "Pressure fell by twelve" in text_of(library, principal)
    assert_clean(library)
