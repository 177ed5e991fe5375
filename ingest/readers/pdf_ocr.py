"""Pages without text: which they are, their pictures, and the rows that text recognition made of them.

The reader process may start no program. It names such pages, draws each when asked, and gets back what
Tesseract said, which it takes apart here: that came from a hostile picture perhaps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ingest.readers.pdf_layout import Sheet, write_rows
from ingest.readers.pdf_ocr_rows import rows_of
from ingest.readers.pdf_ocr_words import parse_words
from ingest.readers.pdf_open import open_pdf
from kb.errors import NotFound, UnreadableFile

if TYPE_CHECKING:
    import pymupdf

# Below this many letters a page, what text there is belongs to stamps and page numbers.
LETTERS_A_PAGE = 25
# Share of the page that pictures cover where the page is one; drawings enough to be lettering.
_COVERED, _LETTERING = 0.5, 150
_PICTURES = frozenset({"fill-image", "fill-imgmask"})
_DPI, _MOST_PIXELS = 300, 16_000_000
_NAMED = 20
_AGAIN = "and add the file again."


class PagesWantedError(Exception):
    """The reading needs these pages (from 1) to be recognised first."""

    def __init__(self, pages: Sequence[int]) -> None:
        super().__init__(f"{len(pages)} pages without text")
        self.pages = tuple(pages)


@dataclass(frozen=True, slots=True)
class Scan:
    """One page, recognised: the size of its picture in pixels, and Tesseract's table of words."""

    page: int
    width: int
    height: int
    table: str


@dataclass(frozen=True, slots=True)
class Scans:
    """What is known of the pages without text when a PDF is read.

    With ``ask`` the reading stops and names them (:class:`PagesWantedError`); otherwise it goes on with
    ``read``. ``failed`` says of a page why it was not read; ``lack`` why none was, ``hint`` what to do.
    """

    ask: bool = False
    read: tuple[Scan, ...] = ()
    failed: tuple[tuple[int, str], ...] = ()
    lack: str = "text recognition was not asked for"
    hint: str = "Run text recognition (OCR) over it and add the result"

    def form(self) -> dict[str, Any]:
        """As plain JSON."""
        read = [[one.page, one.width, one.height, one.table] for one in self.read]
        return {
            "ask": self.ask,
            "read": read,
            "failed": [list(one) for one in self.failed],
            "lack": self.lack,
            "hint": self.hint,
        }

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> Self:
        """The reverse of :meth:`form`."""
        return cls(
            ask=bool(form["ask"]),
            read=tuple(Scan(*one) for one in form["read"]),
            failed=tuple((int(page), str(why)) for page, why in form["failed"]),
            lack=str(form["lack"]),
            hint=str(form["hint"]),
        )


@dataclass(frozen=True, slots=True)
class DrawnScan:
    """A page in grey (PGM), as it is shown."""

    image: bytes
    width: int
    height: int
    dpi: int


def draw_scan(pdf: bytes, page: int) -> DrawnScan:
    """Draw a page (from 1) for recognition: 300 dots an inch, or fewer where it is enormous.

    Raises:
        UnreadableFile: the PDF cannot be opened or the page not drawn.
        NotFound: there is no such page.
    """
    import pymupdf

    with open_pdf(pdf, "the PDF") as document:
        if not 1 <= page <= document.page_count:
            raise NotFound(f"The document has no page {page}.")
        try:
            sheet = document[page - 1]
            area = max(sheet.rect.width * sheet.rect.height, 1.0)
            zoom = min(_DPI / 72, math.sqrt(_MOST_PIXELS / area))
            image = sheet.get_pixmap(
                matrix=pymupdf.Matrix(zoom, zoom),
                colorspace=pymupdf.csGRAY,
                alpha=False,
                annots=False,
            )
            dpi = max(70, round(zoom * 72))
            return DrawnScan(image.tobytes("pgm"), image.width, image.height, dpi)
        except (RuntimeError, ValueError) as error:
            raise UnreadableFile("the PDF", f"page {page} cannot be drawn ({error})") from error


