"""Readers in this process: the same readers, without the processes that limit them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from typing import Self

from ingest.readers import read
from ingest.sandbox import ReadJob
from kb.errors import IngestError
from kb.settings import IngestSettings
from kb.types import Document


class ReadersInProcess:
    """Stands in for :class:`ingest.sandbox.ReaderPool` where hundreds of runs are tried."""

    def __init__(self, settings: IngestSettings) -> None:
        self.settings = settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read_all(
        self, jobs: Iterable[ReadJob], *, cancel: threading.Event | None = None
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
