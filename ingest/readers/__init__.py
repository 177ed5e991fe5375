"""The files that can be read, one reader a kind."""

from __future__ import annotations

from ingest.readers.base import HTML, PDF, XML, Reader, Reading, media_type


def read(data: bytes, name: str) -> Reading:
    """Read a file by its kind. ``name`` decides which (its ending), and labels errors.

    Raises:
        UnreadableFile: nothing can be made of it; the reason says what to do.
    """
    kind = media_type(data, name)
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
