"""What became of a run: counted while it goes on, told at its end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from ingest.files import FileNote
from kb.store.jobs import JobProgress


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The end of a run. ``added``, ``unchanged`` and ``replaced`` count documents.

    ``unfindable`` counts vectors, of a sample of the new ones, that the index does not find. Of ``seconds``
    the last ``sharpening_seconds`` went into the sentences of passages that could be found already.
    """

    job_id: str
    added: int
    unchanged: int
    replaced: int
    quarantined: int
    skipped: tuple[FileNote, ...]
    failed: tuple[FileNote, ...]
    passages: int
    seconds: float
    unfindable: int = 0
    sharpening_seconds: float = 0.0
    cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """The form that scripts rely on."""
        return {
            "added": self.added,
            "unchanged": self.unchanged,
            "replaced": self.replaced,
            "failed": [{"path": note.path, "reason": note.reason} for note in self.failed],
            "quarantined": self.quarantined,
            "skipped": [{"path": note.path, "reason": note.reason} for note in self.skipped],
            "passages": self.passages,
            "seconds": round(self.seconds, 2),
            "sharpening_seconds": round(self.sharpening_seconds, 2),
            "unfindable": self.unfindable,
            "cancelled": self.cancelled,
            "job": self.job_id,
        }


@dataclass
class Tally:
    """A run's running count."""

    total: int = 0
    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    passages: int = 0
    worked: int = 0
    unfindable: int = 0
    sharpening_seconds: float = 0.0
    current: str = ""
    skipped: list[FileNote] = field(default_factory=list)
    failed: list[FileNote] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    @property
    def done(self) -> int:
        """Documents that are dealt with."""
        return self.added + self.unchanged + self.replaced + len(self.failed)

    def progress(self) -> JobProgress:
        """How far the run is; the time left is reckoned from documents that took work."""
        elapsed = time.perf_counter() - self.began
        rate = self.worked / elapsed if elapsed > 0 else 0.0
        left = max(0, self.total - self.done)
        return JobProgress(
            done=min(self.done, self.total),
            total=self.total,
            current=self.current,
            passages=self.passages,
            rate=round(rate, 2),
            remaining_s=round(left / rate, 1) if rate > 0 else None,
        )

    def report(self, job_id: str, *, cancelled: bool) -> IngestReport:
        """The final count."""
        return IngestReport(
            job_id=job_id,
            added=self.added,
            unchanged=self.unchanged,
            replaced=self.replaced,
            quarantined=0,
            skipped=tuple(self.skipped),
            failed=tuple(self.failed),
            passages=self.passages,
            seconds=time.perf_counter() - self.began,
            unfindable=self.unfindable,
            sharpening_seconds=self.sharpening_seconds,
            cancelled=cancelled,
        )
