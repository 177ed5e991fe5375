"""Ingests as jobs: who may start one, what must hold first, one after another, and how each ended.

The work itself is :class:`ingest.run.Run`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from ingest.files import Upload
from ingest.report import IngestReport
from ingest.run import Progress, Run
from kb.access.roles import require_manager
from kb.errors import ModelMismatch, NotAttested
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.store.jobs import JobProgress, JobState
from kb.types import Collection, Principal

TURN_SECONDS = 0.2


class Ingestor:
    """Puts files into a library, on behalf of a principal."""

    def __init__(self, library: Library, principal: Principal) -> None:
        self.library = library
        self.principal = principal

    def run(
        self,
        paths: Sequence[Path],
        *,
        uploads: Sequence[Upload] = (),
        metadata: Sequence[Path] = (),
        collection: Collection = "literature",
        attested_by: str | None = None,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> IngestReport:
        """Ingest files and folders; one bad file never stops the run.

        Args:
            metadata: exports of PubMed or of a reference manager that describe the files, in addition to
                those of the setting; they do not become documents themselves.

        Raises:
            NotPermitted: the principal may not add to the library.
            NotAttested: records without the name of a person who attests their de-identification.
            ModelMismatch: the library was embedded with another model.
            LibraryBusy: another process owns the library.
        """
        job_id = self._begin(collection, attested_by)
        return self._work(
            job_id, paths, uploads, metadata, collection, attested_by, progress, cancel
        )

    def start(
        self,
        paths: Sequence[Path],
        *,
        uploads: Sequence[Upload] = (),
        metadata: Sequence[Path] = (),
        collection: Collection = "literature",
        attested_by: str | None = None,
        cancel: threading.Event | None = None,
    ) -> str:
        """The same beside the caller, in a thread; returns the job's id at once. Raises as ``run``."""
        job_id = self._begin(collection, attested_by)
        threading.Thread(
            target=self._work_quietly,
            args=(job_id, paths, uploads, metadata, collection, attested_by, None, cancel),
            name=f"ingest-{job_id}",
            daemon=True,
        ).start()
        return job_id

    def _begin(self, collection: Collection, attested_by: str | None) -> str:
        require_manager(self.principal)
        if collection == "records" and not (attested_by or "").strip():
            raise NotAttested(
                "records",
                "records are taken only when a person attests that they are de-identified.",
                hint="Give that person's name: --attest-deidentified NAME.",
            )
        library = self.library
        library.store.index()
        expected = library.store.catalog.meta(FINGERPRINT)
        found = library.embedder.fingerprint
        if expected is None:
            library.store.catalog.set_meta(FINGERPRINT, found)
        elif expected != found:
            raise ModelMismatch(
                f"The library was embedded with another model ({expected}) than is set ({found}).",
                hint="Set KB_EMBEDDING__MODEL back, or run `kb reindex --embed` first.",
                expected=expected,
                found=found,
            )
        return library.store.jobs.start("ingest", current="looking at the files")

    def _work_quietly(self, *args: object) -> None:
        """In a thread, the job record is where errors are told."""
        try:
            self._work(*args)  # type: ignore[arg-type]
        except Exception:
            logging.getLogger(__name__).exception("an ingest job failed")

    def _work(
        self,
        job_id: str,
        paths: Sequence[Path],
        uploads: Sequence[Upload],
        metadata: Sequence[Path],
        collection: Collection,
        attested_by: str | None,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> IngestReport:
        jobs = self.library.store.jobs
        run = Run(self.library, job_id, collection, attested_by, progress, cancel)
        try:
            if self._wait_turn(job_id, run.cancel):
                try:
                    self.library.store.sweep()
                    run.ingest(paths, uploads, metadata)
                finally:
                    self.library.ingesting.release()
            else:
                run.cancelled = True
            # The documents are in: another ingest may begin while their sentences are embedded.
            run.sharpen(self.principal)
        except BaseException as error:
            state: JobState = (
                "interrupted" if isinstance(error, (KeyboardInterrupt, SystemExit)) else "failed"
            )
            report = run.tally.report(job_id, cancelled=True).as_json()
            jobs.finish(job_id, state, report=report, error=str(error) or type(error).__name__)
            raise
        report_ = run.tally.report(job_id, cancelled=run.cancelled)
        jobs.finish(job_id, "cancelled" if run.cancelled else "done", report=report_.as_json())
        return report_

    def _wait_turn(self, job_id: str, cancel: threading.Event) -> bool:
        """Take the library's one place for an ingest; ``False`` if cancelled while waiting for it."""
        place = self.library.ingesting
        if place.acquire(blocking=False):
            return True
        waiting = JobProgress(current="waiting for another ingest to end")
        self.library.store.jobs.update(job_id, waiting)
        while not place.acquire(timeout=TURN_SECONDS):
            if cancel.is_set():
                return False
        return True
