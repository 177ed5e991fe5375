"""Ingestion on the page: progress that a reload does not lose, and the reports of what was done."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.errors import KbError
from ui.web.present import seconds

if TYPE_CHECKING:
    from kb.store.jobs import Job
    from ui.web.site import Site

LOOK_SECONDS = 1.0
SHOWN = 5
NAMED_FILES = 20
KINDS = {"ingest": "Adding documents", "reindex": "Rebuilding the index", "remove": "Removing"}
ENDS = {
    "done": "Done",
    "failed": "Failed",
    "interrupted": "Interrupted; add the same files again to complete it",
    "cancelled": "Stopped",
}


def panel(site: Site) -> None:
    """Running jobs with their progress, then what became of the last ones."""
    jobs = site.library.jobs(site.principal, limit=SHOWN + 5)
    running = [job for job in jobs if job.state == "running"]
    if running:
        _watch(site, tuple(job.id for job in running))
    ended = [job for job in jobs if job.state != "running"][:SHOWN]
    if ended:
        # What has just ended is open, so that its report is seen without looking for it.
        fresh = ended[0].id in st.session_state.get("watched", ())
        title = f"Last addition: {_summary(ended[0])}"
        with st.expander(title, expanded=fresh and not running, key="job-reports"):
            for job in ended:
                st.html(report(job))


@st.fragment(run_every=LOOK_SECONDS)
def _watch(site: Site, ids: tuple[str, ...]) -> None:
    st.session_state["watched"] = ids
    for job_id in ids:
        job = site.library.job(job_id, site.principal)
        if job.state != "running":
            # Documents came in: the whole page is out of date, and so are the first questions.
            site.workers.submit(site.warm)
            st.rerun()
        share = job.progress.done / job.progress.total if job.progress.total else 0.0
        with st.container(border=True, key=f"job-{job_id}"):
            st.html(
                f'<p class="kb-job"><strong>{KINDS.get(job.kind, job.kind)}</strong>'
                f"<span>{escape(standing(job))}</span></p>"
            )
            st.progress(min(1.0, share))
            st.html(f'<p class="kb-count">{escape(job.progress.current)}</p>')
            if st.button("Stop after this file", key=f"stop-{job_id}"):
                try:
                    site.jobs.cancel(job_id)
                except KbError as error:
                    st.html(f'<p class="kb-count">{escape(str(error))}</p>')


def standing(job: Job) -> str:
    """How far a running job is, at what rate, and how long it will take."""
    progress = job.progress
    parts = [
        f"{progress.done:,} of {progress.total:,}" if progress.total else "Looking at the files"
    ]
    if progress.passages:
        parts.append(f"{progress.passages:,} passages")
    if progress.rate:
        rate = progress.rate
        parts.append(f"{rate:.1f} documents/s" if rate >= 1 else f"{rate * 60:.0f} documents/min")
    if progress.remaining_s is not None:
        parts.append(f"{seconds(progress.remaining_s)} left")
    return " · ".join(parts)


def report(job: Job) -> str:
    """One job's report as HTML; every word of it that came from outside is escaped."""
    found: dict[str, Any] = job.report or {}
    lines = [
        f'<p class="kb-job"><strong>{_when(job.started)}</strong>'
        f"<span>{escape(ENDS.get(job.state, job.state))}</span></p>",
        f'<p class="kb-count">{escape(_summary(job))}</p>',
    ]
    if job.error:
        lines.append(f'<p class="kb-problem">{escape(job.error)}</p>')
    for name, label in (("failed", "Failed"), ("skipped", "Skipped")):
        notes = found.get(name) or []
        rows = "".join(
            f"<tr><td>{escape(str(note['path']).rsplit('/', 1)[-1])}</td>"
            f"<td>{escape(str(note['reason']))}</td></tr>"
            for note in notes[:NAMED_FILES]
        )
        if rows:
            more = len(notes) - NAMED_FILES
            rest = f'<p class="kb-count">and {more:,} more</p>' if more > 0 else ""
            lines.append(f'<table class="kb-files"><caption>{label}</caption>{rows}</table>{rest}')
    return f'<section class="kb-report">{"".join(lines)}</section>'


def _summary(job: Job) -> str:
    found = job.report or {}
    parts = []
    for name, label in (
        ("added", "added"),
        ("replaced", "replaced"),
        ("unchanged", "already there"),
        ("quarantined", "held back"),
    ):
        if found.get(name):
            parts.append(f"{found[name]:,} {label}")
    for name in ("skipped", "failed"):
        if found.get(name):
            parts.append(f"{len(found[name]):,} {name}")
    if not parts:
        parts = [ENDS.get(job.state, job.state).lower()]
    if found.get("seconds"):
        parts.append(seconds(float(found["seconds"])))
    return ", ".join(parts)


def _when(moment: str) -> str:
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return escape(moment)
