"""The files that can be read, one reader a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.base import HTML, PDF, XML, Reader, Reading, media_type

if TYPE_CHECKING:
    from ingest.readers.pdf_ocr import Scans


def read(data: bytes, name: str, *, scans: Scans | None = None) -> Reading:
    """Read a file by its kind. ``name`` decides which (its ending), and labels errors.

    Args:
        scans: what is known of a PDF's pages without text; nothing by default.

    Raises:
        PagesWantedError: such pages are to be recognised first, as ``scans`` asks.
        UnreadableFile: nothing can be made of it; the reason says what to do.
    """
    kind = media_type(data, name)
    if kind == PDF and scans is not None:
        from ingest.readers.pdf import read_pdf

        return read_pdf(data, name, scans)
    return _reader(kind)(data, name)


def _reader(kind: str) -> Reader:
    if kind == PDF:
        from ingest.readers.pdf import read_pdf

        return read_pdf
    if kind == XML:
        from ingest.readers.jats import read_jats

        return read_jats
    if kind == HTML:
        from ingest.readers.html import read_html

        return read_html
    from ingest.readers.note import read_note

    return read_note
