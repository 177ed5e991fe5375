"""Modes of the data folder's files, free disk, umask."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from kb.doctor.finding import Finding, fail, ok, warn
from kb.settings import Settings

SHOWN = 5
MB = 10**6
LITTLE_MB = 2_000
TOO_LITTLE_MB = 200


def check_modes(settings: Settings) -> list[Finding]:
    """Folders and files that only their owner can read; links are not followed."""
    name, home = "file modes", settings.home
    if not home.is_dir():
        return []
    loose = [path for path in (home, *sorted(home.rglob("*"))) if _loose(path)]
    if not loose:
        return [ok(name, f"Only their owner can read the files in {home}.")]
    shown = ", ".join(
        f"{path} ({stat.S_IMODE(path.lstat().st_mode):04o})" for path in loose[:SHOWN]
    )
    more = f" and {len(loose) - SHOWN} more" if len(loose) > SHOWN else ""
    what = "A file or folder is" if len(loose) == 1 else f"{len(loose):,} files and folders are"
    return [fail(name, f"{what} open to others: {shown}{more}.", f"Run: chmod -R go= {home}")]


def _loose(path: Path) -> bool:
    try:
        status = path.lstat()
    except FileNotFoundError:  # a running server tidies up, too
        return False
    return not stat.S_ISLNK(status.st_mode) and bool(status.st_mode & 0o077)


def check_disk(settings: Settings) -> list[Finding]:
    """There is room for the library to grow."""
    place = nearest_folder(settings.home)
    free = shutil.disk_usage(place).free / MB
    message = f"{free / 1000:,.1f} GB are free where the data folder lies."
    fix = "Make room, or move the data folder and set KB_HOME."
    if free < TOO_LITTLE_MB:
        return [fail("disk", message, fix)]
    if free < LITTLE_MB:
        return [warn("disk", message, fix)]
    return [ok("disk", message)]


def nearest_folder(path: Path) -> Path:
    """The path itself, or the closest folder above it that exists."""
    path = path.absolute()
    return next(one for one in (path, *path.parents) if one.is_dir())


def check_umask() -> list[Finding]:
    """New files are their owner's alone."""
    mask = current_umask()
    if mask & 0o077 == 0o077:
        return [ok("umask", "New files are readable by their owner only.")]
    return [
        warn(
            "umask",
            f"New files of this process can be read by others (umask {mask:03o}).",
            "Start the library through `kb`, which sets umask 077, or set it yourself.",
        )
    ]


def current_umask() -> int:
    """The process's umask, without changing it where the system tells."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1], 8) for line in lines if line.startswith("Umask:"))
    except (OSError, StopIteration, ValueError):
        mask = os.umask(0o077)
        os.umask(mask)
        return mask
