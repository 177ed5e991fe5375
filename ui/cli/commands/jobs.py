"""``kb jobs``: long work, and what became of it."""

from __future__ import annotations

import json as jsonlib
from typing import TYPE_CHECKING, cast

from ui.cli.door import open_door
from ui.cli.exits import DONE
from ui.cli.paper import Paper
from ui.cli.progress import describe

if TYPE_CHECKING:
    from ui.api.forms import IngestReportForm, JobForm

STYLES = {"failed": "red", "interrupted": "yellow", "cancelled": "yellow", "running": "cyan"}


def run(job_id: str | None, *, json: bool) -> int:
    """List the jobs, or show one."""
    with open_door() as door:
        if job_id is None:
            found = door.jobs()
            if json:
                print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
            elif found:
                _list(found)
            else:
                Paper().paragraph("No jobs yet. `kb ingest PATH` starts one.")
        else:
            job = door.job(job_id)
            if json:
                print(jsonlib.dumps(job, ensure_ascii=False, indent=2))
            else:
                _one(job)
    return DONE


def _list(found: list[JobForm]) -> None:
    from ui.cli.table import cell, table, write

    grid = table("Job", "Kind", "State", "Started", "Outcome")
    grid.columns[0].no_wrap = True
    for job in found:
        state = cell(job["state"], STYLES.get(job["state"], ""))
        grid.add_row(job["id"], job["kind"], state, _moment(job["started"]), cell(outcome(job)))
    write(grid)


def outcome(job: JobForm) -> str:
    """Say in a few words what became of a job."""
    if job["state"] == "running":
        return describe(job["progress"], "files" if job["kind"] == "ingest" else "passages")
    if job["error"]:
        return job["error"]
    report = job["report"] or {}
    parts = []
    if "vectors" in report:
        parts.append(f"{report['vectors']:,} passages{' embedded' if report['embedded'] else ''}")
    for name in ("added", "replaced", "unchanged", "quarantined", "skipped", "failed"):
        value = report.get(name)
        number = len(value) if isinstance(value, list) else value
        if number:
            parts.append(f"{number:,} {name}")
    return ", ".join(parts)


def _one(job: JobForm) -> None:
    paper = Paper()
    paper.line(paper.style(f"Job {job['id']}", "bold"))
    ended = f", ended {_moment(job['finished'])}" if job["finished"] else ""
    paper.paragraph(f"{job['kind']}, {job['state']}: started {_moment(job['started'])}{ended}.")
    report = job["report"] or {}
    if job["error"]:
        paper.paragraph(job["error"], styles=("danger",))
    if "added" in report and "failed" in report:
        from ui.cli.commands.ingest import show

        paper.line()
        show(cast("IngestReportForm", report))
    elif summary := outcome(job):
        paper.paragraph(summary)


def _moment(stamp: str | None) -> str:
    """Return an ISO 8601 time in the local zone, to the minute: ``2026-11-20 09:41``."""
    from datetime import datetime

    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M") if stamp else ""
