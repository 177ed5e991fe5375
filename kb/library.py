"""The library: the one thing that doors open.

It ties the store, search and answers together. Every call names who asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kb.access.roles import readable, readable_within, require_manager
from kb.errors import NotFound
from kb.search.embed_anew import embed_anew
from kb.search.embedder import Embedder, OnnxEmbedder
from kb.search.facets import Facets, find_facets
from kb.search.hybrid import FINGERPRINT, Found, HybridSearch
from kb.search.revise import revise_outdated
from kb.search.saved import SavedSearches
from kb.search.sharpen import edition, sharpen
from kb.search.similar import SimilarWork, nearest_documents
from kb.settings import Settings
from kb.store.conversations import ConversationTable
from kb.store.corrections import Correction
from kb.store.jobs import Job, JobProgress
from kb.store.retractions import ListEntry, ListState
from kb.store.searches import SearchTable
from kb.store.store import Store
from kb.text.fields import parse_field
from kb.types import (
    COLLECTIONS,
    Answer,
    Collection,
    DocumentInfo,
    Filters,
    Hit,
    Passage,
    Principal,
    Reference,
    Table,
)

if TYPE_CHECKING:
    from kb.answer.conversations import Conversations
    from kb.answer.engine import Answering
    from kb.answer.events import Event
    from kb.terms.codes import CodeBook
    from kb.terms.finder import CodeFinder
    from kb.terms.shelf import CodeShelf

LONGEST_NAME = 120
SIMILAR = 10


@dataclass(frozen=True, slots=True)
class LibraryStats:
    """How much a principal can read."""

    documents: dict[Collection, int]
    passages: dict[Collection, int]
    first_year: int | None
    last_year: int | None


class Library:
    """A data folder, opened. Thread-safe; close it, or use it as a context manager."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._tell = tell
        self.settings = settings
        self.store = Store(settings.home, settings.key_file)
        self._given = embedder
        self._loaded: Embedder | None = None
        self._guard = threading.Lock()
        # Two ingests at once would tidy away each other's unpublished originals; the second waits.
        self.ingesting = threading.Lock()
        self._sharpening = threading.Lock()
        self.searcher = HybridSearch(self.store, lambda: self.embedder, settings.search)
        self._answering: Answering | None = None
        self._codes: CodeShelf | None = None

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        wait_seconds: float = 0.0,
        embedder: Embedder | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> Library:
        """Open the library, making it on first use.

        The vector index is opened when first needed. With ``wait_seconds`` it is opened now, waiting
        that long for another process to let go of it. ``tell`` is given a sentence for the user before
        a long step that nobody would expect.

        Raises:
            LibraryBusy: another process owns the library (only with ``wait_seconds``).
            CatalogError: the catalog or its key is missing or damaged.
        """
        library = cls(settings, embedder=embedder, tell=tell)
        if wait_seconds:
            try:
                library.store.index(wait_seconds=wait_seconds)
            except BaseException:
                library.close()
                raise
        return library

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded (and on first use exported) when first needed."""
        if self._given is not None:
            return self._given
        with self._guard:
            if self._loaded is None:
                settings = self.settings
                self._loaded = OnnxEmbedder(settings.embedding, settings.model_cache, self._tell)
            return self._loaded

    @property
    def answering(self) -> Answering:
        """The answering engine over this library."""
        with self._guard:
            if self._answering is None:
                from kb.answer.engine import Answering

                self._answering = Answering(
                    self.settings, self.store, self.searcher, lambda: self.embedder
                )
            return self._answering

    @property
    def conversations(self) -> Conversations:
        """What was asked and answered, kept for the person who asked."""
        from kb.answer.conversations import Conversations

        return Conversations(
            ConversationTable(self.store.database), self.store.catalog, self.settings
        )

    @property
    def searches(self) -> SavedSearches:
        """Searches that were saved, for the person who saved them."""
        return SavedSearches(SearchTable(self.store.database))

    @property
    def _shelf(self) -> CodeShelf:
        with self._guard:
            if self._codes is None:
                from kb.terms.shelf import CodeShelf

                self._codes = CodeShelf(self.store.database, lambda: self.embedder, self._tell)
            return self._codes

    @property
    def terms(self) -> CodeBook:
        """ICD-10-CM, indexed into the catalog when first needed; whoever reads it first waits for that."""
        return self._shelf.book()

    @property
    def code_finder(self) -> CodeFinder:
        """From words to codes; the vectors of meaning are made with the first words if they are not there."""
        return self._shelf.finder()

    def terms_ready(self) -> bool:
        """Whether all of ICD-10-CM is indexed: codes, words and meanings. Builds and loads nothing."""
        return self._shelf.ready()

    def build_terms(self, progress: Callable[[int, int, str], None]) -> None:
        """Index all of ICD-10-CM that is not indexed; a build that was interrupted is completed.

        ``progress`` is told (done, total, step); the total is 0 while it is unknown.
        """
        self._shelf.build(progress)

    # -- reading ------------------------------------------------------------------------------

    def documents(
        self,
        principal: Principal,
        *,
        collection: Collection | None = None,
        hidden: bool = False,
    ) -> list[DocumentInfo]:
        """The documents that the principal may read, newest first.

        Of documents that are the same work one is listed; ``hidden`` lists the others, too.
        """
        wanted = None if collection is None else (collection,)
        allowed = readable_within(principal, wanted)
        return self.store.catalog.documents(allowed, hidden=hidden) if allowed else []

    def hidden_documents(self) -> int:
        """How many documents stand behind a better copy of the same work."""
        return self.store.catalog.hidden_documents()

    def same_work(self, document_id: str, principal: Principal) -> list[DocumentInfo]:
        """The other documents of the same work, such as a PDF beside XML. Raises NotFound."""
        self.document(document_id, principal)
        return self.store.catalog.same_work(document_id)

    def document(self, document_id: str, principal: Principal) -> DocumentInfo:
        """One document.

        Raises:
            NotFound: there is none of that id, or the principal may not read it.
        """
        found = self.store.catalog.document(document_id)
        if found is None or found.collection not in readable(principal):
            raise NotFound(
                f"There is no document {document_id}.", hint="`kb documents` lists what there is."
            )
        return found

    def passages(self, document_id: str, principal: Principal) -> list[Passage]:
        """A document's passages in reading order. Raises NotFound."""
        self.document(document_id, principal)
        return self.store.catalog.passages(document_id)

    def passage(self, passage_id: str, principal: Principal) -> tuple[Passage, DocumentInfo]:
        """One passage with its document. Raises NotFound."""
        found = self.store.catalog.passage(passage_id)
        if found is None:
            raise NotFound(f"There is no passage {passage_id}.")
        return found, self.document(found.document_id, principal)

    def neighbours(
        self, passage_id: str, principal: Principal, *, before: int = 1, after: int = 1
    ) -> list[Passage]:
        """A passage with those around it, in reading order. Raises NotFound."""
        passage, _ = self.passage(passage_id, principal)
        return self.store.catalog.passages(
            passage.document_id,
            first=max(0, passage.ordinal - before),
            last=passage.ordinal + after,
        )

    def original(self, document_id: str, principal: Principal) -> bytes | None:
        """The original file, or ``None`` if no copy is kept. Raises NotFound."""
        self.document(document_id, principal)
        return self.store.vault.get(document_id)

    def tables(self, document_id: str, principal: Principal) -> list[Table]:
        """A document's tables, in the order of its text. Raises NotFound."""
        self.document(document_id, principal)
        return self.store.parts.tables(document_id)

    def references(self, document_id: str, principal: Principal) -> list[Reference]:
        """A document's list of references. Raises NotFound."""
        self.document(document_id, principal)
        return self.store.parts.references(document_id)

    def stats(self, principal: Principal) -> LibraryStats:
        """How much the principal can read."""
        allowed = readable(principal)
        counts = self.store.catalog.counts()
        first, last = self.store.catalog.years([name for name in COLLECTIONS if name in allowed])
        return LibraryStats(
            documents={
                name: counts.get(name, (0, 0))[0] for name in COLLECTIONS if name in allowed
            },
            passages={name: counts.get(name, (0, 0))[1] for name in COLLECTIONS if name in allowed},
            first_year=first,
            last_year=last,
        )

    def retractions(self) -> ListState | None:
        """The list of retractions in force, or ``None`` where none was imported."""
        return self.store.retractions.state()

    def marked(self, principal: Principal) -> list[DocumentInfo]:
        """The works that have a standing: retracted, of concern, corrected, superseded; by title."""
        catalog = self.store.catalog
        found = [catalog.document(one) for one in catalog.standing.all(catalog.version)]
        allowed = readable(principal)
        return sorted(
            (
                one
                for one in found
                if one is not None and one.hidden_by is None and one.collection in allowed
            ),
            key=lambda one: one.title,
        )

    def replace_retractions(
        self, entries: Iterable[ListEntry | None], principal: Principal, *, file: str
    ) -> ListState:
        """Put a new list in the place of the old one, wholly or not at all.

        Raises:
            NotPermitted: the principal may not change the library.
        """
        require_manager(principal)
        return self.store.retractions.replace(entries, file=file, imported_by=principal.name)

    # -- asking -------------------------------------------------------------------------------

    def find(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> Found:
        """Search, with what was searched and how long it took. Raises ModelMismatch, WrongValue."""
        width = k or self.settings.search.results
        return self.searcher.search(question, principal, filters or Filters(), width)

    def search(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> list[Hit]:
        """The k best passages. Raises ModelMismatch."""
        return list(self.find(question, principal, filters=filters, k=k).hits)

    def facets(
        self, question: str, principal: Principal, *, filters: Filters | None = None
    ) -> Facets:
        """How many documents among the first passages are of which year, type, design and journal.

        Raises ModelMismatch, WrongValue.
        """
        return find_facets(self.searcher, question, principal, filters or Filters())

    def similar(
        self, document_id: str, principal: Principal, k: int = SIMILAR
    ) -> list[SimilarWork]:
        """The k documents of the same collection that are nearest to one, the nearest first.

        Retracted works, and copies that a better copy stands for, are left out. Raises NotFound.
        """
        document = self.document(document_id, principal)
        directory = self.searcher.directory()
        exact = self.searcher.exact(directory)
        near = nearest_documents(directory, exact, document.id, (document.collection,), k)
        known = ((self.store.catalog.document(one.id), one.score) for one in near)
        return [SimilarWork(found, score) for found, score in known if found is not None]

    def ask(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Answer:
        """A cited answer, or an abstention. Raises ModelMismatch."""
        from kb.terms.lookup import with_terms

        answer = self.answering.answer(question, principal, filters=filters, writer=writer)
        return with_terms(answer, self)

    def stream(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Iterator[Event]:
        """The same, step by step; ends with ``Done``. Raises ModelMismatch."""
        from kb.answer.events import Done
        from kb.terms.lookup import with_terms

        for event in self.answering.stream(question, principal, filters=filters, writer=writer):
            yield Done(with_terms(event.answer, self)) if isinstance(event, Done) else event

    # -- correcting ---------------------------------------------------------------------------

    def corrections(self, document_id: str, principal: Principal) -> list[Correction]:
        """What people corrected in a document's metadata, field by field. Raises NotFound."""
        self.document(document_id, principal)
        return self.store.corrections.of(document_id)

    def correct(
        self,
        document_id: str,
        values: Mapping[str, str],
        principal: Principal,
        *,
        undo: Sequence[str] = (),
        by: str | None = None,
    ) -> DocumentInfo:
        """Set fields of a document's metadata to what a person says they are; return the document.

        Lists, search and filters use the corrected values at once. The vectors of its passages know a new
        title at once where the embedding model is loaded and the index is this process's own, else with the
        next ingest or ``kb reindex --embed``.

        Args:
            values: what was written into each field, as :func:`kb.text.fields.parse_field` takes it.
            undo: fields that are given back what was read.
            by: who says so, where that is not the principal's own name.

        Raises:
            NotFound: there is no such document, or a field to undo was not corrected.
            WrongValue: a field cannot take what was written; then none is changed.
            NotPermitted: the principal may not change the library.
        """
        require_manager(principal)
        self.document(document_id, principal)
        parsed = {field: parse_field(field, text) for field, text in values.items()}
        name = " ".join((by or "").split())[:LONGEST_NAME] or principal.name
        if parsed or undo:
            self.store.corrections.correct(document_id, parsed, name, undo=undo)
            embedder = self._given or self._loaded
            if embedder is not None and self.store.lock.held:
                revise_outdated(self.store, embedder)
        return self.document(document_id, principal)

    # -- changing -----------------------------------------------------------------------------

    def remove(self, document_id: str, principal: Principal) -> DocumentInfo:
        """Forget one document, as :meth:`remove_all` does."""
        return self.remove_all([document_id], principal)[0]

    def remove_all(self, document_ids: Sequence[str], principal: Principal) -> list[DocumentInfo]:
        """Forget documents: text, vectors, originals; the index is built anew without them.

        Raises:
            NotFound: one of them is not here; then none is removed.
            NotPermitted: the principal may not change the library.
            LibraryBusy: another process owns the library.
        """
        require_manager(principal)
        found = [self.document(one, principal) for one in dict.fromkeys(document_ids)]
        if not found:
            return []
        ids = [one.id for one in found]
        self.store.index()
        # First, since nothing would tell of it if this were cut short; once more for what was kept meanwhile.
        self.conversations.forget(ids)
        self.store.catalog.remove(ids)
        self.store.forget(ids)
        self.store.catalog.compact()
        self.store.rebuild()
        self.conversations.forget(ids)
        return found

    def reindex(
        self,
        principal: Principal,
        *,
        embed: bool = False,
        progress: Callable[[JobProgress], None] | None = None,
    ) -> int:
        """Build the vector index anew; with ``embed`` compute the vectors anew, too. Returns how many.

        Sentences that have no vectors yet are given them.

        Raises:
            NotPermitted, LibraryBusy.
        """
        require_manager(principal)
        self.store.index()
        job = self.store.jobs.start("reindex")

        def report(done: int, total: int, step: str) -> None:
            state = JobProgress(done=done, total=total, current=step, passages=done)
            self.store.jobs.update(job, state)
            if progress is not None:
                progress(state)

        try:
            if embed:
                embed_anew(self.store.catalog, self.embedder, report)
            self.store.catalog.compact()
            count = self.store.rebuild(lambda done, total: report(done, total, "indexing"))
            self.sharpen(principal, told=lambda done, total: report(done, total, "sentences"))
        except BaseException as error:
            self.store.jobs.finish(job, "failed", error=str(error))
            raise
        self.store.jobs.finish(job, "done", report={"vectors": count, "embedded": embed})
        return count

    def sharpen(
        self,
        principal: Principal,
        *,
        told: Callable[[int, int], None] = lambda _done, _total: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """Embed the sentences of passages that lack it, so that search finds them better; returns how many.

        Nothing is done where it is being done already, nor where the library's vectors come from another
        model than is set: until `kb reindex --embed` nothing is searched with that one.

        Args:
            told: is given how many passages are done, of how many.
            stopped: is asked now and then whether to end here; what is done is kept.

        Raises:
            NotPermitted: the principal may not change the library.
        """
        require_manager(principal)
        if self.store.catalog.meta(FINGERPRINT) != self.embedder.fingerprint:
            return 0
        if not self._sharpening.acquire(blocking=False):
            return 0
        try:
            return sharpen(self.store.sentences, self.embedder, told=told, stopped=stopped)
        finally:
            self._sharpening.release()

    def unsharpened(self) -> int:
        """How many passages :meth:`sharpen` would work on."""
        return self.store.sentences.count_missing(edition(self.embedder.fingerprint))

    # -- jobs ---------------------------------------------------------------------------------

    def jobs(self, principal: Principal, *, limit: int = 50) -> list[Job]:
        """Long work, newest first. Raises NotPermitted."""
        require_manager(principal)
        return self.store.jobs.recent(limit)

    def job(self, job_id: str, principal: Principal) -> Job:
        """One job. Raises NotFound, NotPermitted."""
        require_manager(principal)
        found = self.store.jobs.get(job_id)
        if found is None:
            raise NotFound(f"There is no job {job_id}.", hint="`kb jobs` lists the last ones.")
        return found

    def close(self) -> None:
        """Close the catalog and the index and give the lock back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
