"""Reading a PDF whose pages are pictures, in turns: ask which, draw each, recognise it, read with the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ingest.ocr import OcrCancelledError, OcrFailedError, Recogniser
from ingest.readers.base import Reading
from ingest.readers.pdf_ocr import DrawnScan, PagesWantedError, Scan, Scans
from ingest.wire import Message, WireError, unpack_reading
from kb.errors import NotFound, UnreadableFile

# Asks a reader process that has the file: the request's fields, and its reply.
Ask = Callable[[Mapping[str, Any]], Message]
Read = Callable[[Scans], Reading]
Draw = Callable[[int], DrawnScan]
# No PDF of a size that is taken has more pages with a picture on each.
MOST_PAGES = 100_000


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
        except (OcrFailedError, UnreadableFile, NotFound) as error:
            why = error.reason if isinstance(error, UnreadableFile) else str(error)
            failed.append((page, why))
        else:
            done.append(Scan(page, drawn.width, drawn.height, table))
    return read(Scans(read=tuple(done), failed=tuple(failed)))


def read_file(
    ask: Ask,
    name: str,
    recogniser: Recogniser,
    *,
    told: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Reading:
    """The same through a reader process, whose replies are checked; other files are read at once.

    Raises:
        UnreadableFile, OcrCancelledError: as :func:`read_with_ocr`.
        WireError: the process sent what makes no sense.
    """

    def read(scans: Scans) -> Reading:
        reply = ask({"op": "read", "name": name, "scans": scans.form()})
        wanted = reply.fields.get("scans")
        if wanted is None:
            return unpack_reading(reply.fields.get("reading"))
        if not scans.ask or not _are_pages(wanted):
            raise WireError("pages that make no sense")
        raise PagesWantedError(wanted)

    def draw(page: int) -> DrawnScan:
        reply = ask({"op": "draw", "page": page})
        width, height, dpi = (reply.fields.get(key) for key in ("width", "height", "dpi"))
        if not (isinstance(width, int) and isinstance(height, int) and isinstance(dpi, int)):
            raise WireError("a drawing of no size")
        return DrawnScan(bytes(reply.blob), width, height, dpi)

    return read_with_ocr(read, draw, recogniser, told=told, cancelled=cancelled)


def _are_pages(form: object) -> bool:
    return (
        isinstance(form, list)
        and 0 < len(form) <= MOST_PAGES
        and all(isinstance(page, int) and page > 0 for page in form)
        and len(set(form)) == len(form)
    )
