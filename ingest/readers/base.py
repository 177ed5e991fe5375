"""What a reader is, what it gives back, and which one a file needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from kb.errors import UnreadableFile
from kb.types import Block, Collection, Document, Line, Metadata, Reference, Table

PDF = "application/pdf"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
HTML = "text/html"
XML = "application/xml"
SUFFIXES: dict[str, str] = {
    ".pdf": PDF,
    ".xml": XML,
    ".nxml": XML,
    ".html": HTML,
    ".htm": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN,
    ".text": PLAIN,
}
# First bytes of what people rename by mistake, and what to do instead.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or Office document", "Export it as PDF and add that."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Export it as PDF and add that."),
    (b"{\\rtf", "a rich-text document", "Save it as plain text or PDF and add that."),
    (b"\x89PNG", "a PNG image", "Make a PDF with a text layer of it (OCR) and add that."),
    (b"\xff\xd8\xff", "a JPEG image", "Make a PDF with a text layer of it (OCR) and add that."),
    (b"II*\x00", "a TIFF image", "Make a PDF with a text layer of it (OCR) and add that."),
    (b"MM\x00*", "a TIFF image", "Make a PDF with a text layer of it (OCR) and add that."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"%!PS", "a PostScript file", "Convert it to PDF and add that."),
    (b"DICM", "a DICOM object", "Export its report as text or PDF."),
    (b"\x7fELF", "a program", ""),
    (b"MZ", "a program", ""),
)
# PDF allows some bytes before its mark; readers commonly accept it within the first kilobyte.
_MAGIC_WITHIN = 1024
_PAGE = "a web page"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's content, before it has an identity. Fields as in :class:`kb.types.Document`."""

    media_type: str
    metadata: Metadata
    page_count: int
    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    confidence: tuple[float, ...] = ()

    def document(self, *, source: str, sha256: str, collection: Collection) -> Document:
        """The document of this content: ``sha256`` (hex) is of the file's bytes."""
        return Document(
            source=source,
            sha256=sha256,
            collection=collection,
            media_type=self.media_type,
            metadata=self.metadata,
            page_count=self.page_count,
            text=self.text,
            blocks=self.blocks,
            lines=self.lines,
            warnings=self.warnings,
            tables=self.tables,
            references=self.references,
            confidence=self.confidence,
        )


class Reader(Protocol):
    """Turns a file's bytes into a reading. ``name`` is its label in errors, never opened."""

    def __call__(self, data: bytes, name: str) -> Reading:
        """Read.

        Raises:
            UnreadableFile: nothing can be made of it; the reason says what to do.
        """
        ...


def media_type(data: bytes, name: str) -> str:
    """What the file is, by its name and checked against its first bytes.

    Raises:
        UnreadableFile: empty, of no kind that can be read, or not what its name says.
    """
    suffix = PurePath(name).suffix.lower()
    expected = SUFFIXES.get(suffix)
    if expected is None:
        raise UnreadableFile(
            name,
            f"files ending in {suffix!r} cannot be read" if suffix else "the name has no ending",
            hint=f"Known endings: {', '.join(sorted(SUFFIXES))}.",
        )
    if not data:
        raise UnreadableFile(name, "the file is empty", hint="Fetch it again.")
    actual = _kind(data)
    if expected == PDF and actual != "a PDF":
        what = actual or ("text" if _looks_like_text(data) else "something else")
        raise UnreadableFile(
            name,
            f"it is not a PDF, although its name says so: it looks like {what}",
            hint=_advice(data) or "Fetch it again; a saved web page is a common cause.",
        )
    if expected != PDF and actual is not None and (expected, actual) != (HTML, _PAGE):
        what = "XML" if expected == XML else "text"
        hints = {"a PDF": "Rename it to end in .pdf.", _PAGE: "Rename it to end in .html."}
        raise UnreadableFile(
            name,
            f"it is not {what}, although its name says so: it looks like {actual}",
            hint=hints.get(actual) or _advice(data),
        )
    return expected


def _kind(data: bytes) -> str | None:
    """What the first bytes say, where they say anything."""
    for magic, what, _ in _OTHERS:
        if data.startswith(magic):
            return what
    if b"%PDF-" in data[:_MAGIC_WITHIN]:
        return "a PDF"
    start = data[:_MAGIC_WITHIN].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return _PAGE
    return None


def _advice(data: bytes) -> str:
    return next((hint for magic, _, hint in _OTHERS if data.startswith(magic)), "")


def _looks_like_text(data: bytes) -> bool:
    sample = data[:_MAGIC_WITHIN]
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) == 0
