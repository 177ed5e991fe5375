"""Tesseract is given one page and what it needs for it; whatever it does, an answer comes in time."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.ocr import OcrCancelledError, OcrFailedError, Recogniser
from kb.settings import IngestSettings
from tests.fakes.tesseract import HEAD, fake_tesseract, no_tesseract

IMAGE = b"P5 400 600 255\n" + bytes(240_000)


def reader(seconds: int = 20) -> Recogniser:
    return Recogniser(IngestSettings(ocr_seconds=seconds))


def test_the_words_of_a_page_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    table = reader().read(IMAGE, dpi=300)
    assert table.startswith("level\t")
    assert "Pressure" in table


def test_languages_and_resolution_are_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch, "print(*sys.argv[1:])")
    said = reader().read(IMAGE, dpi=210)
    assert said.split() == ["stdin", "stdout", "-l", "eng", "--psm", "1", "--dpi", "210", "tsv"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit(3)", "failed on it"),
        ("import os; os.abort()", "failed on it"),
        ("while True: print('x' * 1000)", "more than a page"),
        ("bytearray(4 << 30)", "failed on it"),
    ],
)
def test_a_page_it_fails_on_has_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    fake_tesseract(tmp_path, monkeypatch, body)
    with pytest.raises(OcrFailedError, match=reason):
        reader().read(IMAGE, dpi=300)


@pytest.mark.parametrize("body", ["import time; time.sleep(600)", "while True: pass"])
def test_a_page_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    fake_tesseract(tmp_path, monkeypatch, body)
    began = time.monotonic()
    with pytest.raises(OcrFailedError, match=r"longer than 1 second|failed on it"):
        reader(seconds=1).read(IMAGE, dpi=300)
    assert time.monotonic() - began < 20


def test_a_program_that_listens_to_nothing_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake_tesseract(tmp_path, monkeypatch)
    path.write_text(path.read_text().replace("picture = ", "print('done'); sys.exit() #"))
    assert reader().read(IMAGE, dpi=300).strip() == "done"


def test_a_cancelled_page_is_left_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tesseract(tmp_path, monkeypatch, "import time; time.sleep(600)")
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    with pytest.raises(OcrCancelledError):
        reader().read(IMAGE, dpi=300, cancelled=cancel.is_set)


def test_without_the_program_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_tesseract(tmp_path, monkeypatch)
    found = reader().found
    assert not found.program
    assert "apt install tesseract-ocr" in found.hint
    assert "brew install tesseract" in found.hint


@pytest.mark.skipif(sys.platform != "linux", reason="the system-call filter is Linux's")
@pytest.mark.parametrize(
    "attempt",
    [
        "import _socket; _socket.socket(2, 1, 0)",
        "import os; os.write(os.open({target!r}, os.O_CREAT | os.O_WRONLY), b'x')",
        "import os; os.fork()",
        "import os; os.unlink({target!r})",
    ],
)
def test_the_program_can_neither_call_out_nor_write_nor_start_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempt: str
) -> None:
    target = tmp_path / "target"
    body = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"try:\n    {attempt.format(target=str(target))}\n"
        "except OSError:\n    print('refused')\nelse:\n    print('done')\n"
    )
    fake_tesseract(tmp_path, monkeypatch, body)
    assert reader().read(IMAGE, dpi=300).strip() == "refused"


def test_the_environment_is_not_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    fake_tesseract(
        tmp_path, monkeypatch, f"import os; print({HEAD!r}); print('SECRET_TOKEN' in os.environ)"
    )
    assert reader().read(IMAGE, dpi=300).splitlines()[1] == "False"
