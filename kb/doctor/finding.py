"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it (empty where nothing needs doing)."""

    name: str
    status: Status
    message: str
    fix: str = ""


def ok(name: str, message: str) -> Finding:
    """Nothing to do."""
    return Finding(name, "ok", message)


def warn(name: str, message: str, fix: str) -> Finding:
    """Works, but should be seen to."""
    return Finding(name, "warn", message, fix)


def fail(name: str, message: str, fix: str) -> Finding:
    """Does not work, or is not safe."""
    return Finding(name, "fail", message, fix)


def plural(number: int, noun: str) -> str:
    """``1 passage``, ``2,000 passages``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
