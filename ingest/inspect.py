"""How a file was read, as plain JSON: what ``kb inspect FILE --json`` shows and what readings are judged by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.readers import read
from ingest.readers.base import Reading


def inspect_file(path: Path) -> dict[str, Any]:
    """Read a file in this process (for files that are trusted) and describe the reading.

    Returns:
        title, doi, year, journal, volume, pages, authors, media_type, page_count, warnings; ``blocks`` as
        {text, page, section, kind}; ``references`` as {text, doi}, one for each entry.

    Raises:
        UnreadableFile: nothing can be made of it.
    """
    return describe(read(path.read_bytes(), path.name))


def describe(reading: Reading) -> dict[str, Any]:
    """A reading in the form of :func:`inspect_file`."""
    meta = reading.metadata
    return {
        "title": meta.title,
        "doi": meta.doi,
        "year": meta.year,
        "journal": meta.journal,
        "volume": meta.volume,
        "pages": meta.pages,
        "authors": list(meta.authors),
        "media_type": reading.media_type,
        "page_count": reading.page_count,
        "warnings": list(reading.warnings),
        "blocks": [
            {"text": b.text, "page": b.page, "section": b.section, "kind": b.kind}
            for b in reading.blocks
        ],
        "references": [
            {"text": b.text, "doi": _doi(b.text)} for b in reading.blocks if b.kind == "reference"
        ],
    }


def _doi(text: str) -> str | None:
    from ingest.readers.pdf_metadata import find_doi

    return find_doi(text)
