"""``kb ingest``: files into the library, and the table of what became of them."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.door import open_door
from ui.cli.exits import DONE, SOME_FAILED, STOPPED, WrongUse
from ui.cli.paper import Paper, count, duration
from ui.cli.progress import ProgressDisplay
from ui.cli.stopping import stop_on_interrupt

if TYPE_CHECKING:
    from kb.types import Collection
    from ui.api.forms import FileNoteForm, IngestReportForm

STOPPING = "Stopping after the files in hand; Ctrl-C again stops at once."


def run(
    paths: Sequence[Path],
    collection: Collection,
    attested_by: str | None,
    metadata: Sequence[Path] = (),
    *,
    watch: bool,
    json: bool,
) -> int:
    """Take in ``paths``, described by the exports of ``metadata``; with ``watch``, stay and take in what changes."""
    if collection == "records" and not (attested_by or "").strip():
        raise WrongUse(
            "Records are taken only when a person attests that they are de-identified.",
            hint='Add --attest-deidentified "NAME"; the name is kept with each record.',
        )
    # The folder of the call means nothing to a server, and a link may move later.
    whole = [path.expanduser().absolute() for path in paths]
    exports = [path.expanduser().absolute() for path in metadata]
    status = _once(whole, collection, attested_by, exports, json=json, compact=watch)
    if not watch or status == STOPPED:
        return status
    from ui.cli.commands.watch import follow

    return follow(
        whole,
        lambda changed: _once(changed, collection, attested_by, exports, json=json, compact=True),
    )


def _once(
    paths: Sequence[Path],
    collection: Collection,
    attested_by: str | None,
    metadata: Sequence[Path],
    *,
    json: bool,
    compact: bool,
) -> int:
    with (
        stop_on_interrupt(STOPPING) as stop,
        open_door(changes=True) as door,
        ProgressDisplay() as progress,
    ):
        report = door.ingest(paths, collection, attested_by, progress, stop, metadata)
    if json:
        print(jsonlib.dumps(report, ensure_ascii=False, indent=None if compact else 2), flush=True)
    else:
        show(report)
    if stop.is_set():
        print("Stopped. The same command again goes on from here.", file=sys.stderr)
        return STOPPED
    return SOME_FAILED if report["failed"] else DONE


def show(report: IngestReportForm) -> None:
    """Write what went in, and each file that did not with the reason."""
    paper = Paper()
    rows = [
        (number, label, style)
        for number, label, style in (
            (report["added"], "added", "good"),
            (report["replaced"], "replaced: the file had changed", "good"),
            (report["unchanged"], "unchanged", ""),
            (report["quarantined"], "quarantined: identifiers were found", "caution"),
            (len(report["skipped"]), "skipped", "caution"),
            (len(report["failed"]), "failed", "danger"),
        )
        if number
    ]
    for number, label, style in rows:
        paper.line(f"{number:>7,}  {paper.style(label, style) if style else label}")
    if not rows:
        paper.line("No files were found.")
    _notes("Skipped", report["skipped"], "caution")
    _notes("Failed", report["failed"], "danger")
    if report["unfindable"]:
        paper.line()
        lost = count(report["unfindable"], "new vector")
        paper.paragraph(
            f"The index does not find {lost} of those asked for. Run `kb reindex`.",
            styles=("danger",),
        )
    paper.line()
    taken_in = report["added"] + report["replaced"]
    seconds = report["seconds"] - report["sharpening_seconds"]
    rate = f", {taken_in / seconds:.1f} a second" if taken_in and seconds > 0 else ""
    taken = f"{count(taken_in, 'document')} in {duration(seconds)}{rate}"
    if report["sharpening_seconds"] >= 1:
        taken += f", then their sentences in {duration(report['sharpening_seconds'])}"
    paper.paragraph(f"{taken} · job {report['job']}", styles=("dim",))


def _notes(heading: str, notes: Sequence[FileNoteForm], style: str) -> None:
    if not notes:
        return
    paper = Paper()
    paper.line()
    paper.line(paper.style(heading, "bold", style))
    for note in notes:
        paper.paragraph(f"{note['path']}: {note['reason']}", first="  ", rest="      ", styles=())
