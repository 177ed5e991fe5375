"""A guideline and a note, with three passages, in a library in memory."""

from __future__ import annotations

from pathlib import Path

from kb.settings import Settings
from kb.store.jobs import Job, JobProgress
from kb.types import Box, DocumentInfo, Line, Metadata, Passage, Table
from tests.fakes.library import FakeLibrary

GUIDELINE = DocumentInfo(
    id="d1",
    source="/papers/ckd.pdf",
    collection="literature",
    media_type="application/pdf",
    metadata=Metadata(
        title="Blood pressure in chronic kidney disease [sample]",
        authors=("Jane A. Smith", "Richard Roe"),
        journal="Sample J Nephrol",
        year=2021,
        volume="12",
        doi="10.0000/sample.1",
    ),
    pages=2,
    passages=2,
    added="2026-11-20T09:00:00+00:00",
)
NOTE = DocumentInfo(
    id="d2",
    source="/notes/visit.md",
    collection="records",
    media_type="text/markdown",
    metadata=Metadata(),
    pages=1,
    passages=1,
    added="2026-11-20T09:01:00+00:00",
    attested_by="A. Clerk",
)
TARGET = "Adults with chronic kidney disease should aim for a systolic pressure below 120 mmHg."
DIET = "Dietary sodium should stay below 2 g a day."
VISIT = "The pressure at the visit was 151/94 mmHg."


def _passage(document: str, ordinal: int, page: int, section: str, text: str) -> Passage:
    half = len(text) // 2
    lines = tuple(
        Line(start, end, Box(page, 50.0, top, 250.0, top + 12))
        for start, end, top in ((0, half, 100.0), (half, len(text), 114.0))
    )
    return Passage(
        id=f"{document}-{ordinal:04d}",
        document_id=document,
        ordinal=ordinal,
        page=page,
        section=section,
        start=0,
        end=len(text),
        text=text,
        tokens=len(text.split()),
        lines=lines,
    )


TABLE = Table(
    caption="Table 1. Targets by guideline.",
    page=1,
    rows=(("Guideline", "Systolic"), ("KDIGO", "<120 mmHg"), ("=cmd()", "-10")),
    notes="Standardized office measurement.",
)
PASSAGES = (
    _passage("d1", 0, 1, "Recommendations", TARGET),
    _passage("d1", 1, 2, "Diet", DIET),
    _passage("d2", 0, 1, "Findings", VISIT),
)
FINISHED = Job(
    id="j1",
    kind="ingest",
    state="done",
    started="2026-11-20T09:00:00+00:00",
    finished="2026-11-20T09:00:05+00:00",
    progress=JobProgress(done=2, total=2, passages=3, rate=0.4),
    report={
        "added": 1,
        "unchanged": 0,
        "replaced": 0,
        "failed": [{"path": "/papers/torn.pdf", "reason": "damaged"}],
        "quarantined": 0,
        "skipped": [],
        "passages": 3,
        "seconds": 5.0,
        "unfindable": 0,
        "cancelled": False,
        "job": "j1",
    },
    error=None,
)


def sample_library(settings: Settings) -> FakeLibrary:
    """A library that holds both documents, a table and the job that brought them in."""
    library = FakeLibrary(settings, held_tables={GUIDELINE.id: [TABLE]}, job_list=[FINISHED])
    for document, pdf in ((GUIDELINE, b"%PDF-1.7 sample"), (NOTE, None)):
        library.put(document, [one for one in PASSAGES if one.document_id == document.id], pdf)
    return library


def settings_in(folder: Path) -> Settings:
    """Settings whose every path lies in ``folder``."""
    return Settings.load(
        home=folder / "home",
        key_file=folder / "keys" / "catalog.key",
        model_cache=folder / "models",
    )
