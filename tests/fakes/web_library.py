"""A library in memory with the signatures of :class:`kb.library.Library`, for the pages' own tests.

It finds by shared words, answers with the first sentences found, and can be told to write like a model,
to fail, or to be slow. The documents are given by the test.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from kb.access.local import local_principal
from kb.answer.conversations import Conversations
from kb.answer.events import Done, Notice, Restart, Retrieved, Token
from kb.errors import KbError, NotFound
from kb.search.facets import Facets, FacetValue
from kb.search.hybrid import Found
from kb.search.query import prepare
from kb.search.saved import SavedSearches
from kb.search.similar import SimilarWork
from kb.store.conversations import ConversationTable
from kb.store.corrections import Correction
from kb.store.database import Database
from kb.store.jobs import Job, JobProgress
from kb.store.searches import SearchTable
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
from tests.fakes.terms import SharedWords, small_book

STOP = {
    "what",
    "is",
    "the",
    "in",
    "of",
    "for",
    "a",
    "an",
    "are",
    "to",
    "and",
    "on",
    "with",
    "which",
}


@dataclass(frozen=True)
class Stats:
    """Counts by collection and the range of years."""

    documents: dict[str, int]
    passages: dict[str, int]
    first_year: int | None
    last_year: int | None


class _Shown:
    """What the pages see of a store."""

    def __init__(self, library: FakeLibrary) -> None:
        self._library = library

    @property
    def database(self) -> Database:
        return self._library.kept.database

    @property
    def catalog(self) -> Any:
        def meta(key: str) -> str | None:
            return self._library.kept.catalog.meta(key)

        def set_meta(key: str, value: str) -> None:
            self._library.kept.catalog.set_meta(key, value)

        version = hash(tuple(self._library.entries))
        return SimpleNamespace(version=version, meta=meta, set_meta=set_meta)


@dataclass
class FakeLibrary:
    """Documents with their passages; ``pace`` is waited for at each word of a model's answer."""

    settings: Any = None
    entries: dict[str, tuple[DocumentInfo, list[Passage], bytes | None]] = field(
        default_factory=dict
    )
    held_tables: dict[str, list[Table]] = field(default_factory=dict)
    job_list: list[Job] = field(default_factory=list)
    model_text: str | None = None
    notice: str | None = None
    failure: KbError | None = None
    pace: threading.Event | None = None
    asked: list[tuple[str, str | None, Filters]] = field(default_factory=list)
    read_as: tuple[tuple[str, str], ...] = ()

    @property
    def store(self) -> Any:
        """Only what the pages ask of it: the catalog's version, and a place for codes."""
        return _Shown(self)

    @cached_property
    def kept(self) -> Store:
        """A real catalog, for codes; made when first asked for."""
        return Store(self.settings.home, self.settings.key_file)

    @cached_property
    def conversations(self) -> Conversations:
        table = ConversationTable(self.kept.database)
        return Conversations(table, self.kept.catalog, self.settings)

    @cached_property
    def terms(self) -> CodeBook:
        return small_book(self.kept.database)

    @cached_property
    def code_finder(self) -> SharedWords:
        return SharedWords(self.terms)

    def terms_ready(self) -> bool:
        return CodeBook(self.kept.database).ready()

    def build_terms(self, progress: object) -> None:
        assert self.terms.ready()

    def add(
        self,
        title: str,
        passages: Sequence[str],
        *,
        year: int | None = 2024,
        collection: Collection = "literature",
        pdf: bytes | None = None,
        journal: str | None = "Journal of Samples",
        authors: tuple[str, ...] = ("Ann B. Carter", "Smith JR"),
        pages: int | None = None,
        design: str | None = None,
    ) -> DocumentInfo:
        """Add a document of one passage a page; every passage gets one line with a box."""
        document_id = f"d{len(self.entries) + 1:03d}"
        cut, at = [], 0
        for ordinal, text in enumerate(passages):
            box = Box(ordinal + 1, 72, 120, 520, 134)
            cut.append(
                Passage(
                    f"{document_id}-{ordinal:04d}",
                    document_id,
                    ordinal,
                    ordinal + 1,
                    "Recommendations",
                    at,
                    at + len(text),
                    text,
                    len(text.split()),
                    (Line(at, at + len(text), box),),
                )
            )
            at += len(text) + 2
        document = DocumentInfo(
            id=document_id,
            source=f"/library/{document_id}.pdf",
            collection=collection,
            media_type="application/pdf" if collection == "literature" else "text/plain",
            metadata=Metadata(
                title, authors, journal, year, "12", "1-9", f"10.5555/{document_id}", design=design
            ),
            pages=pages or len(cut),
            passages=len(cut),
            added=datetime(2026, 11, 20, tzinfo=UTC).isoformat(),
        )
        self.entries[document_id] = (document, cut, pdf)
        return document

    def documents(
        self,
        principal: Principal,
        *,
        collection: Collection | None = None,
        hidden: bool = False,
    ) -> list[DocumentInfo]:
        found = [document for document, _, _ in self.entries.values()]
        return [
            one
            for one in found
            if collection in (None, one.collection) and (hidden or one.hidden_by is None)
        ]

    def same_work(self, document_id: str, principal: Principal) -> list[DocumentInfo]:
        return [one for one, _, _ in self.entries.values() if one.hidden_by == document_id]

    def hidden_documents(self) -> int:
        return sum(one.hidden_by is not None for one, _, _ in self.entries.values())

    def retractions(self) -> None:
        return None

    def marked(self, principal: Principal) -> list[DocumentInfo]:
        return [one for one, _, _ in self.entries.values() if one.standing]

    def document(self, document_id: str, principal: Principal) -> DocumentInfo:
        if document_id not in self.entries:
            raise NotFound(f"There is no document {document_id}.", hint="It may have been removed.")
        return self.entries[document_id][0]

    @cached_property
    def corrected(self) -> Corrected:
        return Corrected(lambda one: self.document(one, local_principal()), self._replace)

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

    def _replace(self, document: DocumentInfo) -> None:
        self.entries[document.id] = (document, *self.entries[document.id][1:])

    def passages(self, document_id: str, principal: Principal) -> list[Passage]:
        self.document(document_id, principal)
        return self.entries[document_id][1]

    def tables(self, document_id: str, principal: Principal) -> list[Table]:
        self.document(document_id, principal)
        return self.held_tables.get(document_id, [])

    def passage(self, passage_id: str, principal: Principal) -> tuple[Passage, DocumentInfo]:
        document, passages, _ = self.entries[passage_id.partition("-")[0]]
        return next(one for one in passages if one.id == passage_id), document

    def neighbours(
        self, passage_id: str, principal: Principal, *, before: int = 1, after: int = 1
    ) -> list[Passage]:
        passage, _ = self.passage(passage_id, principal)
        everything = self.entries[passage.document_id][1]
        return everything[max(0, passage.ordinal - before) : passage.ordinal + after + 1]

    def original(self, document_id: str, principal: Principal) -> bytes | None:
        self.document(document_id, principal)
        return self.entries[document_id][2]

    def search(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> list[Hit]:
        filters = filters or Filters()
        if self.failure:
            raise self.failure
        words = set(re.findall(r"\w+", question.lower())) - STOP
        scored = []
        for document, passages, _ in self.entries.values():
            year = document.metadata.year or 0
            if filters.collections and document.collection not in filters.collections:
                continue
            if filters.documents and document.id not in filters.documents:
                continue
            if filters.year_from and year < filters.year_from:
                continue
            if filters.year_to and year > filters.year_to:
                continue
            if filters.designs and document.metadata.design not in filters.designs:
                continue
            for passage in passages:
                shared = len(words & set(re.findall(r"\w+", passage.text.lower())))
                if shared:
                    scored.append((shared, passage, document))
        scored.sort(key=lambda item: -item[0])
        return [
            Hit(rank, score / 10, passage, document, rank, 0.5, rank + 1, 3.2)
            for rank, (score, passage, document) in enumerate(scored[: k or 10], start=1)
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
        query = replace(prepare(question), read_as=self.read_as)
        return Found(hits, query, None, {"passages": len(hits), "documents": 1})

    def facets(
        self, question: str, principal: Principal, *, filters: Filters | None = None
    ) -> Facets:
        hits = self.search(question, principal, filters=filters, k=200)
        works = {hit.document.id: hit.document.metadata for hit in hits}.values()

        def counted(values: list[Any]) -> tuple[FacetValue, ...]:
            found = Counter(str(value) for value in values if value)
            return tuple(FacetValue(name, number) for name, number in sorted(found.items()))

        return Facets(
            counted([one.year for one in works]),
            counted([one.type for one in works]),
            counted([one.design for one in works]),
            counted([one.journal for one in works]),
            len(works),
        )

    def similar(self, document_id: str, principal: Principal, k: int = 10) -> list[SimilarWork]:
        self.document(document_id, principal)
        others = [one for one, _, _ in self.entries.values() if one.id != document_id]
        return [SimilarWork(one, 0.5) for one in others if one.collection == "literature"][:k]

    @cached_property
    def searches(self) -> SavedSearches:
        return SavedSearches(SearchTable(self.kept.database))

    def ask(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Answer:
        *_, last = self.stream(question, principal, filters=filters, writer=writer)
        assert isinstance(last, Done)
        return last.answer

    def stream(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Iterator[Any]:
        self.asked.append((question, writer, filters or Filters()))
        hits = self.search(question, principal, filters=filters)
        yield Retrieved(tuple(hits))
        enough = [hit for hit in hits if hit.score >= 0.2]
        if self.notice:
            yield Notice(self.notice)
        if self.model_text and enough:
            yield from self._written()
        yield Done(self._answer(question, hits, enough))

    def _written(self) -> Iterator[Any]:
        assert self.model_text is not None
        for word in self.model_text.split(" "):
            if self.pace:
                self.pace.wait(10)
            yield Token(word + " ")
        if self.notice:
            yield Restart()

    def _answer(self, question: str, hits: list[Hit], enough: list[Hit]) -> Answer:
        citations = tuple(
            Citation(
                n,
                hit.document,
                hit.passage.id,
                hit.passage.page,
                hit.passage.section,
                hit.passage.text,
                hit.passage.start,
                hit.passage.end,
                hit.passage.boxes,
            )
            for n, hit in enumerate(enough[:3], start=1)
        )
        counts = Counter(document.collection for document, _, _ in self.entries.values())
        if self.model_text and enough:
            text = self.model_text
            found = [
                match.group(0).strip() for match in re.finditer(r"[^.\n]+\.(?:\s*\[\d\])*", text)
            ]
            sentences = tuple(
                Sentence(
                    item,
                    ("supported", "weak", "unsupported")[min(at, 2)],
                    tuple(
                        int(n) for n in re.findall(r"\[(\d)\]", item) if int(n) <= len(citations)
                    ),
                )
                for at, item in enumerate(found)
            )
        else:
            sentences = tuple(Sentence(c.quote, "quoted", (c.n,)) for c in citations)
            text = "\n\n".join(f"{c.quote} [{c.n}]" for c in citations)
        return Answer(
            question,
            not enough,
            text if enough else "",
            "ollama" if self.model_text else "extractive",
            "qwen3:4b" if self.model_text else None,
            sentences if enough else (),
            citations,
            tuple(hits[:3]),
            0.9 if enough else 0.1,
            dict(counts),
            self.notice,
            {"total": 0.1},
        )

    def remove(self, document_id: str, principal: Principal) -> DocumentInfo:
        document = self.document(document_id, principal)
        del self.entries[document_id]
        return document

    def jobs(self, principal: Principal, *, limit: int = 50) -> list[Job]:
        return self.job_list[:limit]

    def job(self, job_id: str, principal: Principal) -> Job:
        return next(job for job in self.job_list if job.id == job_id)

    def stats(self, principal: Principal) -> Stats:
        documents = [document for document, _, _ in self.entries.values()]
        years = [one.metadata.year for one in documents if one.metadata.year]
        passages: Counter[str] = Counter()
        for one in documents:
            passages[one.collection] += one.passages
        return Stats(
            dict(Counter(one.collection for one in documents)),
            dict(passages),
            min(years, default=None),
            max(years, default=None),
        )


def running_job(job_id: str = "j1") -> Job:
    """A job half way through."""
    progress = JobProgress(6, 14, "asthma.pdf", 210, 1.5, 5.3)
    return Job(job_id, "ingest", "running", "2026-11-20T09:00:00+00:00", None, progress, None, None)


def finished_job(job_id: str = "j0") -> Job:
    """A job that ended, with one file that failed."""
    report = {
        "added": 12,
        "unchanged": 2,
        "replaced": 1,
        "failed": [{"path": "/in/broken.pdf", "reason": "the file is damaged"}],
        "quarantined": 0,
        "skipped": [{"path": "/in/table.xlsx", "reason": "this kind of file is not read"}],
        "job": job_id,
        "seconds": 21.4,
    }
    progress = JobProgress(16, 16, "", 640, 0.7, 0.0)
    return Job(
        job_id,
        "ingest",
        "done",
        "2026-11-20T08:00:00+00:00",
        "2026-11-20T08:00:21+00:00",
        progress,
        report,
        None,
    )
