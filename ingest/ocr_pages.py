"""Reading a PDF whose pages are pictures, in turns: ask which, draw each, recognise it, read with the words."""

from __future__ import annotations

from collections.abc import Callable

from ingest.ocr import OcrCancelledError, OcrFailedError, Recogniser
from ingest.readers.base import Reading
from ingest.readers.pdf_ocr import DrawnScan, PagesWantedError, Scan, Scans
from kb.errors import UnreadableFile

Read = Callable[[Scans], Reading]
Draw = Callable[[int], DrawnScan]


def read_with_ocr(
    read: Read,
    draw: Draw,
    recogniser: Recogniser,
    *,
    told: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """Read a PDF, recognising its scanned pages one by one where Tesseract is installed.

    A page that cannot be drawn or recognised stays unread, and the reading says so.

    Args:
        read: reads the file with what is known of its scans; raises ``PagesWantedError`` when asked to.
        draw: draws a page (from 1).
        told: is told what is being done, before each page.
        cancelled: asked some times a second.

    Raises:
        UnreadableFile: nothing can be made of the file.
        OcrCancelledError: ``cancelled`` came true.
    """
    try:
        return read(Scans(ask=True))
    except PagesWantedError as wanted:
        pages = wanted.pages
    # Asked only now: a library without scans never starts the program to look at it.
    found = recogniser.found
    if not found.program:
        return read(Scans(lack=found.lack, hint=found.hint))
    done: list[Scan] = []
    failed: list[tuple[int, str]] = []
    for at, page in enumerate(pages, 1):
        if cancelled():
            raise OcrCancelledError
        told(f"reading page {page} by OCR ({at} of {len(pages)})")
        try:
            drawn = draw(page)
            table = recogniser.read(drawn.image, dpi=drawn.dpi, cancelled=cancelled)
        except (OcrFailedError, UnreadableFile) as error:
            why = error.reason if isinstance(error, UnreadableFile) else str(error)
            failed.append((page, why))
        else:
            done.append(Scan(page, drawn.width, drawn.height, table))
    return read(Scans(read=tuple(done), failed=tuple(failed)))
