"""What the reader processes and their parent say to each other: frames of JSON and bytes over pipes.

A frame is two big-endian lengths, then a JSON object, then a blob (a PDF one way, a PNG the other).
Nothing is ever unpickled, and the parent checks every reply, because a reader that a hostile file has
taken over must gain nothing by lying.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from ingest.readers.base import Reading
from ingest.readers.many import Entry
from kb.text.fields import MOST_PEOPLE
from kb.types import Block, BlockKind, Box, Line, Metadata, Reference, Table

HEADER = struct.Struct(">QQ")
MAX_FRAME = 1 << 30
# The catalog keeps pages and coordinates (in tenths of a point) as 32-bit integers.
_MOST = 2**31 - 1
_FARTHEST = 1e8
_KINDS = frozenset(get_args(BlockKind))


class WireError(ValueError):
    """The other end sent something that is not a message of this protocol."""


@dataclass(frozen=True, slots=True)
class Message:
    """A JSON object and a blob that belongs to it."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    blob: bytes | bytearray = b""

    def frame(self) -> tuple[bytes, bytes | bytearray]:
        """The bytes to send: head with JSON, then the blob (not copied)."""
        body = json.dumps(self.fields, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )
        return HEADER.pack(len(body), len(self.blob)) + body, self.blob


def sizes(head: bytes | bytearray) -> tuple[int, int]:
    """Lengths of JSON and blob from a frame's first 16 bytes.

    Raises:
        WireError: the frame would be larger than any that is ever sent.
    """
    body, blob = HEADER.unpack(head)
    if body > MAX_FRAME or blob > MAX_FRAME:
        raise WireError("a message of impossible size")
    return body, blob


def parse(body: bytes | bytearray, blob: bytes | bytearray) -> Message:
    """Put a received frame together.

    Raises:
        WireError: the JSON is damaged or no object.
    """
    try:
        fields = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise WireError("a message that is no JSON") from error
    if not isinstance(fields, dict):
        raise WireError("a message that is no object")
    return Message(fields, blob)


def pack_reading(reading: Reading) -> dict[str, Any]:
    """A reading as compact JSON: texts of blocks are left out, they are slices of the whole."""
    return {
        "media_type": reading.media_type,
        "pages": reading.page_count,
        "text": reading.text,
        "meta": pack_metadata(reading.metadata),
        "blocks": [
            [b.start, b.end, b.page, b.section, b.kind, [_pack_box(box) for box in b.boxes]]
            for b in reading.blocks
        ],
        "lines": [[ln.start, ln.end, *_pack_box(ln.box)] for ln in reading.lines],
        "warnings": list(reading.warnings),
        "tables": [
            [
                t.caption,
                t.page,
                [list(row) for row in t.rows],
                t.header_rows,
                t.notes,
                t.start,
                t.end,
                [_pack_box(box) for box in t.boxes],
            ]
            for t in reading.tables
        ],
        "references": [[r.text, r.doi, r.pmid] for r in reading.references],
        "confidence": [round(page, 3) for page in reading.confidence],
    }


