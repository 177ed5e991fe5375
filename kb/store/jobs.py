"""Long work and what became of it, kept in the catalog so that it survives a restart."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from kb.store.database import Database

JobKind = Literal["ingest", "reindex", "remove"]
JobState = Literal["running", "done", "failed", "interrupted", "cancelled"]


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is. ``rate`` is documents a second; ``remaining_s`` is unknown at the start."""

    done: int = 0
    total: int = 0
    current: str = ""
    passages: int = 0
    rate: float = 0.0
    remaining_s: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as recorded. Times are ISO 8601, UTC."""

    id: str
    kind: JobKind
    state: JobState
    started: str
    finished: str | None
    progress: JobProgress
    report: dict[str, Any] | None
    error: str | None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Jobs:
    """The job table."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def start(self, kind: JobKind, *, total: int = 0, current: str = "") -> str:
        """Record a new running job of this process; return its id."""
        job_id = secrets.token_hex(6)
        progress = JobProgress(total=total, current=current)
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO jobs VALUES (?, ?, 'running', ?, NULL, ?, ?, NULL, NULL)",
                (job_id, kind, _now(), os.getpid(), json.dumps(asdict(progress))),
            )
        return job_id

    def update(self, job_id: str, progress: JobProgress) -> None:
        """Record how far a job is."""
        with self.database.write() as connection:
            connection.execute(
                "UPDATE jobs SET progress = ? WHERE id = ?",
                (json.dumps(asdict(progress), ensure_ascii=False), job_id),
            )

    def finish(
        self,
        job_id: str,
        state: JobState,
        *,
        report: Mapping[str, Any] | None = None,
        error: str | None = None,
    ) -> None:
        """Record a job's end, with its report or its error."""
        with self.database.write() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, finished = ?, report = ?, error = ? WHERE id = ?",
                (
                    state,
                    _now(),
                    None if report is None else json.dumps(report, ensure_ascii=False),
                    error,
                    job_id,
                ),
            )

    def get(self, job_id: str) -> Job | None:
        """One job, or ``None``."""
        rows = self._select("WHERE id = ?", (job_id,))
        return rows[0] if rows else None

    def recent(self, limit: int = 50) -> list[Job]:
        """The newest jobs first."""
        return self._select("ORDER BY started DESC, rowid DESC LIMIT ?", (limit,))

    def _select(self, tail: str, values: tuple[Any, ...]) -> list[Job]:
        rows = self.database.connection.execute(
            "SELECT id, kind, state, started, finished, owner, progress, report, error FROM jobs "
            + tail,
            values,
        )
        found = []
        for row in rows.fetchall():
            # A job whose process died without a word was interrupted, whatever the table says.
            state: JobState = (
                "interrupted" if row[2] == "running" and not _alive(row[5]) else row[2]
            )
            found.append(
                Job(
                    id=row[0],
                    kind=row[1],
                    state=state,
                    started=row[3],
                    finished=row[4],
                    progress=JobProgress(**json.loads(row[6])),
                    report=None if row[7] is None else json.loads(row[7]),
                    error=row[8],
                )
            )
        return found
