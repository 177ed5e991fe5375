"""Readers that may be lost: hostile files, lost processes, and the pool that goes on."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from ingest.job import ReadJob
from ingest.readers.many import Entry
from ingest.sandbox import ReaderPool
from kb.errors import IngestError, NotFound, UnreadableFile
from kb.settings import IngestSettings
from kb.types import Box, Document
from tests.ingest.pdfs import burning_pdf, locked_pdf, simple_pdf

TEXT = ("Systolic pressure fell by 12 mm Hg.", "No patient was lost.")


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(IngestSettings(workers=2, cpu_seconds=2, wall_seconds=60)) as readers:
        yield readers


def job(folder: Path, name: str, data: bytes) -> ReadJob:
    path = folder / name
    path.write_bytes(data)
    return ReadJob(path, name, "literature")


def outcome(pool: ReaderPool, read_job: ReadJob) -> Document | IngestError:
    ((_, result),) = pool.read_all([read_job])
    return result


def reason(pool: ReaderPool, read_job: ReadJob) -> str:
    result = outcome(pool, read_job)
    assert isinstance(result, UnreadableFile)
    assert result.path == str(read_job.path)
    return result.reason


def test_a_pdf_comes_back_with_text_boxes_and_identity(pool: ReaderPool, tmp_path: Path) -> None:
    document = outcome(pool, job(tmp_path, "a.pdf", simple_pdf(TEXT)))
    assert isinstance(document, Document)
    assert "fell by 12 mm Hg" in document.text
    assert document.page_count == 1
    assert len(document.sha256) == 64
    assert document.lines
    for block in document.blocks:
        assert document.text[block.start : block.end] == block.text
    for line in document.lines:
        assert document.text[line.start : line.end].strip()
        assert line.box.x1 > line.box.x0


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.pdf", b"", "empty"),
        ("garbage.pdf", bytes(range(256)) * 20, "not a PDF"),
        ("page.pdf", b"<!DOCTYPE html><html></html>", "web page"),
        ("image.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG image"),
        ("damaged.pdf", b"%PDF-1.7\n" + b"nothing" * 50, "damaged"),
        ("locked.pdf", locked_pdf(), "password"),
        ("binary.txt", bytes(range(256)) * 20, "not text"),
        ("really.txt", simple_pdf(TEXT), "PDF"),
        ("letter.docx", b"PK\x03\x04", "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(
    pool: ReaderPool, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    assert words in reason(pool, job(tmp_path, name, data))


def test_a_truncated_pdf_gives_what_is_left_or_a_reason(pool: ReaderPool, tmp_path: Path) -> None:
    whole = simple_pdf(TEXT, TEXT, TEXT)
    result = outcome(pool, job(tmp_path, "cut.pdf", whole[: len(whole) * 2 // 3]))
    if isinstance(result, Document):
        assert any("damaged" in warning for warning in result.warnings)
    else:
        assert "damaged" in result.reason or "no text" in result.reason


def test_missing_files_and_folders_are_reported(pool: ReaderPool, tmp_path: Path) -> None:
    assert "cannot be opened" in reason(pool, ReadJob(tmp_path / "none.pdf", "n", "literature"))
    (tmp_path / "folder.pdf").mkdir()
    assert "regular file" in reason(pool, ReadJob(tmp_path / "folder.pdf", "f", "literature"))


def test_a_file_that_burns_cpu_is_cut_off_and_the_run_goes_on(
    pool: ReaderPool, tmp_path: Path
) -> None:
    jobs = [
        job(tmp_path, "slow.pdf", burning_pdf()),
        *(job(tmp_path, f"{i}.pdf", simple_pdf(TEXT)) for i in range(5)),
    ]
    results = {done.source: result for done, result in pool.read_all(jobs)}
    slow = results.pop("slow.pdf")
    assert isinstance(slow, UnreadableFile)
    assert "CPU seconds" in slow.reason
    assert len(results) == 5
    assert all(isinstance(result, Document) for result in results.values())


def test_a_file_that_takes_too_long_is_cut_off(tmp_path: Path) -> None:
    with ReaderPool(IngestSettings(workers=1, cpu_seconds=60, wall_seconds=1)) as impatient:
        assert "longer than 1 seconds" in reason(
            impatient, job(tmp_path, "slow.pdf", burning_pdf())
        )
        assert isinstance(outcome(impatient, job(tmp_path, "a.pdf", simple_pdf(TEXT))), Document)


def test_a_file_that_wants_too_much_memory_is_refused(tmp_path: Path) -> None:
    with ReaderPool(IngestSettings(workers=1, memory_mb=400)) as small:
        text = b"A sentence of a very long note. " * 6_000_000
        assert "memory" in reason(small, job(tmp_path, "long.txt", text))
        assert isinstance(outcome(small, job(tmp_path, "a.pdf", simple_pdf(TEXT))), Document)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with ReaderPool(IngestSettings(workers=1, max_file_mb=1)) as small:
        assert "larger than 1 MiB" in reason(small, job(tmp_path, "l.txt", b"a" * 1_100_000))
        assert small.pids() == []


def test_processes_are_reused(tmp_path: Path) -> None:
    with ReaderPool(IngestSettings(workers=1)) as one:
        outcome(one, job(tmp_path, "a.pdf", simple_pdf(TEXT)))
        before = one.pids()
        for i in range(5):
            outcome(one, job(tmp_path, f"{i}.pdf", simple_pdf(TEXT)))
        reason(one, job(tmp_path, "e.pdf", b""))
        assert one.pids() == before
        assert len(before) == 1


def test_a_process_killed_while_reading_costs_only_its_file(tmp_path: Path) -> None:
    with ReaderPool(IngestSettings(workers=1, cpu_seconds=60)) as one:
        outcome(one, job(tmp_path, "a.pdf", simple_pdf(TEXT)))
        (pid,) = one.pids()
        threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        assert "SIGKILL" in reason(one, job(tmp_path, "slow.pdf", burning_pdf()))
        assert isinstance(outcome(one, job(tmp_path, "b.pdf", simple_pdf(TEXT))), Document)
        assert one.pids() != [pid]


def test_an_idle_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    with ReaderPool(IngestSettings(workers=1)) as one:
        outcome(one, job(tmp_path, "a.pdf", simple_pdf(TEXT)))
        (pid,) = one.pids()
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert isinstance(outcome(one, job(tmp_path, "b.pdf", simple_pdf(TEXT))), Document)


def test_files_are_drawn_lazily_and_the_rest_is_left_when_the_reader_stops(tmp_path: Path) -> None:
    drawn = []

    def jobs() -> Iterator[ReadJob]:
        for i in range(1000):
            drawn.append(i)
            yield ReadJob(tmp_path / f"{i}.txt", f"{i}.txt", "literature", data=b"A short note.")

    with ReaderPool(IngestSettings(workers=1)) as one:
        results = one.read_all(jobs())
        next(results)
        results.close()
    assert len(drawn) < 20


def test_cancelling_finishes_what_was_begun(tmp_path: Path) -> None:
    cancel = threading.Event()
    jobs = (ReadJob(tmp_path / f"{i}.txt", f"{i}", "records", data=b"A note.") for i in range(100))
    with ReaderPool(IngestSettings(workers=1)) as one:
        count = 0
        for _, result in one.read_all(jobs, cancel=cancel):
            assert isinstance(result, Document)
            count += 1
            cancel.set()
    assert 1 <= count < 20


def test_a_quotation_is_highlighted_on_its_page(pool: ReaderPool) -> None:
    pdf = simple_pdf(("First page.",), TEXT)
    plain = pool.render_page(pdf, 2, dpi=72)
    marked = pool.render_page(pdf, 2, quote="fell by 12 mm Hg", dpi=72)
    assert (plain.width, plain.height) == (marked.width, marked.height) == (595, 842)
    assert highlighted(plain) == set()
    rows = {y for _, y in highlighted(marked)}
    assert min(rows) > 70
    assert max(rows) < 100


def test_a_quotation_elsewhere_on_the_page_is_not_highlighted(pool: ReaderPool) -> None:
    pdf = simple_pdf(("Stroke fell.", "", "", "", "", "Stroke fell."))
    lower = Box(1, 72, 150, 200, 164)
    rows = {
        y
        for _, y in highlighted(
            pool.render_page(pdf, 1, quote="Stroke fell.", boxes=[lower], dpi=72)
        )
    }
    assert min(rows) > 140


def test_a_quotation_with_a_mended_hyphen_is_highlighted_exactly(pool: ReaderPool) -> None:
    pdf = simple_pdf(("Stroke fell. The treat-", "ment was safe. Costs rose."))
    boxes = [Box(1, 72, 78, 200, 93), Box(1, 72, 93, 220, 107)]
    page = pool.render_page(pdf, 1, quote="The treatment was safe.", boxes=boxes, dpi=72)
    columns = {y: {x for x, row in highlighted(page) if row == y} for y in (86, 100)}
    assert min(columns[86]) > 115
    assert max(columns[100]) < 160


def test_boxes_are_highlighted_where_the_quotation_is_not_found(pool: ReaderPool) -> None:
    box = Box(1, 72, 80, 200, 94)
    page = pool.render_page(simple_pdf(TEXT), 1, quote="not printed here", boxes=[box], dpi=72)
    assert highlighted(page)


def test_an_enormous_page_is_drawn_small(pool: ReaderPool) -> None:
    page = pool.render_page(simple_pdf(TEXT, width=200_000, height=200_000), 1)
    assert page.width * page.height <= 17_000_000


def test_a_page_that_does_not_exist_is_not_found(pool: ReaderPool) -> None:
    with pytest.raises(NotFound, match="no page 3"):
        pool.render_page(simple_pdf(TEXT), 3)


def test_a_page_that_burns_cpu_cannot_be_drawn(pool: ReaderPool) -> None:
    with pytest.raises(UnreadableFile, match="CPU seconds"):
        pool.render_page(burning_pdf(), 1)
    assert pool.render_page(simple_pdf(TEXT), 1).png.startswith(b"\x89PNG")


def test_a_closed_pool_reads_nothing_more(tmp_path: Path) -> None:
    one = ReaderPool(IngestSettings(workers=1))
    one.close()
    with pytest.raises(UnreadableFile, match="stopped"):
        one.read(job(tmp_path, "a.pdf", simple_pdf(TEXT)))


def highlighted(page: object) -> set[tuple[int, int]]:
    """Pixels of colour."""
    image = pymupdf.Pixmap(page.png)  # type: ignore[attr-defined]
    found = set()
    for y in range(image.height):
        for x in range(0, image.width, 4):
            _, green, blue = image.pixel(x, y)
            if green - blue > 40:
                found.add((x, y))
    return found


def test_xml_pages_and_exports_are_read_by_a_confined_process(
    pool: ReaderPool, tmp_path: Path
) -> None:
    article = b"<article><front/><body><p>Caf&eacute; words.</p></body></article>"
    page = b"<meta charset=koi8-r><p>" + "Слова".encode("koi8-r")
    assert pool.read(job(tmp_path, "a.xml", article)).text == "Café words."
    assert pool.read(job(tmp_path, "b.html", page)).text == "Слова"
    export = job(tmp_path, "c.ris", b"TY  - JOUR\nTI  - One\nAB  - Words.\nER  - \n")
    (entry,) = pool.read_many(export)
    assert isinstance(entry, Entry)
    assert entry.reading.metadata.title == "One"
    (work,) = pool.records(export)
    assert work.title == "One"


def test_an_export_that_is_cut_short_gives_what_came_before(
    pool: ReaderPool, tmp_path: Path
) -> None:
    first, second = pool.read_many(
        job(
            tmp_path,
            "a.xml",
            b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T"
            b"</ArticleTitle></Article></MedlineCitation></PubmedArticle><Pub",
        )
    )
    assert isinstance(first, Entry)
    assert isinstance(second, UnreadableFile)
    assert second.path == "a.xml"
    assert "damaged" in second.reason


def test_an_export_that_is_given_up_half_way_leaves_the_readers_sound(
    pool: ReaderPool, tmp_path: Path
) -> None:
    entry = b"TY  - JOUR\nTI  - One\nAB  - Words.\nER  - \n"
    reading = pool.read_many(job(tmp_path, "many.ris", entry * 60_000))
    assert isinstance(next(reading), Entry)
    reading.close()
    assert len(list(pool.read_many(job(tmp_path, "one.ris", entry)))) == 1
