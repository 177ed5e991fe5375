"""What a font in a PDF says of its own codes, and where it contradicts itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pymupdf

_DIFFERENCES = re.compile(r"/Differences\s*\[(.*?)\]", re.DOTALL)
_TOKEN = re.compile(r"/([^\s/\[\]<>()]+)|(\d+)")
_ONE = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{4})>")
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{4})>")
_MAPS_AT_MOST = 200_000  # bytes; the map of a font of one byte a code is a few kilobytes
_CODES = 256


def disagreements(document: pymupdf.Document, xref: int) -> frozenset[str]:
    """Characters that the text layer claims for a code whose glyph is named otherwise.

    Compares /ToUnicode with /Differences of a font with one byte a code (ISO 32000-1, 9.6.6 and 9.10).
    """
    kind, value = document.xref_get_key(xref, "ToUnicode")
    if kind != "xref":
        return frozenset()
    names = _names(document, xref)
    if not names:
        return frozenset()
    stream = document.xref_stream(int(value.split()[0])) or b""
    claims = _claims(stream[:_MAPS_AT_MOST])
    return frozenset(
        claim
        for code, claim in claims.items()
        if (named := names.get(code)) and not _same(named, claim)
    )


def _names(document: pymupdf.Document, xref: int) -> dict[int, str]:
    """Characters by code, as far as the glyphs' names tell them."""
    from pymupdf import mupdf

    kind, value = document.xref_get_key(xref, "Encoding")
    if kind == "xref":
        value = document.xref_object(int(value.split()[0]))
    match = _DIFFERENCES.search(value)
    names: dict[int, str] = {}
    code = 0
    for token in _TOKEN.finditer(match[1]) if match else ():
        if token[2]:
            code = int(token[2])
            continue
        point = mupdf.fz_unicode_from_glyph_name_strict(token[1])
        if point > 0 and code < _CODES:
            names[code] = chr(point)
        code += 1
    return names


def _claims(stream: bytes) -> dict[int, str]:
    """A /ToUnicode map of single characters, by code."""
    claims: dict[int, str] = {}
    for part in _CHARS.findall(stream):
        for code, point in _ONE.findall(part):
            claims[int(code, 16)] = chr(int(point, 16))
    for part in _RANGES.findall(stream):
        for first, last, point in _RANGE.findall(part):
            start, end = int(first, 16), min(int(last, 16), _CODES)
            for code in range(start, end + 1):
                claims[code] = chr((int(point, 16) + code - start) & 0xFFFF)
    return claims


def _same(one: str, other: str) -> bool:
    """Whether two characters print the same: case folded, composed, and hyphens, spaces and quotes alike."""
    import unicodedata

    def folded(character: str) -> str:
        plain = unicodedata.normalize("NFKC", character).casefold()
        return "-" if plain in "-\u00ad\u2010\u2011\u2212" else plain.strip() or " "

    return folded(one) == folded(other)
