"""How a command finds the running server, and proves that it may use it.

While ``kb serve`` runs, the data folder holds two files that only their owner can read:

- ``server.token``: a fresh random token, which every request carries as ``Authorization: Bearer``;
- ``server.json``: ``{pid, url, token_path, version}``, written once the token is in place.

Both go when the server stops. After a crash they stay behind, so a record whose process is gone is
ignored. Only the standard library is imported here: every command passes through.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "server.json"
TOKEN = "server.token"  # noqa: S105 -- a file name
TOKEN_BYTES = 32
LOOPBACK = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")


@dataclass(frozen=True, slots=True)
class Runtime:
    """A server that says it runs: its process, its address without a trailing slash, its token file."""

    pid: int
    url: str
    token_path: str
    version: str = ""

    @property
    def token(self) -> str:
        """The token, or an empty string if its file is gone or not readable."""
        try:
            return Path(self.token_path).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""


def _write_private(path: Path, text: str) -> None:
    """Replace ``path`` by a new file of mode 0600, complete or not there at all.

    The new file is made under its own name first, so that neither a loosened mode nor a link that
    somebody left in its place survives.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def new_token(home: Path) -> str:
    """Write a fresh token to ``server.token`` (mode 0600) and return it: 43 URL-safe characters."""
    import secrets

    token = secrets.token_urlsafe(TOKEN_BYTES)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_private(home / TOKEN, token)
    return token


def announce(home: Path, url: str, *, version: str = "") -> Runtime:
    """Tell the commands of this data folder that this process serves at ``url``.

    Call it after :func:`new_token`, when the library is open.
    """
    runtime = Runtime(os.getpid(), url.rstrip("/"), str((home / TOKEN).absolute()), version)
    _write_private(home / RECORD, json.dumps(asdict(runtime)))
    return runtime


def withdraw(home: Path) -> None:
    """Remove the record and the token, if they are this process's own."""
    runtime = read_record(home)
    if runtime is not None and runtime.pid != os.getpid():
        return
    for name in (RECORD, TOKEN):
        (home / name).unlink(missing_ok=True)


@contextlib.contextmanager
def announced(home: Path, url: str, *, version: str = "") -> Iterator[Runtime]:
    """Keep the record while the block runs; :func:`new_token` comes first."""
    runtime = announce(home, url, version=version)
    try:
        yield runtime
    finally:
        withdraw(home)


def read_record(home: Path) -> Runtime | None:
    """Read ``server.json``; ``None`` where there is none or it is not one of ours."""
    try:
        found = json.loads((home / RECORD).read_text(encoding="ascii"))
        runtime = Runtime(
            int(found["pid"]),
            str(found["url"]),
            str(found["token_path"]),
            str(found.get("version", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return runtime if runtime.url.startswith(LOOPBACK) else None


def live_record(home: Path) -> Runtime | None:
    """Read the record of a server whose process is alive; a stale record is ``None``.

    A process id can be used again, so the caller still asks ``/api/health``.
    """
    runtime = read_record(home)
    if runtime is None or runtime.pid <= 0:
        return None
    try:
        os.kill(runtime.pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:  # alive, but another user's: not the server of this folder
        return None
    return runtime
