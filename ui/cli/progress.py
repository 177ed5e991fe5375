"""How far long work is, on standard error: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from ui.cli.paper import duration, measure

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from ui.api.forms import JobProgressForm

LINE_SECONDS = 5.0


def describe(progress: JobProgressForm, noun: str) -> str:
    """Say how far, how fast and how long still: ``12 of 40 files · 3.1/s · 9 s left``."""
    parts = [f"{progress['done']:,} of {progress['total']:,} {noun}"]
    if progress["rate"] > 0:
        parts.append(f"{progress['rate']:.1f}/s")
    if progress["remaining_s"] is not None and progress["done"] < progress["total"]:
        left = max(1, round(progress["remaining_s"]))
        parts.append(f"{f'{left} s' if left < 60 else duration(left)} left")
    return " · ".join(parts)


class ProgressDisplay:
    """Shows each progress it is called with; as a context manager it cleans up after itself."""

    def __init__(self, *, noun: str = "files") -> None:
        self._noun = noun
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._start_bar()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: JobProgressForm) -> None:
        """Show ``progress``; cheap enough to be called for every file."""
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task,
                total=progress["total"] or None,
                completed=progress["done"],
                told=describe(progress, self._noun) if progress["total"] else "Looking for files",
                current=self._short(progress["current"]) if progress["total"] else "",
            )
            return
        now = time.monotonic()
        if progress["total"] and now - self._last >= LINE_SECONDS:
            self._last = now
            current = self._short(progress["current"])
            print(
                f"{describe(progress, self._noun)}{f' · {current}' if current else ''}",
                file=sys.stderr,
                flush=True,
            )

    def _short(self, current: str) -> str:
        """Keep the end of a path, which tells files apart."""
        name = current.rsplit("/", 1)[-1]
        room = max(12, measure() - 52)
        return name if len(name) <= room else f"…{name[-room + 1 :]}"

    def _start_bar(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        from ui.cli.table import console

        self._bar = Progress(
            BarColumn(bar_width=14),
            TextColumn("{task.fields[told]}", markup=False),
            TextColumn("{task.fields[current]}", style="dim", markup=False),
            console=console(sys.stderr),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("", total=None, told="Starting", current="")
