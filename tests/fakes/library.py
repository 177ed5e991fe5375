"""A library in memory with the same calls as :class:`kb.library.Library`, for tests of the doors alone.

It finds passages by shared words and quotes the best of them. What it holds is plain to see in the tests:
no store, no model, no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.access.local import local_principal
from kb.access.roles import require_manager
from kb.answer.events import Done, Event, Retrieved, Token
from kb.errors import NotFound
from kb.search.facets import Facets, FacetValue
from kb.search.hybrid import Found
from kb.search.query import prepare
from kb.search.similar import SimilarWork
from kb.settings import Settings
from kb.store.corrections import Correction
from kb.store.jobs import Job, JobProgress
from kb.store.store import Store
from kb.terms.codes import CodeBook
from kb.types import (
    Answer,
    Box,
    Citation,
    Collection,
    DocumentInfo,
    Filters,
    Hit,
    Line,
    Metadata,
    Passage,
    Principal,
    Sentence,
    Table,
)
from tests.fakes.corrections import Corrected
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.terms import SharedWords, small_book

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


class FakeLibrary:
    """Holds two documents with three passages."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.held = {info.id: info for info in (GUIDELINE, NOTE)}
        self.asked: list[tuple[str, Filters, str | None]] = []
        self.fails_with: Exception | None = None
        self.finished = Job(
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

    @cached_property
    def embedder(self) -> FakeEmbedder:
        return FakeEmbedder()

    @cached_property
    def store(self) -> Store:
        """A real catalog, for what is kept of codes; made when first asked for."""
        return Store(self.settings.home, self.settings.key_file)

    @cached_property
    def terms(self) -> CodeBook:
        return small_book(self.store.database)

    @cached_property
    def code_finder(self) -> SharedWords:
        return SharedWords(self.terms)

    def terms_ready(self) -> bool:
        return CodeBook(self.store.database).ready()

    def build_terms(self, progress: object) -> None:
        assert self.terms.ready()

    def documents(
        self,
        principal: Principal,
        *,
        collection: Collection | None = None,
        hidden: bool = False,
    ) -> list[DocumentInfo]:
        return [
            info
            for info in self.held.values()
            if collection in (None, info.collection) and (hidden or info.hidden_by is None)
        ]

    def same_work(self, document_id: str, principal: Principal) -> list[DocumentInfo]:
        self.document(document_id, principal)
        return [info for info in self.held.values() if info.hidden_by == document_id]

    def document(self, document_id: str, principal: Principal) -> DocumentInfo:
        if document_id not in self.held:
            raise NotFound(
                f"There is no document {document_id}.", hint="`kb documents` lists them."
            )
        return self.held[document_id]

    @cached_property
    def corrected(self) -> Corrected:
        return Corrected(
            lambda one: self.document(one, local_principal()),
            lambda info: self.held.update({info.id: info}),
        )

    def corrections(self, document_id: str, principal: Principal) -> list[Correction]:
        return self.corrected.of(document_id)

    def correct(
        self,
        document_id: str,
        values: Mapping[str, str],
        principal: Principal,
        *,
        undo: Sequence[str] = (),
        by: str | None = None,
    ) -> DocumentInfo:
        return self.corrected.correct(document_id, values, principal, undo, by)

    def passages(self, document_id: str, principal: Principal) -> list[Passage]:
        self.document(document_id, principal)
        return [item for item in PASSAGES if item.document_id == document_id]

    def tables(self, document_id: str, principal: Principal) -> list[Table]:
        self.document(document_id, principal)
        return [TABLE] if document_id == PASSAGES[0].document_id else []

    def original(self, document_id: str, principal: Principal) -> bytes | None:
        pdf = self.document(document_id, principal).media_type == "application/pdf"
        return b"%PDF-1.7 sample" if pdf else None

    def search(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> list[Hit]:
        filters = filters or Filters()
        if self.fails_with:
            raise self.fails_with
        wanted = set(re.findall(r"\w{4,}", question.lower()))
        scored = []
        for passage in PASSAGES:
            info = self.held.get(passage.document_id)
            if info is None or not _inside(info, filters):
                continue
            shared = len(wanted & set(re.findall(r"\w{4,}", passage.text.lower())))
            if shared:
                scored.append((shared, passage, info))
        scored.sort(key=lambda item: -item[0])
        return [
            Hit(rank, float(score), passage, info, bm25_rank=rank, bm25_score=float(score))
            for rank, (score, passage, info) in enumerate(scored[: k or 10], start=1)
        ]

    def find(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> Found:
        hits = tuple(self.search(question, principal, filters=filters, k=k))
        return Found(hits, prepare(question), None, {"passages": 3, "documents": 2})

    def facets(
        self, question: str, principal: Principal, *, filters: Filters | None = None
    ) -> Facets:
        hits = self.search(question, principal, filters=filters)
        years = {hit.document.metadata.year for hit in hits} - {None}
        counted = tuple(FacetValue(str(year), 1) for year in sorted(years, key=str))
        return Facets(counted, (), (), (), len({hit.document.id for hit in hits}))

    def similar(self, document_id: str, principal: Principal, k: int = 10) -> list[SimilarWork]:
        self.document(document_id, principal)
        others = [info for info in self.held.values() if info.id != document_id]
        return [SimilarWork(info, 0.5) for info in others[:k]]

    def ask(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Answer:
        filters = filters or Filters()
        self.asked.append((question, filters, writer))
        hits = self.search(question, principal, filters=filters)
        if not hits or hits[0].score < 2:
            return Answer(
                question=question,
                abstained=True,
                answer="No passage in the library answers this.",
                writer="extractive",
                model=None,
                sentences=(),
                citations=(),
                nearest=tuple(hits),
                evidence=0.1,
                searched={"passages": 3, "documents": 2},
                timings={"total": 0.01},
            )
        best = hits[0]
        citation = Citation(
            n=1,
            document=best.document,
            passage_id=best.passage.id,
            page=best.passage.page,
            section=best.passage.section,
            quote=best.passage.text,
            start=best.passage.start,
            end=best.passage.end,
            boxes=best.passage.boxes,
        )
        return Answer(
            question=question,
            abstained=False,
            answer=f"{best.passage.text} [1]",
            writer="extractive",
            model=None,
            sentences=(Sentence(best.passage.text, "quoted", (1,)),),
            citations=(citation,),
            nearest=(),
            evidence=0.9,
            searched={"passages": 3, "documents": 2},
            timings={"total": 0.01},
        )

    def stream(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Iterator[Event]:
        answer = self.ask(question, principal, filters=filters, writer=writer)
        yield Retrieved(tuple(self.search(question, principal, filters=filters)))
        for word in answer.answer.split(" "):
            yield Token(f"{word} ")
        yield Done(answer)

    def remove(self, document_id: str, principal: Principal) -> DocumentInfo:
        require_manager(principal)
        info = self.document(document_id, principal)
        del self.held[document_id]
        return info

    def remove_all(self, document_ids: Sequence[str], principal: Principal) -> list[DocumentInfo]:
        for one in document_ids:
            self.document(one, principal)
        return [self.remove(one, principal) for one in document_ids]

    def jobs(self, principal: Principal, *, limit: int = 50) -> list[Job]:
        return [self.finished][:limit]

    def job(self, job_id: str, principal: Principal) -> Job:
        if job_id != self.finished.id:
            raise NotFound(f"There is no job {job_id}.", hint="`kb jobs` lists them.")
        return self.finished

    def reindex(self, principal: Principal, *, embed: bool = False, progress: Any = None) -> int:
        require_manager(principal)
        if progress is not None:
            progress(JobProgress(done=3, total=3, passages=3))
        return len(PASSAGES)

    def close(self) -> None:
        pass  # the next command of a test goes on with it


def _inside(info: DocumentInfo, filters: Filters) -> bool:
    year = info.metadata.year
    if filters.collections is not None and info.collection not in filters.collections:
        return False
    if filters.documents is not None and info.id not in filters.documents:
        return False
    if filters.year_from is not None and (year is None or year < filters.year_from):
        return False
    return filters.year_to is None or (year is not None and year <= filters.year_to)


def with_weak_sentence(answer: Answer) -> Answer:
    """The same answer with a second sentence whose number stands in no source."""
    loose = Sentence("Aim for 110 mmHg.", "unsupported", (1,), ("110",))
    return replace(
        answer,
        answer=f"{answer.answer}\n\n- Aim for 110 mmHg. [1]",
        sentences=(*answer.sentences, loose),
        writer="ollama",
        model="qwen3:4b",
        notice="The model stopped early.",
    )


class FakeRenderer:
    """Draws nothing, and remembers what it was asked to draw."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, tuple[Box, ...]]] = []

    def render_page(
        self,
        pdf: bytes,
        page: int,
        *,
        boxes: Sequence[Box] = (),
        quote: str | None = None,
        dpi: int = 110,
    ) -> Any:
        from types import SimpleNamespace

        self.asked.append((page, tuple(boxes)))
        return SimpleNamespace(
            png=b"\x89PNG sample", width=600, height=800, place=(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        )


def settings_in(folder: Path) -> Settings:
    """Settings whose every path lies in ``folder``."""
    return Settings.load(
        home=folder / "home",
        key_file=folder / "keys" / "catalog.key",
        model_cache=folder / "models",
    )
