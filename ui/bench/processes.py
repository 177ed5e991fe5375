"""Running a command as a whole process and reading what it cost from the operating system."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.errors import KbError


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall and CPU seconds (children included), and what it printed."""

    wall_s: float
    cpu_s: float
    output: str


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end.

    Raises:
        KbError: it did not end well; the message holds the last lines of what it said.
    """
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **(environment or {})},
    ) as process:
        before = os.times()
        output, errors = process.communicate()
        after = os.times()
    wall = time.perf_counter() - began
    if process.returncode != 0:
        raise KbError(f"`{' '.join(command)}` failed: {errors.strip()[-600:]}")
    cpu = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    return Run(wall, cpu, output)


def cpu_seconds() -> float:
    """CPU seconds of this process and its finished children so far."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def spread(values: Sequence[float]) -> dict[str, float]:
    """Least, median and greatest."""
    return {
        "min": round(min(values), 3),
        "median": round(statistics.median(values), 3),
        "max": round(max(values), 3),
    }