def take_scans(
    document: pymupdf.Document, sheets: Sequence[Sheet], scans: Scans, name: str
) -> list[str]:
    """Put recognised rows in the place of missing text; gives warnings about pages that stay unread.

    Raises:
        PagesWantedError: there are such pages and ``scans`` asks for them.
        UnreadableFile: nothing in the document is text, and nothing was recognised.
    """
    wanted = [sheet for sheet in sheets if _is_scan(document, sheet)]
    if not wanted:
        return []
    if scans.ask:
        raise PagesWantedError([sheet.number for sheet in wanted])
    read = {scan.page: scan for scan in scans.read}
    failed = dict(scans.failed)
    unread: dict[str, list[int]] = {}
    for sheet in wanted:
        why = failed.get(sheet.number, scans.lack)
        scan = read.get(sheet.number)
        if scan is not None:
            words = parse_words(scan.table, scan.width, scan.height)
            if words:
                place = document[sheet.number - 1]
                rows_of(place, sheet, scan.width, scan.height, words)
            why = "" if words is not None else "Tesseract gave no table of words"
        if why:
            sheet.unread = True
            unread.setdefault(why, []).append(sheet.number)
    write_rows(wanted)
    if not any(letters_of(sheet) for sheet in sheets):
        raise _refusal(name, len(wanted), len(sheets), list(unread), scans)
    return [_unread(why, numbers, scans) for why, numbers in unread.items()]


def signs_untold(sheets: Sequence[Sheet]) -> dict[int, int]:
    """How many signs of each recognised page stand as unreadable, by page number."""
    return {sheet.number: sheet.unreadable for sheet in sheets if sheet.legible is not None}


def letters_of(sheet: Sheet) -> int:
    """Letters on a page."""
    return sum(sum(map(str.isalpha, row.text)) for row in (*sheet.rows, *sheet.sideways))


def awaits_ocr(warnings: Sequence[str]) -> bool:
    """Whether a reading's warnings tell of pages that another reading, with Tesseract, would have."""
    return any(" not read: " in one and one.endswith(_AGAIN) for one in warnings)


def _is_scan(document: pymupdf.Document, sheet: Sheet) -> bool:
    """Whether a page has hardly any text, and shows pictures or lettering that may be its text."""
    if letters_of(sheet) >= LETTERS_A_PAGE:
        return False
    page = document[sheet.number - 1]
    log = page.get_bboxlog()
    pictures = [box for kind, box in log if kind in _PICTURES]
    covered = sum(max(0.0, x1 - x0) * max(0.0, y1 - y0) for x0, y0, x1, y1 in pictures)
    paths = sum(kind.endswith("-path") for kind, _ in log)
    area = float(page.rect.width * page.rect.height)
    return bool(covered >= _COVERED * area or paths > _LETTERING)


def _refusal(
    name: str, wanted: int, pages: int, reasons: Sequence[str], scans: Scans
) -> UnreadableFile:
    what = "every page is a scan" if wanted == pages else "its pages are scans or empty"
    if not reasons:
        return UnreadableFile(
            name,
            f"there is no text in it: {what}, and text recognition found no words",
            hint="If there are words on it, scan it again, upright and sharper.",
        )
    hint = f"{scans.hint}, and add it again." if scans.lack in reasons else ""
    return UnreadableFile(name, f"there is no text in it: {what}, and {reasons[0]}", hint=hint)


def _unread(why: str, numbers: Sequence[int], scans: Scans) -> str:
    listed = ", ".join(map(str, numbers[:_NAMED]))
    rest = len(numbers) - _NAMED
    more = f" and {rest} more" if rest > 0 else ""
    some = (
        f"Page {listed} is a scan and was"
        if len(numbers) == 1
        else f"Pages {listed}{more} are scans and were"
    )
    advice = f" {scans.hint}, {_AGAIN}" if why == scans.lack else ""
    return f"{some} not read: {why}.{advice}"
