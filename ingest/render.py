"""A page of a PDF as an image, with the cited lines highlighted."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.pdf_open import open_pdf
from kb.errors import NotFound, UnreadableFile
from kb.types import Box

if TYPE_CHECKING:
    import pymupdf

MAX_PIXELS = 16_000_000
MIN_DPI, MAX_DPI = 18, 300
# Painted in multiply mode, so that the text stays as dark as it was.
_INK = (0.74, 0.94, 0.60)
# How far from the passage's own lines a found quotation may lie, in points.
_NEAR = 6.0


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page image: PNG bytes, and its size in pixels.

    ``place`` takes a point (x, y) of a box on the page to its pixel, also where the page is turned:
    (a x + c y + e, b x + d y + f).
    """

    png: bytes
    width: int
    height: int
    place: tuple[float, float, float, float, float, float]


def render(
    pdf: bytes,
    page: int,
    *,
    boxes: Sequence[Box] = (),
    quote: str | None = None,
    dpi: int = 110,
) -> RenderedPage:
    """Draw one page (from 1) and mark what is quoted.

    The quotation is looked for near ``boxes``; where it is not found, the boxes of this page are marked
    themselves. Enormous pages are drawn smaller, so that no image has more than 16 million pixels.

    Raises:
        UnreadableFile: the PDF cannot be opened or the page not drawn.
        NotFound: there is no such page.
    """
    import pymupdf

    document = open_pdf(pdf, "the original")
    with document:
        if not 1 <= page <= document.page_count:
            raise NotFound(f"The document has no page {page}; it has {document.page_count}.")
        try:
            sheet = document[page - 1]
            here = [pymupdf.Rect(b.x0, b.y0, b.x1, b.y1) for b in boxes if b.page == page]
            marks = _quads(sheet, quote, here) or [_along(rect) for rect in here]
            if marks:
                _highlight(sheet, marks)
            zoom = _zoom(sheet.rect.width, sheet.rect.height, dpi)
            image = sheet.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False, annots=True)
            place = sheet.rotation_matrix * pymupdf.Matrix(zoom, zoom)
            return RenderedPage(image.tobytes("png"), image.width, image.height, tuple(place))
        except (RuntimeError, ValueError) as error:
            raise UnreadableFile(
                "the original", f"page {page} cannot be drawn ({error})"
            ) from error


def _zoom(width: float, height: float, dpi: int) -> float:
    """Pixels a point: as ``dpi`` asks, or less where the page would come out too large."""
    wanted = min(max(dpi, MIN_DPI), MAX_DPI) / 72
    return min(wanted, math.sqrt(MAX_PIXELS / max(width * height, 1.0)))


def _quads(sheet: pymupdf.Page, quote: str | None, here: list[pymupdf.Rect]) -> list[pymupdf.Quad]:
    """Where the quotation stands, among the passage's lines if they are known."""
    if not quote or not quote.strip():
        return []
    if not here:
        return list(sheet.search_for(quote.strip(), quads=True))
    return _in_lines(sheet, quote, here) or _nearby(sheet, quote, here)


def _in_lines(sheet: pymupdf.Page, quote: str, here: list[pymupdf.Rect]) -> list[pymupdf.Quad]:
    """The quotation's words in the given lines, compared by letters and digits alone.

    So it is found across columns and although hyphens, ligatures and spaces were mended when it was read.
    """
    printed: list[str] = []
    owners: list[tuple[int, pymupdf.Rect]] = []
    words = sheet.get_text("words")
    for number, line in enumerate(here):
        for x0, y0, x1, y1, text, *_ in words:
            letters = _letters(text)
            if letters and _centre_in(type(line)(x0, y0, x1, y1), line):
                printed.append(letters)
                owners += [(number, type(line)(x0, y0, x1, y1))] * len(letters)
    wanted = _letters(quote)
    at = "".join(printed).find(wanted) if wanted else -1
    if at < 0:
        return []
    marks: dict[int, pymupdf.Rect] = {}
    for number, rect in owners[at : at + len(wanted)]:
        marks[number] = marks[number] | rect if number in marks else rect
    return [_along(rect) for rect in marks.values()]


def _along(rect: pymupdf.Rect) -> pymupdf.Quad:
    """A box with its upper edge along the line of text: a mark's ends bulge by its height."""
    if rect.height <= rect.width:
        return rect.quad
    return type(rect.quad)(rect.bl, rect.tl, rect.br, rect.tr)


def _nearby(sheet: pymupdf.Page, quote: str, here: list[pymupdf.Rect]) -> list[pymupdf.Quad]:
    """What a plain search finds close to the given lines."""
    around = [_grown(rect, _NEAR) for rect in here]
    found = sheet.search_for(quote.strip(), quads=True)
    return [quad for quad in found if any(_centre_in(quad.rect, area) for area in around)]


def _letters(text: str) -> str:
    # A dotless i is what is left of an accented one in some fonts.
    folded = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    return "".join(letter for letter in folded if letter.isalnum())


def _grown(rect: pymupdf.Rect, by: float) -> pymupdf.Rect:
    grown: pymupdf.Rect = rect + (-by, -by, by, by)  # noqa: RUF005  a sum of rectangles
    return grown


def _centre_in(rect: pymupdf.Rect, area: pymupdf.Rect) -> bool:
    x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
    return bool(area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1)


def _highlight(sheet: pymupdf.Page, marks: list[pymupdf.Quad]) -> None:
    annotation = sheet.add_highlight_annot(marks)
    annotation.set_colors(stroke=_INK)
    annotation.update()
