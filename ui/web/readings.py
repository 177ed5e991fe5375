"""Kept originals read once more, so that people can look at how: in a limited process, the last few kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb.types import Document, Principal

if TYPE_CHECKING:
    from ingest.job import ReadJob
    from kb.library import Library
    from kb.settings import IngestSettings

# A long guideline takes some megabytes.
KEPT = 6

Read = Callable[["ReadJob"], Document]


class Readings:
    """What a reader makes of the library's originals today; the last :data:`KEPT` stay in memory."""

    def __init__(
        self,
        library: Library,
        principal: Principal,
        settings: IngestSettings,
        *,
        read: Read | None = None,
    ) -> None:
        self._library = library
        self._principal = principal
        self._settings = settings
        self._read = read or self._safely
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._lock = threading.Lock()
        # One at a time: whoever asks for the same document meanwhile finds it read.
        self._reading = threading.Lock()

    def of(self, document_id: str) -> Document | None:
        """Read a document's original again; ``None`` where it is not kept.

        Raises:
            NotFound, NotPermitted: as the library says.
            UnreadableFile: the reader of today makes nothing of it.
        """
        from ingest.job import ReadJob

        info = self._library.document(document_id, self._principal)
        with self._reading:
            with self._lock:
                if document_id in self._kept:
                    self._kept.move_to_end(document_id)
                    return self._kept[document_id]
            data = self._library.original(document_id, self._principal)
            if data is None:
                return None
            name = Path(info.source.rsplit("/", 1)[-1])
            found = self._read(ReadJob(name, info.source, info.collection, data))
            with self._lock:
                self._kept[document_id] = found
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return found

    def forget(self, document_id: str) -> None:
        """Drop what is kept of a document (it was removed)."""
        with self._lock:
            self._kept.pop(document_id, None)

    def _safely(self, job: ReadJob) -> Document:
        from ingest.sandbox import ReaderPool

        # Asked for seldom: its process ends with it, and nothing of the file stays behind.
        with ReaderPool(self._settings.model_copy(update={"workers": 1})) as pool:
            return pool.read(job)
