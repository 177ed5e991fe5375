"""How a document was read, page by page: the blocks that the reader saw, and the text that they became."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.readers.base import PDF
from ingest.readers.pdf_confidence import DOUBTFUL
from kb.errors import IngestError
from kb.types import Block, Box, Document, DocumentInfo

if TYPE_CHECKING:
    from ui.web.pageimages import PageImage
    from ui.web.site import Site

KINDS = {
    "heading": "Heading",
    "text": "Text",
    "table": "Table",
    "caption": "Caption",
    "reference": "Reference",
    "other": "Other",
}
OTHER = "Other is kept out of answers: names, addresses, lists of keywords and the like."
LEFT_OUT = "What has no frame was left out: running heads, page numbers, notes in the margin."
NOT_KEPT = (
    "The original of this document is not kept, so it cannot be read again. Below is the text that the "
    "library holds."
)
NO_PAGES = "This is a text without printed pages. Below is what was read, section by section."
NOT_DRAWN = "This page cannot be drawn; its blocks are listed alone."
LISTED = 24


def of_page(site: Site, document: DocumentInfo, page: int) -> dict[str, Any]:
    """The view of one page; ``page`` is taken to the nearest that there is.

    Raises:
        NotFound, NotPermitted: as the library says.
    """
    try:
        reading = site.readings.of(document.id)
    except IngestError as error:
        return _held(site, document, f"{error} Below is the text that the library holds.")
    if reading is None:
        return _held(site, document, NOT_KEPT if document.media_type == PDF else NO_PAGES)
    page = min(max(1, page), max(1, reading.page_count))
    image = site.images.page(document.id, page) if reading.media_type == PDF else None
    blocks = [block for block in reading.blocks if page in pages_of(block)]
    sure = reading.confidence[page - 1] if page <= len(reading.confidence) else None
    missing = NOT_DRAWN if reading.media_type == PDF else NO_PAGES
    return {
        **_frame(document, page, max(1, reading.page_count)),
        **_picture(image, document, page),
        "note": "" if image else missing,
        "blocks": [_block(n, block, page, image) for n, block in enumerate(blocks, start=1)],
        "legend": _legend(blocks),
        "legendNote": f"{LEFT_OUT} {OTHER}" if image else "",
        "facts": _facts(reading),
        "confidence": None if sure is None else f"{sure:.2f}",
        "doubtful": sure is not None and sure < DOUBTFUL,
        **_doubts(reading.confidence, page),
        "warnings": list(reading.warnings),
    }


def pages_of(block: Block) -> set[int]:
    """The pages that a block stands on."""
    return {block.page, *(box.page for box in block.boxes)}


def _held(site: Site, document: DocumentInfo, note: str) -> dict[str, Any]:
    """What the library holds, where nothing can be read again: its passages under their sections."""
    passages = site.library.passages(document.id, site.principal)
    return {
        **_frame(document, 1, 1),
        **_picture(None, document, 1),
        "note": note,
        "blocks": [
            {
                "n": n,
                "kind": "text",
                "label": "Passage",
                "section": one.section or "",
                "text": one.text,
                "more": f"page {one.page}" if document.pages > 1 else "",
                "boxes": [],
            }
            for n, one in enumerate(passages, start=1)
        ],
        "legend": [],
        "legendNote": "",
        "facts": "",
        "confidence": None,
        "doubtful": False,
        **_doubts((), 1),
        "warnings": list(document.warnings),
    }


def _frame(document: DocumentInfo, page: int, pages: int) -> dict[str, Any]:
    return {
        "title": document.title,
        "page": page,
        "pages": pages,
        "pageBefore": page - 1 if page > 1 else None,
        "pageAfter": page + 1 if page < pages else None,
    }


def _picture(image: PageImage | None, document: DocumentInfo, page: int) -> dict[str, Any]:
    if image is None:
        return {"image": None}
    return {
        "image": "data:image/png;base64," + base64.b64encode(image.png).decode("ascii"),
        "width": image.width,
        "height": image.height,
        "alt": f"Page {page} of {document.title}, with the blocks that were read framed and numbered",
    }


def _block(n: int, block: Block, page: int, image: PageImage | None) -> dict[str, Any]:
    pages = sorted(pages_of(block))
    told = []
    if pages[0] < page:
        told.append(f"begins on page {pages[0]}")
    if pages[-1] > page:
        told.append(f"goes on to page {pages[-1]}")
    here = [box for box in block.boxes if box.page == page]
    return {
        "n": n,
        "kind": block.kind,
        "label": KINDS[block.kind],
        "section": block.section if block.section and block.kind != "heading" else "",
        "text": block.text,
        "more": ", ".join(told),
        "boxes": [placed(box, image) for box in here] if image else [],
    }


def placed(box: Box, image: PageImage) -> list[float]:
    """A box as shares of the image, in percent: left, top, width, height; never outside of it."""
    a, b, c, d, e, f = image.place
    xs = sorted(a * x + c * y + e for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
    ys = sorted(b * x + d * y + f for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
    left, right = (min(max(100 * x / max(image.width, 1), 0), 100) for x in xs)
    top, bottom = (min(max(100 * y / max(image.height, 1), 0), 100) for y in ys)
    return [round(one, 2) for one in (left, top, right - left, bottom - top)]


def _legend(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    counts = Counter(block.kind for block in blocks)
    return [
        {"kind": kind, "label": label, "count": counts[kind]}  # type: ignore[index]
        for kind, label in KINDS.items()
        if kind in counts
    ]


def _facts(reading: Document) -> str:
    def count(number: int, noun: str) -> str:
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    parts = [count(reading.page_count, "page"), count(len(reading.blocks), "block")]
    parts += [count(len(reading.tables), "table"), count(len(reading.references), "reference")]
    return f"The whole document, read again just now: {', '.join(parts)}."


def _doubts(confidence: Sequence[float], page: int) -> dict[str, Any]:
    """The doubtful pages, the most doubtful first, and what is to be said of the others."""
    doubtful = sorted((sure, n) for n, sure in enumerate(confidence, start=1) if sure < DOUBTFUL)
    others = [sure for sure in confidence if sure >= DOUBTFUL]
    if not confidence:
        told = ""
    elif not doubtful:
        told = f"No page is doubtful: {_least(others)} on each."
    else:
        more = len(doubtful) - LISTED
        told = f"and {more} more; " if more > 0 else ""
        told += f"{_least(others)} on every other page" if others else "that is every page"
    return {
        "doubts": [
            {"page": n, "confidence": f"{sure:.2f}", "here": n == page}
            for sure, n in doubtful[:LISTED]
        ],
        "doubtsNote": told,
    }


def _least(confidence: Sequence[float]) -> str:
    least = min(confidence)
    return f"{least:.2f}" if least == max(confidence) else f"{least:.2f} or more"