def unpack_reading(form: object) -> Reading:
    """The reverse of :func:`pack_reading`, checked throughout.

    Raises:
        WireError: a value is missing, of the wrong type, or an offset lies outside the text.
    """
    try:
        if not isinstance(form, dict):
            raise TypeError("an object was expected")
        text = _text(form["text"])
        return Reading(
            media_type=_text(form["media_type"]),
            metadata=_metadata(form["meta"]),
            page_count=_whole(form["pages"]),
            text=text,
            blocks=tuple(_block(item, text) for item in form["blocks"]),
            lines=tuple(_line(item, text) for item in form["lines"]),
            warnings=tuple(_text(item) for item in form["warnings"]),
            tables=tuple(_table(item, text) for item in form["tables"]),
            references=tuple(_reference(item) for item in form["references"]),
            confidence=tuple(float(page) for page in form["confidence"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise WireError(f"a reading that makes no sense ({error})") from error


def pack_metadata(meta: Metadata) -> list[Any]:
    """Metadata as a list, in the order of its fields."""
    return [
        meta.title,
        list(meta.authors),
        meta.journal,
        meta.year,
        meta.volume,
        meta.pages,
        meta.doi,
        meta.pmid,
        meta.pmcid,
        meta.licence,
        meta.type,
        meta.design,
        meta.sample_size,
        [list(origin) for origin in meta.origins],
    ]


def unpack_metadata(form: object) -> Metadata:
    """The reverse of :func:`pack_metadata`, checked.

    Raises:
        WireError: a value is missing or of the wrong type.
    """
    try:
        return _metadata(form)
    except (TypeError, ValueError, OverflowError) as error:
        raise WireError(f"metadata that makes no sense ({error})") from error


def pack_entry(entry: Entry) -> dict[str, Any]:
    """One work of a file of many."""
    return {"key": entry.key, "reading": pack_reading(entry.reading), "passed": entry.passed}


def unpack_entry(form: object) -> Entry:
    """The reverse of :func:`pack_entry`, checked.

    Raises:
        WireError: a value is missing or of the wrong type.
    """
    if not isinstance(form, dict):
        raise WireError("an entry that is no object")
    reading = unpack_reading(form.get("reading"))
    try:
        return Entry(_text(form.get("key")), reading, _maybe(form.get("passed")))
    except TypeError as error:
        raise WireError(f"an entry that makes no sense ({error})") from error


def pack_boxes(boxes: tuple[Box, ...]) -> list[list[float]]:
    """Boxes as plain lists."""
    return [_pack_box(box) for box in boxes]


def unpack_box(item: object) -> Box:
    """One box from its list.

    Raises:
        ValueError, TypeError: it is none.
    """
    page, *corners = _list(item)
    x0, y0, x1, y1 = (_coordinate(corner) for corner in corners)
    return Box(_whole(page), x0, y0, x1, y1)


def _metadata(form: object) -> Metadata:
    title, authors, journal, year, volume, pages, doi, pmid, *more = _list(form)
    pmcid, licence, type_, design, sample_size, origins = more
    return Metadata(
        title=_maybe(title),
        authors=tuple(_text(author) for author in authors),
        journal=_maybe(journal),
        year=None if year is None else _whole(year),
        volume=_maybe(volume),
        pages=_maybe(pages),
        doi=_maybe(doi),
        pmid=_maybe(pmid),
        pmcid=_maybe(pmcid),
        licence=_maybe(licence),
        type=_maybe(type_),
        design=_maybe(design),
        sample_size=None if sample_size is None else _whole(sample_size, MOST_PEOPLE),
        origins=tuple((_text(name), _text(origin)) for name, origin in origins),
    )


def _pack_box(box: Box) -> list[float]:
    return [box.page, round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)]


def _block(item: object, text: str) -> Block:
    start, end, page, section, kind, boxes = _list(item)
    start, end = _span(start, end, text)
    if kind not in _KINDS:
        raise ValueError(f"no such kind of block: {kind!r}")
    return Block(
        text=text[start:end],
        page=_whole(page),
        section=_maybe(section),
        kind=cast("BlockKind", kind),
        start=start,
        end=end,
        boxes=tuple(unpack_box(box) for box in boxes),
    )


def _line(item: object, text: str) -> Line:
    start, end, *box = _list(item)
    start, end = _span(start, end, text)
    return Line(start, end, unpack_box(box))


def _table(item: object, text: str) -> Table:
    caption, page, rows, header_rows, notes, start, end, boxes = _list(item)
    start, end = _span(start, end, text)
    return Table(
        caption=_maybe(caption),
        page=_whole(page),
        rows=tuple(tuple(_text(cell) for cell in _list(row)) for row in _list(rows)),
        header_rows=_whole(header_rows),
        notes=_maybe(notes),
        start=start,
        end=end,
        boxes=tuple(unpack_box(box) for box in boxes),
    )


def _reference(item: object) -> Reference:
    text, doi, pmid = _list(item)
    return Reference(_text(text), _maybe(doi), _maybe(pmid))


def _span(start: object, end: object, text: str) -> tuple[int, int]:
    if isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(text):
        return start, end
    raise ValueError("offsets outside the text")


def _whole(value: object, most: int = _MOST) -> int:
    if isinstance(value, int) and 0 <= value <= most:
        return int(value)
    raise ValueError("a number that the catalog cannot keep")


def _coordinate(value: object) -> float:
    if isinstance(value, (int, float)) and abs(value) <= _FARTHEST:
        return float(value)
    raise ValueError("a place that is on no page")


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    # Half of a surrogate pair cannot be written.
    if not value.isascii():
        value.encode()
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)
