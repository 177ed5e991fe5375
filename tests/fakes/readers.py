"""Readers in this process: the same readers, without the processes that limit them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from ingest.job import ReadJob
from ingest.metadata.records import read_records
from ingest.pieces import pieces
from ingest.readers import read
from ingest.readers.feeds import feed_for
from ingest.readers.many import Entry
from kb.errors import IngestError, UnreadableFile
from kb.settings import IngestSettings
from kb.types import Document, Metadata


class ReadersInProcess:
    """Stands in for :class:`ingest.sandbox.ReaderPool` where hundreds of runs are tried."""

    def __init__(self, settings: IngestSettings) -> None:
        self.settings = settings

    def reads_scans(self) -> bool:
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read_all(
        self,
        jobs: Iterable[ReadJob],
        *,
        cancel: threading.Event | None = None,
        told: Callable[..., None] | None = None,
    ) -> Iterator[tuple[ReadJob, Document | IngestError]]:
        for job in jobs:
            if cancel is not None and cancel.is_set():
                return
            data = job.path.read_bytes() if job.data is None else job.data
            try:
                reading = read(data, job.path.name)
            except IngestError as error:
                yield job, error
                continue
            digest = hashlib.sha256(data).hexdigest()
            yield (
                job,
                reading.document(source=job.source, sha256=digest, collection=job.collection),
            )

    def read_many(self, job: ReadJob) -> Iterator[Entry | UnreadableFile]:
        feed = feed_for(job.path.name)
        try:
            for piece, last in pieces(job.path, job.data):
                yield from feed.feed(piece, last=last)
        except UnreadableFile as error:
            yield UnreadableFile(job.source, error.reason, hint=error.hint)

    def records(self, job: ReadJob) -> list[Metadata]:
        data = job.path.read_bytes() if job.data is None else job.data
        return read_records(data, job.path.name)
