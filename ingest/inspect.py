"""How a file was read, as plain JSON: what ``kb inspect FILE --json`` shows and what readings are judged by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.readers import read
from ingest.readers.base import Reading
from ingest.readers.tables import printed_rows


def inspect_file(path: Path) -> dict[str, Any]:
    """Read a file in this process (for files that are trusted) and describe the reading.

    Returns:
        title, doi, year, journal, volume, pages, authors, pmid, pmcid, licence, type, design, sample_size,
        origins (where each came from), media_type, page_count, warnings; ``blocks`` as {text, page, section,
        kind}; ``references`` as {text, doi, pmid}, one for each entry; ``tables`` as
        {caption, page, rows, header_rows, notes}, rows of cells with the heads first, as printed.

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
        "pmid": meta.pmid,
        "pmcid": meta.pmcid,
        "licence": meta.licence,
        "type": meta.type,
        "design": meta.design,
        "sample_size": meta.sample_size,
        "origins": dict(meta.origins),
        "media_type": reading.media_type,
        "page_count": reading.page_count,
        "warnings": list(reading.warnings),
        "blocks": [
            {"text": b.text, "page": b.page, "section": b.section, "kind": b.kind}
            for b in reading.blocks
        ],
        "references": [
            {"text": one.text, "doi": one.doi, "pmid": one.pmid} for one in reading.references
        ],
        "tables": [
            {
                "caption": table.caption,
                "page": table.page,
                "rows": printed_rows(table),
                "header_rows": table.header_rows,
                "notes": table.notes,
            }
            for table in reading.tables
        ],
    }
