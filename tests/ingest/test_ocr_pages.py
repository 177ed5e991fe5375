"""Scanned pages of a PDF are read page by page; those that cannot be are named, with what to do."""

from __future__ import annotations

import threading
from difflib import SequenceMatcher
from pathlib import Path

import pymupdf
import pytest

from ingest.job import ReadJob
from ingest.render import render
from ingest.sandbox import ReaderPool
from kb.errors import IngestError, UnreadableFile
from kb.settings import IngestSettings
from kb.types import Document
from tests.fakes.tesseract import (
    HEAD,
    fake_tesseract,
    needs_tesseract,
    no_tesseract,
    prose,
    scan_of,
    with_text_pages,
)
from tests.ingest.pdfs import simple_pdf

LINES = (
    "Systolic pressure fell by 12.5 mm Hg in arm B.",
    "No patient was lost before the second visit.",
    "Adverse events were rare and resolved within days.",
    "Treatment was continued for a further two years.",
)
PRINTED = ("This page is printed, and holds a sentence of its own.", "Another one follows it.")


def read(
    folder: Path, data: bytes, *, told: list[str] | None = None, **settings: object
) -> Document | IngestError | None:
    """What becomes of a file; None where it was left in the middle."""
    path = folder / "scan.pdf"
    path.write_bytes(data)
    limits = IngestSettings.model_validate({"workers": 1} | settings)
    with ReaderPool(limits) as pool:
        notes = told.append if told is not None else None
        found = [one for _, one in pool.read_all([ReadJob(path, "scan", "literature")], told=notes)]
    return found[0] if found else None


def document(found: Document | IngestError | None) -> Document:
    assert isinstance(found, Document), found
    return found


def refusal(found: Document | IngestError | None) -> str:
    assert isinstance(found, UnreadableFile), found
    return f"{found.reason}. {found.hint}"


@needs_tesseract
@pytest.mark.parametrize(
    ("turn", "rotate"), [(0, 0), (90, 0), (180, 0), (270, 0), (90, 270), (0, 90)]
)
def test_a_scan_is_read_whichever_way_it_lies(tmp_path: Path, turn: int, rotate: int) -> None:
    got = document(read(tmp_path, scan_of(LINES, turn=turn, rotate=rotate)))
    assert "pressure fell by 12.5 mm Hg in arm B" in got.text
    assert got.text.index("No patient") < got.text.index("Adverse events")
    # The page is 595 x 842 with its first line at 90 points from the top, 72 from the left.
    first = next(line.box for line in got.lines if "pressure" in got.text[line.start : line.end])
    top = {
        0: first.y0,
        90: 842 - first.x1,
        180: 842 - first.y1,
        270: first.x0,
    }[turn]
    left = {0: first.x0, 90: first.y0, 180: 595 - first.x1, 270: 595 - first.y1}[turn]
    assert top == pytest.approx(80, abs=5)
    assert left == pytest.approx(72, abs=3)


@needs_tesseract
def test_a_scan_is_never_relied_on_however_sure_its_words(tmp_path: Path) -> None:
    got = document(read(tmp_path, scan_of(LINES)))
    assert got.confidence[0] < 0.7
    assert any("page 1" in warning and "OCR" in warning for warning in got.warnings)


def test_pages_are_told_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    told: list[str] = []
    got = document(read(tmp_path, with_text_pages(scan_of(LINES, LINES), PRINTED), told=told))
    assert told == [
        "scan: reading page 2 by OCR (1 of 2)",
        "scan: reading page 3 by OCR (2 of 2)",
    ]
    assert got.text.count("It lasted two years.") == 2
    assert "This page is printed" in got.text


def test_a_page_with_text_is_not_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    told: list[str] = []
    got = document(read(tmp_path, simple_pdf(PRINTED), told=told))
    assert told == []
    assert got.confidence == (1.0,)
    assert got.warnings == ()


def test_without_tesseract_a_scan_is_refused_and_the_way_to_read_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_tesseract(tmp_path, monkeypatch)
    words = refusal(read(tmp_path, scan_of(LINES, LINES)))
    assert "every page is a scan, and Tesseract is not installed" in words
    assert "apt install tesseract-ocr" in words
    assert "brew install tesseract" in words


def test_without_tesseract_a_partly_scanned_document_is_taken_and_names_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_tesseract(tmp_path, monkeypatch)
    got = document(read(tmp_path, with_text_pages(scan_of(LINES, LINES), PRINTED)))
    assert "This page is printed" in got.text
    (warning,) = [one for one in got.warnings if "not read" in one]
    assert warning.startswith("Pages 2, 3 are scans and were not read: Tesseract is not installed.")
    assert "apt install tesseract-ocr" in warning
    assert got.confidence == (1.0, 0.0, 0.0)


def test_switched_off_nothing_is_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    assert "switched off" in refusal(read(tmp_path, scan_of(LINES), ocr="off"))


