"""Files that a command writes: whole or not at all, readable by their owner only."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

from kb.errors import KbError

ANOTHER = "Give another name."
_HINTS = {
    errno.ENOSPC: "Make room, then try again.",
    errno.EDQUOT: "Make room, then try again.",
    errno.ENOENT: "Make the folder first.",
    errno.EACCES: "Give a file in a folder of yours.",
    errno.EPERM: "Give a file in a folder of yours.",
    errno.EROFS: "Give a file in a folder of yours.",
}


def write_file(path: Path, content: bytes, *, replace: bool = False, hint: str = ANOTHER) -> None:
    """Write a new file, or with ``replace`` put it in the place of one that is there.

    Args:
        hint: what to do where a file is there already.

    Raises:
        KbError: there is such a file, or it cannot be written; then nothing has changed.
    """
    try:
        if path.is_dir():
            raise KbError(f"{path} is a folder.", hint="Give the name of a file.")
        if path.exists() and not path.is_file():
            raise KbError(f"{path} is no ordinary file.", hint=ANOTHER)
        if not replace and path.is_symlink():
            raise FileExistsError
        # What a link leads to is replaced, not the link.
        _write(path.resolve(), content, replace=replace)
    except FileExistsError as error:
        raise KbError(f"{path} is there already.", hint=hint) from error
    except OSError as error:
        raise _refused(str(path), error) from error


def write_out(content: bytes) -> None:
    """Write to standard output. Raises KbError where that takes no more."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        raise _refused("Standard output", error) from error


def _refused(name: str, error: OSError) -> KbError:
    why = error.strerror or type(error).__name__
    return KbError(
        f"{name} cannot be written: {why[:1].lower()}{why[1:]}.",
        hint=_HINTS.get(error.errno or 0, ANOTHER),
    )


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    """Write beside it first, so that no half of a file ever has its name."""
    if not replace and path.exists():
        raise FileExistsError
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not replace:
            path.touch(mode=0o600, exist_ok=False)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
