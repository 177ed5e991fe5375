"""How documents, passages and vectors lie in catalog rows."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.types import Box, DocumentInfo, Line, Metadata, Passage

Vectors = npt.NDArray[np.float32]

BOX_SCALE = 10.0
LINE_NUMBERS = 7

DOCUMENT_COLUMNS = (
    "d.id, d.collection, d.media_type, d.title, d.authors, d.journal, d.year, d.volume, "
    "d.page_range, d.doi, d.pmid, d.pmcid, d.licence, d.type, d.design, d.sample_size, d.origins, "
    "d.pages, d.passages, d.warnings, d.confidence, d.attested_by, d.added, "
    "(SELECT min(s.source) FROM sources s WHERE s.document = d.key), "
    "(SELECT h.id FROM documents h WHERE h.key = d.hidden_by)"
)
METADATA_COLUMNS = (
    "title",
    "authors",
    "journal",
    "year",
    "volume",
    "page_range",
    "doi",
    "pmid",
    "pmcid",
    "licence",
    "type",
    "design",
    "sample_size",
    "origins",
)
PASSAGE_COLUMNS = (
    'p.key, d.id, p.ordinal, p.page, p.section, p.start, p."end", p.text, p.tokens, p.lines, p.kind'
)
PASSAGE_WIDTH = 11


def pack_lines(lines: tuple[Line, ...]) -> bytes:
    """Lines as 32-bit integers: start, end, page and the box in tenths of a point."""
    numbers = array("i")
    for line in lines:
        box = line.box
        corners = (round(value * BOX_SCALE) for value in (box.x0, box.y0, box.x1, box.y1))
        numbers.extend((line.start, line.end, box.page, *corners))
    return numbers.tobytes()


def unpack_lines(packed: bytes) -> tuple[Line, ...]:
    """The inverse of :func:`pack_lines`."""
    numbers = array("i")
    numbers.frombytes(packed)
    lines = []
    for at in range(0, len(numbers), LINE_NUMBERS):
        start, end, page, *corners = numbers[at : at + LINE_NUMBERS]
        x0, y0, x1, y1 = (value / BOX_SCALE for value in corners)
        lines.append(Line(start, end, Box(page, x0, y0, x1, y1)))
    return tuple(lines)


def pack_vector(vector: Vectors) -> bytes:
    """One embedding as little-endian 32-bit floats."""
    return vector.astype("<f4").tobytes()


def unpack_vectors(packed: list[bytes]) -> Vectors:
    """Stored embeddings as a matrix, one row each."""
    if not packed:
        return np.empty((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(packed), dtype="<f4").reshape(len(packed), -1)


def document_values(metadata: Metadata) -> tuple[Any, ...]:
    """Metadata in the order of ``METADATA_COLUMNS``."""
    return (
        metadata.title,
        json.dumps(metadata.authors, ensure_ascii=False),
        metadata.journal,
        metadata.year,
        metadata.volume,
        metadata.pages,
        metadata.doi,
        metadata.pmid,
        metadata.pmcid,
        metadata.licence,
        metadata.type,
        metadata.design,
        metadata.sample_size,
        json.dumps(metadata.origins, ensure_ascii=False),
    )


def metadata_of(values: Sequence[Any]) -> Metadata:
    """The inverse of :func:`document_values`."""
    title, authors, journal, year, volume, pages, *identifiers, origins = values
    doi, pmid, pmcid, licence, type_, design, sample_size = identifiers
    return Metadata(
        title=title,
        authors=tuple(json.loads(authors)),
        journal=journal,
        year=year,
        volume=volume,
        pages=pages,
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        licence=licence,
        type=type_,
        design=design,
        sample_size=sample_size,
        origins=tuple((name, origin) for name, origin in json.loads(origins)),
    )


def document_info(row: tuple[Any, ...]) -> DocumentInfo:
    """A row of ``DOCUMENT_COLUMNS`` as a value."""
    return DocumentInfo(
        id=row[0],
        collection=row[1],
        media_type=row[2],
        metadata=metadata_of(row[3:17]),
        pages=row[17],
        passages=row[18],
        warnings=tuple(json.loads(row[19])),
        confidence=tuple(json.loads(row[20])),
        attested_by=row[21],
        added=row[22],
        source=row[23] or "",
        hidden_by=row[24],
    )


def passage_id(document_id: str, ordinal: int) -> str:
    """A passage's public id."""
    return f"{document_id}-{ordinal:04d}"


def parse_passage_id(value: str) -> tuple[str, int] | None:
    """Document id and ordinal of a public passage id; ``None`` for anything else."""
    document_id, dash, ordinal = value.rpartition("-")
    if not dash or not ordinal.isdecimal():
        return None
    return document_id, int(ordinal)


def passage(row: tuple[Any, ...]) -> Passage:
    """A row of ``PASSAGE_COLUMNS`` as a value."""
    _, document_id, ordinal, page, section, start, end, text, tokens, lines, kind = row
    return Passage(
        id=passage_id(document_id, ordinal),
        document_id=document_id,
        ordinal=ordinal,
        page=page,
        section=section,
        start=start,
        end=end,
        text=text,
        tokens=tokens,
        lines=unpack_lines(lines),
        kind=kind,
    )
