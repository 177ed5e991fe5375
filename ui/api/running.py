"""The ingestions that this process runs, and how to stop one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import NotFound
from ui.api.problems import NotRunning

if TYPE_CHECKING:
    from kb.library import Library
    from kb.types import Collection, Principal


class RunningJobs:
    """Starts ingestions beside the server and remembers how to cancel them."""

    def __init__(self, library: Library, principal: Principal) -> None:
        self._library = library
        self._principal = principal
        self._lock = threading.Lock()
        self._cancel: dict[str, threading.Event] = {}

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        uploads: Sequence[tuple[str, bytes]] = (),
        metadata: Sequence[Path] = (),
        collection: Collection = "literature",
        attested_by: str | None = None,
    ) -> str:
        """Start an ingestion and return its job id.

        Raises:
            NotAttested: records without the name of who attests them.
            NotPermitted: the principal may not add to the library.
        """
        from ingest.files import Upload
        from ingest.pipeline import Ingestor

        cancel = threading.Event()
        job_id = Ingestor(self._library, self._principal).start(
            paths,
            uploads=[Upload(name, data) for name, data in uploads],
            metadata=metadata,
            collection=collection,
            attested_by=attested_by,
            cancel=cancel,
        )
        with self._lock:
            self._forget_finished()
            self._cancel[job_id] = cancel
        return job_id

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop after the files in hand.

        Raises:
            NotFound: there is no such job.
            NotRunning: it has ended, or was not started through this API.
        """
        job = self._library.job(job_id, self._principal)
        with self._lock:
            event = self._cancel.get(job_id)
        if job.state != "running" or event is None:
            raise NotRunning(
                f"Job {job_id} cannot be stopped from here; it is {job.state}.",
                hint="Only an ingestion that was started through this API can be cancelled.",
            )
        event.set()

    def _forget_finished(self) -> None:
        for job_id in list(self._cancel):
            try:
                running = self._library.job(job_id, self._principal).state == "running"
            except NotFound:
                running = False
            if not running:
                del self._cancel[job_id]
