"""Tesseract, seen from the parent: one page image in, the table of its words out, within limits."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kb.doctor.ocr import Ocr, find_ocr
from kb.settings import IngestSettings

_ROOT = Path(__file__).resolve().parent.parent
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TESSDATA_PREFIX")
# A page of small print has some two thousand words at sixty bytes each.
MOST_BYTES = 4 << 20
_TICK = 0.2
_PIECE = 1 << 16


class OcrFailedError(Exception):
    """A page could not be read; the message says why, for people."""


class OcrCancelledError(Exception):
    """Nobody waits for the page any more."""


class Recogniser:
    """Reads page images with Tesseract as the settings say. Thread-safe: each page is its own process."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._found: Ocr | None = None

    @property
    def found(self) -> Ocr:
        """What is installed; looked up at first use, and once."""
        if self._found is None:
            self._found = find_ocr(self._settings)
        return self._found

    def read(self, image: bytes, *, dpi: int, cancelled: Callable[[], bool] = lambda: False) -> str:
        """The words of one page image (PGM), as Tesseract's table of tab-separated values.

        Raises:
            OcrFailedError: it took too long, failed, or said more than any page can hold.
            OcrCancelledError: ``cancelled`` came true.
        """
        settings = self._settings
        process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-s", "-S", "-m", "ingest.ocr_program"),
                *(str(settings.memory_mb), str(settings.ocr_seconds), self.found.program),
                *("stdin", "stdout", "-l", settings.ocr_languages),
                *("--psm", "1", "--dpi", str(dpi), "tsv"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
            bufsize=0,
        )
        try:
            said = _converse(process, image, settings.ocr_seconds, cancelled)
            status = process.wait(timeout=_TICK * 5)
        except subprocess.TimeoutExpired as error:
            raise OcrFailedError("Tesseract did not end") from error
        finally:
            _bury(process)
        if status != 0:
            raise OcrFailedError("Tesseract failed on it")
        return said.decode("utf-8", "replace")


def _converse(
    process: subprocess.Popen[bytes], image: bytes, seconds: float, cancelled: Callable[[], bool]
) -> bytes:
    """Give it the image while listening, until it has said all."""
    if process.stdin is None or process.stdout is None:
        raise OcrFailedError("Tesseract does not start")
    deadline = time.monotonic() + seconds
    rest = memoryview(image)
    said = bytearray()
    os.set_blocking(process.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        while True:
            if cancelled():
                raise OcrCancelledError
            if time.monotonic() > deadline:
                raise OcrFailedError(f"it took longer than {seconds} seconds")
            for key, _ in ready.select(_TICK):
                if key.fileobj is process.stdout:
                    piece = os.read(key.fd, _PIECE)
                    if not piece:
                        return bytes(said)
                    said += piece
                    if len(said) > MOST_BYTES:
                        raise OcrFailedError("Tesseract said more than a page can hold")
                    continue
                rest = _fed(key.fd, rest)
                if not rest:
                    ready.unregister(process.stdin)
                    process.stdin.close()


def _fed(descriptor: int, rest: memoryview) -> memoryview:
    """Write what the pipe takes; a program that listens no longer has had enough."""
    try:
        return rest[os.write(descriptor, rest[: 1 << 20]) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]


def _bury(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except OSError:
            continue


def _environment() -> dict[str, str]:
    passed = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    # Threads of its own would fight those of the other readers; version 4.0 wants the plain locale.
    return passed | {"PYTHONPATH": str(_ROOT), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}
