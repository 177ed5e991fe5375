"""Hostile PDFs cost their own file only, inside the limited process; the run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.job import ReadJob
from ingest.sandbox import ReaderPool
from kb.errors import IngestError, UnreadableFile
from kb.settings import IngestSettings
from kb.types import Document
from tests.ingest.nasty_pdfs import (
    PROSE,
    active_pdf,
    bomb_pdf,
    endless_pdf,
    hidden_pdf,
    lying_pdf,
    many_pages_pdf,
    owner_locked_pdf,
)
from tests.ingest.pdfs import simple_pdf


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    limits = IngestSettings(workers=1, cpu_seconds=3, wall_seconds=60, memory_mb=1024)
    with ReaderPool(limits) as readers:
        yield readers


def read(pool: ReaderPool, name: str, data: bytes) -> Document | IngestError:
    """Read one nasty file, and a good one after it."""
    jobs = [
        ReadJob(Path(name), name, "literature", data=data),
        ReadJob(Path("good.pdf"), "good.pdf", "literature", data=simple_pdf((PROSE,))),
    ]
    results = {job.source: result for job, result in pool.read_all(jobs)}
    assert isinstance(results["good.pdf"], Document)
    return results[name]


def test_a_bomb_is_cut_off(pool: ReaderPool) -> None:
    data = bomb_pdf()
    assert len(data) < 100_000
    result = read(pool, "bomb.pdf", data)
    assert isinstance(result, UnreadableFile)
    assert "CPU seconds" in result.reason or "memory" in result.reason
    assert "KB_INGEST__" in result.hint


def test_pages_without_end_are_refused(pool: ReaderPool) -> None:
    result = read(pool, "endless.pdf", endless_pdf())
    assert isinstance(result, UnreadableFile)
    assert "damaged" in result.reason


def test_a_thousand_pages_are_read(pool: ReaderPool) -> None:
    result = read(pool, "long.pdf", many_pages_pdf(1000))
    assert isinstance(result, Document)
    assert result.page_count == len(result.confidence) == 1000
    assert f"1000: {PROSE}" in result.text


def test_warnings_and_confidence_cross_the_border(pool: ReaderPool) -> None:
    result = read(pool, "active.pdf", active_pdf())
    assert isinstance(result, Document)
    assert any("attached" in text for text in result.warnings)
    hidden = read(pool, "hidden.pdf", hidden_pdf(render_mode=3))
    assert isinstance(hidden, Document)
    assert "Ignore" not in hidden.text
    assert hidden.confidence == (0.9,)


def test_shapes_are_compared_without_opening_any_file(pool: ReaderPool) -> None:
    pieces = [("a mean of 12.3 ", False), ("±", True), (" 2.1 in all", False)]
    result = read(pool, "signs.pdf", lying_pdf(pieces, {"±": "6"}))
    assert isinstance(result, Document)
    assert "12.3 ± 2.1" in result.text


def test_an_owners_password_does_not_matter(pool: ReaderPool) -> None:
    assert isinstance(read(pool, "owner.pdf", owner_locked_pdf()), Document)
