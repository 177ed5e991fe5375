"""One reader process, seen from the parent: started on demand, spoken to with a deadline."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from ingest.wire import HEADER, Message, WireError, parse, sizes
from kb.errors import KbError
from kb.settings import IngestSettings

_START_SECONDS = 60.0
_DYING_SECONDS = 5.0
_TICK_MS = 200
_PIECE = 1 << 20
_ROOT = Path(__file__).resolve().parent.parent
# All that the child gets of the environment: it needs no more, and secrets are often kept there.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


class ChildGoneError(Exception):
    """The process did not answer. ``why`` is "time", "cancelled", "nonsense" or "died"; ``status`` its
    exit status."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.status = status

    def explain(self, settings: IngestSettings) -> tuple[str, str]:
        """What to tell the person whose file it was, and what they can do."""
        if self.why == "cancelled":
            return "reading was stopped", "Add it again."
        if self.why == "time":
            return (
                f"reading it took longer than {settings.wall_seconds} seconds",
                "Raise KB_INGEST__WALL_SECONDS if you trust the file.",
            )
        if self.status == -signal.SIGXCPU:
            return (
                f"reading it took more than {settings.cpu_seconds} CPU seconds",
                "Raise KB_INGEST__CPU_SECONDS if you trust the file.",
            )
        if self.status is not None and self.status < 0:
            name = signal.Signals(-self.status).name
            return (
                f"the reader was ended while reading it ({name})",
                "Add it again, or fetch it again.",
            )
        return "the reader failed on it", "Fetch it again, or save it anew from another program."


class Child:
    """A process of :mod:`ingest.worker`. One thread at a time may speak to it; any may stop it."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr: IO[bytes] | None = None
        self._talking = threading.Lock()
        self.served = 0
        self.confined: dict[str, bool] = {}

    @property
    def pid(self) -> int | None:
        """Process id, None while there is no process."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def exchange(
        self, request: Message, *, seconds: float, cancelled: Callable[[], bool] = lambda: False
    ) -> Message:
        """Send a request and wait for its reply, for ``seconds`` at most.

        Raises:
            ChildGoneError: no reply came; the process has been ended and the next request starts another.
            KbError: no reader process can be started at all.
        """
        with self._talking:
            if cancelled():
                raise ChildGoneError("cancelled")
            process = self._process
            if process is None or process.poll() is not None:
                process = self._start()
            try:
                reply = self._converse(process, request, time.monotonic() + seconds, cancelled)
            except ChildGoneError as gone:
                status = self._end(patience=_DYING_SECONDS if gone.why == "died" else 0)
                raise ChildGoneError(gone.why, status) from gone
            except WireError as error:
                self._end()
                raise ChildGoneError("nonsense") from error
            self.served += 1
            return reply

    def stop(self) -> None:
        """End the process, if there is one; a conversation in another thread fails."""
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()
        with self._talking:
            self._end()

    def _end(self, *, patience: float = 0) -> int | None:
        """Bury the process and return its exit status; ``patience`` is for one that is dying by itself."""
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            status = process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        for pipe in (process.stdin, process.stdout, self._stderr):
            if pipe is not None:
                _close(pipe)
        return status

    def _start(self) -> subprocess.Popen[bytes]:
        self._end()
        environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
        environment["PYTHONPATH"] = str(_ROOT)
        environment["MALLOC_ARENA_MAX"] = "1"
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  closed in _end()
        process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-X", "utf8", "-m", "ingest.worker", str(self._memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=environment,
            # Ctrl-C is the parent's to handle; it closes the pipe and the child ends by itself.
            start_new_session=True,
            bufsize=0,
        )
        self._process = process
        self.served = 0
        try:
            hello = self._converse(process, None, time.monotonic() + _START_SECONDS, lambda: False)
        except (ChildGoneError, WireError) as error:
            self._stderr.seek(0)
            words = self._stderr.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
            self._end()
            raise KbError(
                f"No reader process can be started: {words[-1] if words else error}.",
                hint="Run kb doctor; memory too small for a reader (KB_INGEST__MEMORY_MB) is one cause.",
            ) from error
        confined = hello.fields.get("confined")
        self.confined = dict(confined) if isinstance(confined, dict) else {}
        return process

    def _converse(
        self,
        process: subprocess.Popen[bytes],
        request: Message | None,
        deadline: float,
        cancelled: Callable[[], bool],
    ) -> Message:
        """Write the request, if any, while listening for the reply."""
        if process.stdin is None or process.stdout is None:
            raise ChildGoneError("died")
        outgoing = [memoryview(part) for part in request.frame() if part] if request else []
        into, out = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(into, False)
        poll = select.poll()
        poll.register(out, select.POLLIN)
        if outgoing:
            poll.register(into, select.POLLOUT)
        received = _Incoming()
        while not received.complete:
            if cancelled():
                raise ChildGoneError("cancelled")
            if time.monotonic() > deadline:
                raise ChildGoneError("time")
            for descriptor, _ in poll.poll(_TICK_MS):
                if descriptor == out:
                    received.take(os.read(out, _PIECE))
                elif not _write(into, outgoing):
                    poll.unregister(into)
        return received.message()


class _Incoming:
    """A frame that arrives in pieces."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._sizes: tuple[int, int] | None = None

    @property
    def complete(self) -> bool:
        return self._sizes is not None and len(self._data) >= HEADER.size + sum(self._sizes)

    def take(self, piece: bytes) -> None:
        """Add what was read; nothing means that the other end is gone."""
        if not piece:
            raise ChildGoneError("died")
        self._data += piece
        if self._sizes is None and len(self._data) >= HEADER.size:
            self._sizes = sizes(self._data[: HEADER.size])

    def message(self) -> Message:
        body, blob = self._sizes or (0, 0)
        start = HEADER.size
        if len(self._data) != start + body + blob:
            raise WireError("more than one message")
        return parse(self._data[start : start + body], self._data[start + body :])


def _write(descriptor: int, outgoing: list[memoryview]) -> bool:
    """Write what the pipe takes; False when all is written."""
    try:
        written = os.write(descriptor, outgoing[0][:_PIECE])
    except BlockingIOError:
        return True
    except BrokenPipeError as error:
        raise ChildGoneError("died") from error
    outgoing[0] = outgoing[0][written:]
    if not outgoing[0]:
        outgoing.pop(0)
    return bool(outgoing)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return
