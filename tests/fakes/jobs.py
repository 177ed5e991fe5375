"""Jobs at points that take long to reach."""

from __future__ import annotations

from kb.store.jobs import Job, JobProgress


def running_job(job_id: str = "j1") -> Job:
    """A job half way through."""
    progress = JobProgress(6, 14, "asthma.pdf", 210, 1.5, 5.3)
    return Job(job_id, "ingest", "running", "2026-11-20T09:00:00+00:00", None, progress, None, None)


def finished_job(job_id: str = "j0") -> Job:
    """A job that ended, with one file that failed."""
    report = {
        "added": 12,
        "unchanged": 2,
        "replaced": 1,
        "failed": [{"path": "/in/broken.pdf", "reason": "the file is damaged"}],
        "quarantined": 0,
        "skipped": [{"path": "/in/table.xlsx", "reason": "this kind of file is not read"}],
        "job": job_id,
        "seconds": 21.4,
    }
    progress = JobProgress(16, 16, "", 640, 0.7, 0.0)
    return Job(
        job_id,
        "ingest",
        "done",
        "2026-11-20T08:00:00+00:00",
        "2026-11-20T08:00:21+00:00",
        progress,
        report,
        None,
    )
