"""A library in memory with the calls of :class:`kb.library.Library`, for tests of the doors alone.

It finds by shared words and quotes what it found; it can be told to write like a model, to fail, or to be slow.
Only what is kept of codes, questions and searches lies in a real catalog.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kb.access.local import local_principal
from kb.access.roles import require_manager
from kb.answer.conversations import Conversations
from kb.answer.events import Done, Event, Notice, Restart, Retrieved, Token
from kb.errors import NotFound
from kb.library import LibraryStats
from kb.search.facets import Facets
from kb.search.hybrid import Found
from kb.search.query import prepare
from kb.search.saved import SavedSearches
from kb.search.similar import SimilarWork
from kb.settings import Settings
from kb.store.conversations import ConversationTable
from kb.store.corrections import Correction
from kb.store.jobs import Job, JobProgress
from kb.store.meta import grow_version
from kb.store.searches import SearchTable
from kb.store.store import Store
from kb.terms.codes import CodeBook
from kb.types import (
    COLLECTIONS,
    Answer,
    Collection,
    DocumentInfo,
    Filters,
    Hit,
    Metadata,
    Passage,
    Principal,
    Table,
)
from tests.fakes.answers import enough, quoted, written
from tests.fakes.corrections import Corrected
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.pages import one_a_page
from tests.fakes.shared_words import counted, find
from tests.fakes.terms import SharedWords, small_book

Entry = tuple[DocumentInfo, list[Passage], bytes | None]


@dataclass
class _Held:
    """The documents of a fake library, asked for as a catalog is."""

    entries: dict[str, Entry]

    def document(self, document_id: str) -> DocumentInfo | None:
        entry = self.entries.get(document_id)
        return entry[0] if entry else None

    def passage(self, passage_id: str) -> Passage | None:
        every = (one for _, passages, _ in self.entries.values() for one in passages)
        return next((one for one in every if one.id == passage_id), None)


@dataclass
class FakeLibrary:
    """Documents with their passages and originals; ``pace`` is waited for at each word of a model's answer."""

    settings: Settings
    entries: dict[str, Entry] = field(default_factory=dict)
    held_tables: dict[str, list[Table]] = field(default_factory=dict)
    job_list: list[Job] = field(default_factory=list)
    model_text: str | None = None
    notice: str | None = None
    fails_with: BaseException | None = None
    pace: threading.Event | None = None
    asked: list[tuple[str, Filters, str | None]] = field(default_factory=list)
    read_as: tuple[tuple[str, str], ...] = ()

    # -- what lies in a real catalog, made when first asked for ---------------------------------

    @cached_property
    def store(self) -> Store:
        return Store(self.settings.home, self.settings.key_file)

    @cached_property
    def conversations(self) -> Conversations:
        table = ConversationTable(self.store.database)
        return Conversations(table, _Held(self.entries), self.settings)

    @cached_property
    def searches(self) -> SavedSearches:
        return SavedSearches(SearchTable(self.store.database))

    @cached_property
    def terms(self) -> CodeBook:
        return small_book(self.store.database)

    @cached_property
    def code_finder(self) -> SharedWords:
        return SharedWords(self.terms)

    @cached_property
    def embedder(self) -> FakeEmbedder:
        return FakeEmbedder()

    def terms_ready(self) -> bool:
        return CodeBook(self.store.database).ready()

    def build_terms(self, progress: object) -> None:
        assert self.terms.ready()

    # -- what it holds ------------------------------------------------------------------------

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
        """Add a document of one passage a page."""
        names = Metadata(title, authors, journal, year, "12", "1-9", design=design)
        document, cut = one_a_page(len(self.entries) + 1, names, passages, collection, pages)
        self.put(document, cut, pdf)
        return document

    def put(
        self,
        document: DocumentInfo,
        passages: list[Passage] | None = None,
        pdf: bytes | None = None,
    ) -> None:
        """Hold a document, or another state of it, which keeps its passages and original."""
        held = self.entries.get(document.id)
        if passages is None:
            passages, pdf = held[1:] if held else ([], None)
        self.entries[document.id] = (document, passages, pdf)
        self._changed()

    def remove(self, document_id: str, principal: Principal) -> DocumentInfo:
        require_manager(principal)
        document = self.document(document_id, principal)
        del self.entries[document_id]
        self._changed()
        return document

    def remove_all(self, document_ids: Sequence[str], principal: Principal) -> list[DocumentInfo]:
        for one in document_ids:
            self.document(one, principal)
        return [self.remove(one, principal) for one in document_ids]

    def _changed(self) -> None:
        if "store" not in vars(self):
            return  # nobody has looked yet
        with self.store.database.write() as connection:
            grow_version(connection)

    # -- reading ------------------------------------------------------------------------------

    def documents(
        self,
        principal: Principal,
        *,
        collection: Collection | None = None,
        hidden: bool = False,
    ) -> list[DocumentInfo]:
        return [
            one
            for one, _, _ in self.entries.values()
            if collection in (None, one.collection) and (hidden or one.hidden_by is None)
        ]

    def document(self, document_id: str, principal: Principal) -> DocumentInfo:
        if document_id not in self.entries:
            raise NotFound(
                f"There is no document {document_id}.", hint="`kb documents` lists them."
            )
        return self.entries[document_id][0]

    def same_work(self, document_id: str, principal: Principal) -> list[DocumentInfo]:
        self.document(document_id, principal)
        return [one for one, _, _ in self.entries.values() if one.hidden_by == document_id]

    def hidden_documents(self) -> int:
        return sum(one.hidden_by is not None for one, _, _ in self.entries.values())

    def retractions(self) -> None:
        return None

    def marked(self, principal: Principal) -> list[DocumentInfo]:
        return [one for one, _, _ in self.entries.values() if one.standing]

    def passages(self, document_id: str, principal: Principal) -> list[Passage]:
        self.document(document_id, principal)
        return self.entries[document_id][1]

    def passage(self, passage_id: str, principal: Principal) -> tuple[Passage, DocumentInfo]:
        document, passages, _ = self.entries[passage_id.partition("-")[0]]
        return next(one for one in passages if one.id == passage_id), document

    def neighbours(
        self, passage_id: str, principal: Principal, *, before: int = 1, after: int = 1
    ) -> list[Passage]:
        passage, _ = self.passage(passage_id, principal)
        everything = self.entries[passage.document_id][1]
        return everything[max(0, passage.ordinal - before) : passage.ordinal + after + 1]

    def tables(self, document_id: str, principal: Principal) -> list[Table]:
        self.document(document_id, principal)
        return self.held_tables.get(document_id, [])

    def original(self, document_id: str, principal: Principal) -> bytes | None:
        self.document(document_id, principal)
        return self.entries[document_id][2]

    def stats(self, principal: Principal) -> LibraryStats:
        documents = self.documents(principal)
        years = [one.metadata.year for one in documents if one.metadata.year]
        present = [name for name in COLLECTIONS if name in {one.collection for one in documents}]
        return LibraryStats(
            {name: sum(one.collection == name for one in documents) for name in present},
            {
                name: sum(one.passages for one in documents if one.collection == name)
                for name in present
            },
            min(years, default=None),
            max(years, default=None),
        )

    # -- correcting ---------------------------------------------------------------------------

    @cached_property
    def corrected(self) -> Corrected:
        return Corrected(lambda one: self.document(one, local_principal()), self.put)

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

    # -- asking -------------------------------------------------------------------------------

    def search(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> list[Hit]:
        if self.fails_with:
            raise self.fails_with
        return find(self.entries.values(), question, filters or Filters(), k or 10)

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
        return Found(hits, query, None, self._searched())

    def facets(
        self, question: str, principal: Principal, *, filters: Filters | None = None
    ) -> Facets:
        return counted(self.search(question, principal, filters=filters, k=200))

    def similar(self, document_id: str, principal: Principal, k: int = 10) -> list[SimilarWork]:
        self.document(document_id, principal)
        others = [one for one in self.documents(principal) if one.id != document_id]
        return [SimilarWork(one, 0.5) for one in others[:k]]

    def ask(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Answer:
        self.asked.append((question, filters or Filters(), writer))
        hits = self.search(question, principal, filters=filters)
        answer = quoted(question, hits, searched=self._searched())
        if self.model_text and enough(hits):
            answer = written(answer, self.model_text)
        return replace(answer, notice=self.notice)

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
        if self.notice:
            yield Notice(self.notice)
        if not answer.abstained:
            for word in answer.answer.split(" "):
                if self.model_text and self.pace:
                    self.pace.wait(10)
                yield Token(f"{word} ")
            if self.model_text and self.notice:
                yield Restart()
        yield Done(answer)

    def _searched(self) -> dict[str, int]:
        return {
            "passages": sum(len(passages) for _, passages, _ in self.entries.values()),
            "documents": len(self.entries),
        }

    # -- jobs ---------------------------------------------------------------------------------

    def jobs(self, principal: Principal, *, limit: int = 50) -> list[Job]:
        return self.job_list[:limit]

    def job(self, job_id: str, principal: Principal) -> Job:
        found = next((job for job in self.job_list if job.id == job_id), None)
        if found is None:
            raise NotFound(f"There is no job {job_id}.", hint="`kb jobs` lists them.")
        return found

    def reindex(self, principal: Principal, *, embed: bool = False, progress: Any = None) -> int:
        require_manager(principal)
        total = self._searched()["passages"]
        if progress is not None:
            progress(JobProgress(done=total, total=total, passages=total))
        return total

    def close(self) -> None:
        pass  # the next command of a test goes on with it
