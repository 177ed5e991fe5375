"""One run over some files: which need reading, what becomes of each, and whole documents into the library.

Each step hands over whole documents. Nothing is visible before its vectors are in the index, and a run
that is killed at any moment is completed by the next one.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingest.exports import PassedOver, read_export
from ingest.files import Candidate, FileNote, Upload, gather
from ingest.job import ReadJob
from ingest.jsonl import read_jsonl
from ingest.metadata.describe import Describer
from ingest.passages import cut
from ingest.readers.pdf_ocr import awaits_ocr
from ingest.report import Tally
from ingest.sandbox import ReaderPool
from ingest.version import awaiting_ocr, edition, is_current, parts
from kb.errors import IngestError, NotFound, UnreadableFile
from kb.library import Library
from kb.search.context import embedded_text
from kb.search.revise import revise_outdated
from kb.store.audit import unfindable
from kb.store.catalog import document_id
from kb.store.entries import NewDocument
from kb.store.jobs import JobProgress
from kb.types import Collection, Document, Passage, Principal

Progress = Callable[[JobProgress], None]

# Passages that are embedded and committed together: enough to sort by length, few enough to lose.
BATCH_PASSAGES = 384
PROGRESS_SECONDS = 0.25
PDF = "application/pdf"
NO_TEXT = "no text was found in it"


class Run:
    """One run over some files, on behalf of a job whose record it keeps up."""

    def __init__(
        self,
        library: Library,
        job_id: str,
        collection: Collection,
        attested_by: str | None,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> None:
        self.library = library
        self.catalog = library.store.catalog
        self.job_id = job_id
        self.collection = collection
        self.attested_by = attested_by
        self.progress = progress
        self.cancel = cancel or threading.Event()
        self.cancelled = False
        self.edition = edition(library.settings.ingest)
        self.tally = Tally()
        self._batch: list[tuple[Document, list[Passage], str, str]] = []
        self._size = 0
        self._told = 0.0
        self._originals: dict[str, Candidate] = {}
        self._published: list[str] = []
        # Files whose content another file of this run brings in, by that file's source.
        self._twins: dict[str, list[Candidate]] = {}

    def ingest(
        self, paths: Sequence[Path], uploads: Sequence[Upload], metadata: Sequence[Path] = ()
    ) -> None:
        candidates, self.tally.skipped, self.tally.failed = gather(paths, uploads)
        self.tally.total = len(candidates) + len(self.tally.failed)
        self._tell()
        files = [one for one in candidates if one.kind == "file"]
        settings = self.library.settings.ingest
        with ReaderPool(settings) as pool:
            describer = Describer(pool, self.edition, self.collection)
            for path in (*settings.metadata, *metadata):
                for error in describer.learn(path):
                    self._fail(error)
            self._originals = {one.source: one for one in files}
            for job, result in pool.read_all(
                self._jobs(files, describer, pool), cancel=self.cancel, told=self._tell
            ):
                self._file(result, job.source, describer)
            for candidate in candidates:
                if candidate.kind == "file" or self._stopped():
                    continue
                if candidate.kind == "jsonl":
                    self.tally.total += candidate.count() - 1
                    self._container(candidate, read_jsonl(candidate, self.collection))
                else:
                    self._container(candidate, read_export(pool, candidate, self.collection))
        self._flush()
        twins = [] if self._stopped() else [one for some in self._twins.values() for one in some]
        for twin in twins:
            self._fail(UnreadableFile(twin.source, "it has the same content as a file that failed"))
        revise_outdated(self.library.store, self.library.embedder)
        self.tally.unfindable = unfindable(
            self.catalog, self.library.store.index(), self._published
        )
        self.cancelled = self._stopped() and self.tally.done < self.tally.total
        self._tell(at_once=True)

    def sharpen(self, principal: Principal) -> None:
        """Embed the sentences of what is in the library; it can be searched meanwhile."""
        began = time.perf_counter()

        def told(done: int, total: int) -> None:
            self.tally.current = f"sentences of {done:,} of {total:,} passages"
            self._tell()

        self.library.sharpen(principal, told=told, stopped=self._stopped)
        self.tally.sharpening_seconds = time.perf_counter() - began
        self._tell(at_once=True)

    def _stopped(self) -> bool:
        return self.cancel.is_set()

    def _jobs(
        self, files: Sequence[Candidate], describer: Describer, pool: ReaderPool
    ) -> Iterator[ReadJob]:
        """The files that need reading; the others are settled on the way."""
        claimed: dict[tuple[str, str], str] = {}
        for candidate in files:
            try:
                digest = candidate.sha256()
            except UnreadableFile as error:
                self._fail(error)
                continue
            own = describer.edition(candidate.sidecars)
            known = self._known(candidate.source, digest, own, describer, pool)
            if known and self._settle(candidate.source, candidate.source, known):
                continue
            first = claimed.setdefault((digest, own), candidate.source)
            if first != candidate.source:
                self._twins.setdefault(first, []).append(candidate)
                continue
            yield ReadJob(candidate.path, candidate.source, self.collection, candidate.data)

    def _known(
        self, source: str, sha256: str, own: str, describer: Describer, pool: ReaderPool
    ) -> str | None:
        """The document that this content is in the library as, if what describes it is the same as well.

        What an export of an earlier run said stays, until one of this run says something else.
        """
        at_hand = [
            (known, parts(edition)[1])
            for known, edition in self.catalog.readings(sha256, self.collection)
            if is_current(edition, own, reads_scans=pool.reads_scans)
        ]
        before = self.catalog.source_document(source, self.collection)
        for known, record in sorted(at_hand, key=lambda one: one[0] != before):
            if not describer.registry.count:
                return known
            try:
                # What was corrected or lent since played no part when it was described.
                read = self.library.store.corrections.as_read(known)
            except NotFound:
                continue
            if describer.record_of(read) in ("", record):
                return known
        return None

    def _settle(self, source: str, container: str, known: str) -> bool:
        """Whether this content is in the library already; if so, ``source`` now points at it."""
        if not self.catalog.find(known):
            return False
        before = self.catalog.source_document(source, self.collection)
        if before == known:
            self.tally.unchanged += 1
        else:
            try:
                gone = self.catalog.point(source, self.collection, container, known)
            except NotFound:
                return False
            self.library.store.forget(gone)
            if before is None:
                self.tally.unchanged += 1
            else:
                self.tally.replaced += 1
        self._tell(source)
        return True

    def _container(
        self,
        candidate: Candidate,
        results: Iterator[Document | PassedOver | IngestError] | Iterator[Document | IngestError],
    ) -> None:
        """A file of many documents, each a source of its own."""
        try:
            digest = candidate.sha256()
        except UnreadableFile as error:
            self._fail(error)
            return
        path = candidate.source
        if self.catalog.containers.known(path, self.collection, digest, self.edition):
            self.tally.unchanged += len(self.catalog.containers.sources(path, self.collection))
            self._tell(path, at_once=True)
            return
        seen: set[str] = set()
        passed: Counter[str] = Counter()
        whole = True
        for number, result in enumerate(results):
            if self._stopped():
                whole = False
                break
            if number and candidate.kind == "many":
                self.tally.total += 1
            if isinstance(result, PassedOver):
                passed[result.reason] += 1
                self.tally.total -= 1
                continue
            if isinstance(result, IngestError):
                whole = False
                self._fail(result)
                continue
            seen.add(result.source)
            known = document_id(result.sha256, self.collection, self.edition)
            if not self._settle(result.source, path, known):
                self._take(result, path, self.edition)
        self._flush()
        for reason, count in passed.items():
            noun = "entry was" if count == 1 else "entries were"
            self.tally.skipped.append(FileNote(path, f"{count:,} {noun} passed over: {reason}"))
        if whole:
            gone = self.catalog.containers.sources(path, self.collection) - seen
            dropped = self.catalog.containers.finish(
                path, self.collection, digest, self.edition, gone
            )
            self.library.store.forget(dropped)

    def _file(self, result: Document | IngestError, container: str, describer: Describer) -> None:
        """A file that was read, completed by what describes it."""
        if isinstance(result, IngestError):
            self._fail(result)
            return
        complete, edition_ = describer.complete(result, self._originals[result.source].sidecars)
        if awaits_ocr(result.warnings):
            edition_ = awaiting_ocr(edition_)
        self._take(complete, container, edition_)

    def _take(self, result: Document, container: str, edition: str) -> None:
        known = document_id(result.sha256, self.collection, edition)
        passages = cut(
            result,
            known,
            count_tokens=self.library.embedder.count_tokens,
            target=self.library.settings.ingest.passage_tokens,
        )
        if not passages:
            reason = "; ".join((NO_TEXT, *result.warnings))
            self._fail(UnreadableFile(result.source, reason))
            return
        self._batch.append((result, passages, container, edition))
        self._size += len(passages)
        if self._size >= BATCH_PASSAGES:
            self._flush()

    def _flush(self) -> None:
        """Embed, write as pending, index, publish."""
        if not self._batch:
            return
        texts = [
            embedded_text(document.metadata.title, passage.section, passage.text)
            for document, passages, *_ in self._batch
            for passage in passages
        ]
        vectors = self.library.embedder.embed_passages(texts)
        entries = []
        at = 0
        for document, passages, container, edition_ in self._batch:
            entries.append(
                NewDocument(
                    id=passages[0].document_id,
                    document=document,
                    passages=passages,
                    vectors=vectors[at : at + len(passages)],
                    edition=edition_,
                    container=container,
                    attested_by=self.attested_by,
                )
            )
            at += len(passages)
        entries = [entry for entry in entries if self._keep_original(entry)]
        replaced = [
            self.catalog.source_document(entry.document.source, self.collection) is not None
            for entry in entries
        ]
        self.catalog.add(entries)
        self.library.store.publish([entry.id for entry in entries])
        self._published += [entry.id for entry in entries]
        self.tally.replaced += sum(replaced)
        self.tally.added += len(entries) - sum(replaced)
        self.tally.worked += len(entries)
        self.tally.passages += sum(len(entry.passages) for entry in entries)
        self._batch, self._size = [], 0
        for entry in entries:
            for twin in self._twins.pop(entry.document.source, []):
                self._settle(twin.source, twin.source, entry.id)
        self._tell(entries[-1].document.source if entries else "")

    def _keep_original(self, entry: NewDocument) -> bool:
        """Store the original of a PDF; ``False`` if it is no longer the file that was read."""
        document = entry.document
        candidate = self._originals.get(document.source)
        if (
            candidate is None
            or document.media_type != PDF
            or not self.library.settings.ingest.keep_originals
        ):
            return True
        try:
            content = candidate.data if candidate.data is not None else candidate.path.read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != document.sha256:
            self._fail(UnreadableFile(document.source, "it changed while it was being read"))
            return False
        self.library.store.vault.put(entry.id, content)
        return True

    def _fail(self, error: IngestError) -> None:
        reason = f"{error.reason}. {error.hint}" if error.hint else error.reason
        self.tally.failed.append(FileNote(error.path, reason))
        self._tell(error.path)

    def _tell(self, current: str = "", *, at_once: bool = False) -> None:
        if current:
            self.tally.current = current
        now = time.monotonic()
        if at_once or now - self._told >= PROGRESS_SECONDS:
            self._told = now
            state = self.tally.progress()
            self.library.store.jobs.update(self.job_id, state)
            if self.progress is not None:
                self.progress(state)