def test_a_language_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    words = refusal(read(tmp_path, scan_of(LINES), ocr_languages="eng+deu"))
    assert "does not know the language deu" in words
    assert "apt install tesseract-ocr-deu" in words


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit(3)", "Tesseract failed on it"),
        ("print('level of nonsense')", "no table of words"),
        ("sys.stdout.buffer.write(bytes(range(256)) * 9)", "no table of words"),
        ("import time; time.sleep(600)", "longer than 1 seconds"),
        ("while True: print('x' * 1000)", "more than a page can hold"),
    ],
)
def test_a_page_that_tesseract_fails_on_is_named_and_the_rest_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    fake_tesseract(tmp_path, monkeypatch, body)
    data = with_text_pages(scan_of(LINES), PRINTED)
    got = document(read(tmp_path, data, ocr_seconds=1))
    assert any(
        one.startswith("Page 2 is a scan and was not read") and reason in one
        for one in got.warnings
    ), got.warnings
    assert got.confidence[1] == 0.0


def test_a_scan_on_which_no_words_are_found_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch, f"print({HEAD!r})")
    assert "found no words" in refusal(read(tmp_path, scan_of(LINES)))


def test_what_could_not_be_made_out_is_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch, prose(sure=12))
    got = document(read(tmp_path, with_text_pages(scan_of(LINES), PRINTED)))
    assert "Pressure fell" not in got.text
    assert any("3 lines of scans could not be made out" in one for one in got.warnings)


def test_cancelling_leaves_a_scan_in_the_middle_without_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch, "import time; time.sleep(600)")
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan_of(LINES))
    cancel = threading.Event()
    with ReaderPool(IngestSettings(workers=1)) as pool:
        jobs = [ReadJob(path, "scan", "literature")]
        results = pool.read_all(jobs, cancel=cancel, told=lambda _: cancel.set())
        assert list(results) == []


# Prose of the kind that is scanned, with figures in plain signs.
PARAGRAPHS = (
    "We followed 1,284 adults with raised blood pressure for 36 months in nine clinics.",
    "Half of them were given 5 mg of the new medicine once a day, half a tablet that held none.",
    "At the first visit the mean systolic pressure was 152.4 mm Hg in both groups.",
    "After one year it had fallen to 134.9 mm Hg in the treated group and 147.2 in the other.",
    "The difference was 12.3 mm Hg, with a confidence interval from 10.8 to 13.8 (p < 0.001).",
    "Kidney function was measured every 6 months; it fell by 1.2 ml a minute in a year.",
    "Cough was reported by 47 persons (7.3%) and led 19 of them to stop the treatment.",
    "Two deaths occurred, one in each group, and neither was thought to be due to it.",
    "We conclude that a small daily dose is enough for most people who have no other disease.",
    "Longer trials should show whether strokes and heart failure become rarer as well.",
)


@needs_tesseract
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_of_a_clean_scan_ninety_nine_characters_of_a_hundred_are_right(
    tmp_path: Path, dpi: int
) -> None:
    got = document(read(tmp_path, scan_of(PARAGRAPHS, dpi=dpi)))
    expected, text = " ".join(PARAGRAPHS), " ".join(got.text.split())
    same = SequenceMatcher(None, expected, text, autojunk=False).get_matching_blocks()
    accuracy = sum(block.size for block in same) / max(len(expected), len(text))
    print(f"{dpi} dots an inch: {accuracy:.2%} of {len(expected)} characters")
    assert accuracy > 0.99


@needs_tesseract
@pytest.mark.parametrize(("turn", "rotate"), [(0, 0), (90, 270), (180, 0)])
def test_a_quotation_is_marked_on_the_picture(tmp_path: Path, turn: int, rotate: int) -> None:
    data = scan_of(LINES, turn=turn, rotate=rotate)
    got = document(read(tmp_path, data))
    boxes = [one.box for one in got.lines if "Adverse" in got.text[one.start : one.end]]
    drawn = render(data, 1, boxes=boxes, quote="Adverse events were rare", dpi=72)
    picture = pymupdf.Pixmap(drawn.png)
    marked = [
        (x, y)
        for x in range(picture.width)
        for y in range(picture.height)
        if picture.pixel(x, y)[1] > picture.pixel(x, y)[2] + 40
    ]
    # The third line, 90 + 2 x 15.4 points from the top, some 240 points wide.
    rows = [y if turn == 0 or rotate else picture.height - y for _, y in marked]
    columns = [x if turn == 0 or rotate else picture.width - x for x, _ in marked]
    assert 108 < min(rows) < 118
    assert 120 < max(rows) < 128
    assert 66 < min(columns) < 75
    assert 280 < max(columns) < 340


@needs_tesseract
def test_a_sign_that_tesseract_does_not_know_is_not_shown_as_another(tmp_path: Path) -> None:
    lines = ("The mean age was 63.4 \xb1 8.1 years in both groups.", *LINES)
    got = document(read(tmp_path, scan_of(lines)))
    assert "63.4 + 8.1" not in got.text
    assert any("could not be read and stand" in one for one in got.warnings) or "\xb1" in got.text
