"""A program that stands in for Tesseract on the path, and pages that are pictures."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed on this machine"
)

HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)
_START = """#!{python} -S
import sys
if "--version" in sys.argv:
    print("tesseract 5.3.0"); sys.exit()
if "--list-langs" in sys.argv:
    print("List of available languages (2):"); print("eng"); print("osd"); sys.exit()
picture = sys.stdin.buffer.read()
"""
# Says three lines of prose, a word every tenth of the page's width.
PROSE = """
width, height = (int(field) for field in picture.split(None, 4)[1:3])
print({head!r})
lines = ["Pressure fell by twelve in arm B.", "No patient was lost to it.", "It lasted two years."]
for number, line in enumerate(lines, 1):
    for at, word in enumerate(line.split(), 1):
        place = (at * width // 10, (number + 1) * height // 40, width // 12, height // 100)
        print(5, 1, 1, 1, number, at, *place, {sure}, word, sep="\\t")
"""


def prose(sure: float = 96.0) -> str:
    """The body of a program that reads three lines of prose on any page."""
    return PROSE.format(head=HEAD, sure=sure)


def fake_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str | None = None) -> Path:
    """Put a program of that name first on the path; ``picture`` holds what it is given."""
    path = folder / "bin" / "tesseract"
    path.parent.mkdir(exist_ok=True)
    path.write_text(_START.format(python=sys.executable) + (prose() if body is None else body))
    path.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


def no_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path without the program."""
    (folder / "empty").mkdir()
    monkeypatch.setenv("PATH", str(folder / "empty"))


def scan_of(
    *pages: Sequence[str], turn: int = 0, rotate: int = 0, dpi: int = 200, size: float = 11
) -> bytes:
    """A PDF of pictures of pages of these lines; an empty page gives grey noise without words.

    The picture is turned clockwise by ``turn`` degrees; the page itself is shown rotated by ``rotate``.
    """
    out = pymupdf.open()
    for lines in pages:
        printed = pymupdf.open()
        page = printed.new_page()
        for i, line in enumerate(lines):
            page.insert_text((72, 90 + 1.4 * size * i), line, fontsize=size, fontname="tiro")
        matrix = pymupdf.Matrix(dpi / 72, dpi / 72) * pymupdf.Matrix(turn)
        picture = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY)
        width, height = (595, 842) if turn % 180 == 0 else (842, 595)
        scanned = out.new_page(width=width, height=height)
        scanned.insert_image(scanned.rect, stream=picture.tobytes("jpg"))
        if rotate:
            scanned.set_rotation(rotate)
    data: bytes = out.tobytes()
    return data


def with_text_pages(scan: bytes, *pages: Sequence[str]) -> bytes:
    """Printed pages first, then those of ``scan``."""
    from tests.ingest.pdfs import simple_pdf

    document = pymupdf.open(stream=simple_pdf(*pages), filetype="pdf")
    document.insert_pdf(pymupdf.open(stream=scan, filetype="pdf"))
    data: bytes = document.tobytes()
    return data
