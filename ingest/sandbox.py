"""Reads files in processes that may be lost: limited, reused, and replaced when they die or hang."""

from __future__ import annotations

import hashlib
import logging
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Self

from ingest.child import Child, ChildGoneError
from ingest.job import ReadJob
from ingest.ocr import OcrCancelledError, Recogniser
from ingest.ocr_pages import read_file
from ingest.pieces import pieces
from ingest.readers.many import Entry
from ingest.render import RenderedPage
from ingest.wire import (
    Message,
    WireError,
    pack_boxes,
    unpack_entry,
    unpack_metadata,
)
from kb.errors import IngestError, NotFound, UnreadableFile
from kb.settings import IngestSettings
from kb.types import Box, Document, Metadata

log = logging.getLogger(__name__)

# A process is replaced after so many files, so that what a library leaks does not add up.
_FILES_PER_CHILD = 500
# Files waiting or read ahead of the consumer, for each process.
_AHEAD = 4
# How often somebody who wants to know which page is read is told.
_NOTES_SECONDS = 0.25


class _LeftError(UnreadableFile):
    """The file was left in the middle: nothing is wrong with it."""


def cores() -> int:
    """CPU cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ReaderPool:
    """Limited reader processes, started when first needed and reused.

    Thread-safe. A process that dies, hangs or overdraws a limit costs its own file only.
    """

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self.size = settings.workers or cores()
        self._children = [Child(settings.memory_mb) for _ in range(self.size)]
        self._idle: queue.LifoQueue[Child] = queue.LifoQueue()
        for child in self._children:
            self._idle.put(child)
        # Pages are drawn for somebody who waits: not behind a queue of files.
        self._painter = Child(settings.memory_mb)
        self._painting = threading.Lock()
        self._recogniser = Recogniser(settings)
        self._closed = threading.Event()
        self._counting = threading.Lock()
        self._cpu_seconds = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process. What is being read comes back as an error."""
        self._closed.set()
        for child in (*self._children, self._painter):
            child.stop()

    def pids(self) -> list[int]:
        """Process ids of the readers that are alive."""
        return [child.pid for child in self._children if child.pid is not None]

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds that requests have cost the readers, without their start and what never answered."""
        return self._cpu_seconds

    def reads_scans(self) -> bool:
        """Whether scanned pages can be read here."""
        return bool(self._recogniser.found.program)

    def read_all(
        self,
        jobs: Iterable[ReadJob],
        *,
        cancel: threading.Event | None = None,
        told: Callable[[str], None] | None = None,
    ) -> Iterator[tuple[ReadJob, Document | IngestError]]:
        """Read files side by side; they come in the order in which they are done.

        ``jobs`` is drawn from lazily, in the caller's thread, a few files ahead. After ``cancel`` is set
        no further file is begun, and one whose scanned pages are being read is left. Closing the iterator
        ends what is being read. ``told`` is told, in the caller's thread, which scanned page is read.
        """
        pending: dict[Future[Document | IngestError], ReadJob] = {}
        notes: queue.SimpleQueue[str] = queue.SimpleQueue()
        source = iter(jobs)
        stop = threading.Event()
        threads = ThreadPoolExecutor(self.size, thread_name_prefix="reader")
        try:
            while True:
                while len(pending) < self.size * _AHEAD and not (cancel and cancel.is_set()):
                    job = next(source, None)
                    if job is None:
                        break
                    pending[threads.submit(self._read_or_error, job, stop, cancel, notes.put)] = job
                if not pending:
                    return
                done, _ = wait(
                    pending, timeout=_NOTES_SECONDS if told else None, return_when=FIRST_COMPLETED
                )
                while told and not notes.empty():
                    told(notes.get())
                for future in done:
                    job, result = pending.pop(future), future.result()
                    if not isinstance(result, _LeftError):
                        yield job, result
        finally:
            stop.set()
            threads.shutdown(wait=True, cancel_futures=True)

    def read(self, job: ReadJob) -> Document:
        """Read one file.

        Raises:
            UnreadableFile: nothing can be made of it, or reading it cost too much.
        """
        result = self._read_or_error(job, threading.Event())
        if isinstance(result, IngestError):
            raise result
        return result

    def read_many(self, job: ReadJob) -> Iterator[Entry | UnreadableFile]:
        """The works of an export, as they become complete; neither side ever holds the whole file.

        A work that cannot be read gives an error, and so does the end of a file that is damaged.
        """
        name, place = job.path.name, job.source
        stop = threading.Event()
        child = self._idle.get()
        try:
            first = True
            for piece, last in pieces(job.path, job.data):
                fields = {"op": "feed", "name": name, "first": first, "last": last}
                reply = self._ask(child, fields, piece, place, stop)
                for form in _forms(reply.fields.get("entries")):
                    if isinstance(form, dict) and "error" in form:
                        where = str(form.get("place", "")).replace(name, place, 1)
                        yield UnreadableFile(
                            where, str(form["error"]), hint=str(form.get("hint") or "")
                        )
                    else:
                        yield unpack_entry(form)
                if "stopped" in reply.fields:
                    hint = str(reply.fields.get("hint") or "")
                    yield UnreadableFile(place, str(reply.fields["stopped"]), hint=hint)
                    return
                first = False
        except UnreadableFile as error:
            yield error
        except OSError as error:
            yield UnreadableFile(place, f"it cannot be opened ({error.strerror})")
        except WireError as error:
            log.warning("a reader sent %s", error)
            yield UnreadableFile(place, "the reader failed on it")
        finally:
            self._idle.put(child)

    def records(self, job: ReadJob) -> list[Metadata]:
        """The works that a file beside a document describes.

        Raises:
            UnreadableFile: it describes nothing, is damaged, or reading it cost too much.
        """
        data = job.content(self._settings.max_file_mb)
        child = self._idle.get()
        try:
            fields = {"op": "records", "name": job.path.name}
            reply = self._ask(child, fields, data, str(job.path), threading.Event())
            return [unpack_metadata(form) for form in _forms(reply.fields.get("records"))]
        except WireError as error:
            log.warning("a reader sent %s", error)
            raise UnreadableFile(str(job.path), "the reader failed on it") from error
        finally:
            self._idle.put(child)

    def render_page(
        self,
        pdf: bytes,
        page: int,
        *,
        boxes: Sequence[Box] = (),
        quote: str | None = None,
        dpi: int = 110,
    ) -> RenderedPage:
        """Draw a page (from 1) with what is quoted highlighted; see :func:`ingest.render.render`.

        Raises:
            UnreadableFile: the PDF cannot be drawn, or drawing it cost too much.
            NotFound: there is no such page.
        """
        fields = {
            "op": "render",
            "page": page,
            "boxes": pack_boxes(tuple(boxes)),
            "quote": quote,
            "dpi": dpi,
        }
        with self._painting:
            reply = self._ask(self._painter, fields, pdf, "the original", self._closed)
        width, height = reply.fields.get("width"), reply.fields.get("height")
        if not (isinstance(width, int) and isinstance(height, int)):
            raise UnreadableFile("the original", "the page could not be drawn")
        try:
            a, b, c, d, e, f = map(float, reply.fields.get("place", ()))
        except (TypeError, ValueError) as error:
            raise UnreadableFile("the original", "the page could not be drawn") from error
        return RenderedPage(bytes(reply.blob), width, height, (a, b, c, d, e, f))

    def _read_or_error(
        self,
        job: ReadJob,
        stop: threading.Event,
        cancel: threading.Event | None = None,
        note: Callable[[str], None] = lambda _: None,
    ) -> Document | IngestError:
        def left() -> bool:
            return (
                stop.is_set() or self._closed.is_set() or (cancel is not None and cancel.is_set())
            )

        try:
            data = job.content(self._settings.max_file_mb)
            child = self._idle.get()
            try:
                reading = read_file(
                    lambda fields: self._ask(child, fields, data, str(job.path), stop),
                    job.path.name,
                    self._recogniser,
                    told=lambda text: note(f"{job.source}: {text}"),
                    cancelled=left,
                )
            finally:
                self._idle.put(child)
        except OcrCancelledError:
            return _LeftError(str(job.path), "reading was stopped", hint="Add it again.")
        except IngestError as error:
            return error
        except WireError as error:
            log.warning("a reader sent %s", error)
            return UnreadableFile(str(job.path), "the reader failed on it")
        sha256 = hashlib.sha256(data).hexdigest()
        return reading.document(source=job.source, sha256=sha256, collection=job.collection)

    def _ask(
        self,
        child: Child,
        fields: Mapping[str, Any],
        blob: bytes,
        name: str,
        stop: threading.Event,
    ) -> Message:
        """Send one request and judge the reply; a child that is no longer sound is ended."""
        settings = self._settings
        request = Message({**fields, "cpu_seconds": settings.cpu_seconds}, blob)
        try:
            reply = child.exchange(
                request,
                seconds=settings.wall_seconds,
                cancelled=lambda: stop.is_set() or self._closed.is_set(),
            )
        except ChildGoneError as gone:
            reason, hint = gone.explain(settings)
            raise UnreadableFile(name, reason, hint=hint) from gone
        spent = reply.fields.get("cpu_s")
        if isinstance(spent, (int, float)):
            with self._counting:
                self._cpu_seconds += spent
        if reply.fields.get("retire") or child.served >= _FILES_PER_CHILD:
            child.stop()
        error = reply.fields.get("error")
        if error is None:
            return reply
        hint = str(reply.fields.get("hint") or "")
        if reply.fields.get("kind") == "missing":
            raise NotFound(str(error), hint=hint)
        raise UnreadableFile(name, str(error), hint=hint)


def _forms(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise WireError("a list was expected")
    return value
