"""Reads signs whose text layer lies: fonts of symbols, private codes, names that disagree.

Publishers' symbol fonts often say "m" where they draw a micro sign, or "5" for an equals sign, and the
same code is another sign in the next article. Only what is suspicious is looked at: the outline that the
page draws decides (:mod:`ingest.readers.pdf_shapes`), and what it leaves open becomes U+FFFD.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ingest.readers.pdf_encoding import disagreements
from ingest.readers.pdf_layout import Row, Run, Sheet
from ingest.readers.pdf_shapes import UNREADABLE, is_nothing, read_shape, shape_of

if TYPE_CHECKING:
    import pymupdf

_SYMBOLIC = re.compile(
    r"symb|math|greek|dingb|universal|euclid|ornament|mtextra|wingd|webd|pi(?:one|two|three|four|\d|\b|-)"
    r"|\A(?:MTSY|MTEX|CMSY|CMMI|CMEX|MSAM|MSBM|ESSTIX|ZD\b)",
    re.IGNORECASE,
)
# A font with so few characters, and no word among them, was made for signs.
_FEW = 12
_WORD = re.compile(r"[^\W\d_]{3}")
# Outlines looked at in one document; nothing honest comes near it.
_MOST = 1500

# A font's name without the mark of its subset, and a character that its text layer claims.
Claim = tuple[str, str]


@dataclass(slots=True)
class _Use:
    """The characters of one font, and the pages that have them."""

    characters: set[str]
    pages: dict[int, set[str]]
    worded: bool = False


def read_signs(document: pymupdf.Document, sheets: Sequence[Sheet]) -> Counter[int]:
    """Mend the runs of ``sheets`` in place; returns how many characters of each page stay unreadable."""
    uses = _uses(sheets)
    fonts = {sheet.number: _page_fonts(document, sheet.number) for sheet in sheets}
    suspects = _suspects(document, uses, fonts)
    seen: dict[tuple[tuple[int, ...], Claim], str] = {}
    for sheet in sheets:
        here = {
            (name, character)
            for name, wanted in suspects.items()
            for character in uses[name].pages.get(sheet.number, frozenset()) & wanted
        }
        if not here:
            continue
        known = fonts[sheet.number]
        # A font may call itself otherwise than the page does: then any font of the page could be it.
        every = tuple(sorted(xref for xrefs in known.values() for xref in xrefs))
        places = {claim: (known.get(claim[0], every), claim) for claim in here}
        fresh = {claim for claim, place in places.items() if place not in seen}
        if fresh and len(seen) < _MOST:
            shown = _look(document[sheet.number - 1], fresh)
            for claim in fresh:
                seen[places[claim]] = shown.get(claim, claim[1])
        mended: defaultdict[str, dict[int, str]] = defaultdict(dict)
        for claim, place in places.items():
            sign = seen.get(place, claim[1])
            if sign != claim[1]:
                mended[claim[0]][ord(claim[1])] = sign
        if mended:
            _mend(sheet, mended)
    return Counter({sheet.number: n for sheet in sheets if (n := _unreadable(sheet))})


def _uses(sheets: Iterable[Sheet]) -> dict[str, _Use]:
    uses: dict[str, _Use] = {}
    for sheet in sheets:
        for row in (*sheet.rows, *sheet.sideways):
            for run in row.runs:
                name = run.style.font
                use = uses.get(name)
                if use is None:
                    use = uses[name] = _Use(set(), {})
                use.pages.setdefault(sheet.number, set()).update(run.text)
                if not use.worded and _WORD.search(run.text):
                    use.worded = True
    for use in uses.values():
        use.characters = set().union(*use.pages.values()) - {" ", "\u00a0"}
    return uses


def _page_fonts(document: pymupdf.Document, number: int) -> dict[str, tuple[int, ...]]:
    """The embedded fonts of a page: numbers of their objects by name."""
    fonts: defaultdict[str, set[int]] = defaultdict(set)
    for xref, extension, _, name, *_ in document.get_page_fonts(number - 1, full=True):
        if extension != "n/a":
            fonts[plain_name(name)].add(xref)
    return {name: tuple(sorted(xrefs)) for name, xrefs in fonts.items()}


def plain_name(font: str) -> str:
    """A font's name without the six letters that mark a subset."""
    return font.rsplit("+", 1)[-1] if "+" in font[:8] else font


def _suspects(
    document: pymupdf.Document,
    uses: dict[str, _Use],
    fonts: dict[int, dict[str, tuple[int, ...]]],
) -> dict[str, set[str]]:
    """Characters to look at, by font."""
    embedded: defaultdict[str, set[int]] = defaultdict(set)
    for page in fonts.values():
        for name, xrefs in page.items():
            embedded[name].update(xrefs)
    suspects: dict[str, set[str]] = {}
    for name, use in uses.items():
        few = len(use.characters) <= _FEW and not use.worded
        if _SYMBOLIC.search(name) or few:
            found = set(use.characters)
        else:
            found = {c for c in use.characters if not c.isascii() and is_nothing(c)}
            for xref in embedded.get(name, ()):
                found |= use.characters & disagreements(document, xref)
        if found:
            suspects[name] = found
    return suspects


def _look(page: pymupdf.Page, wanted: set[Claim]) -> dict[Claim, str]:
    """What the page draws for each claim; a claim that is drawn as different signs is unreadable."""
    from pymupdf import mupdf

    # Outlines are compared after the page has run: nothing may fail inside the library's callback.
    glyphs: dict[tuple[Claim, int], Any] = {}
    watched = frozenset(name for name, _ in wanted)

    def see(font: Any, name: str, glyph: int, code: int) -> None:
        claim = (name, chr(code) if 0 <= code < 0x110000 else UNREADABLE)
        if claim in wanted:
            glyphs.setdefault((claim, glyph), font)

    device = _watcher(watched, see)
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(1, 0, 0, 1, 0, 0), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    drawn: defaultdict[Claim, set[str]] = defaultdict(set)
    for (claim, glyph), font in glyphs.items():
        shape = shape_of(font, glyph)
        if shape is None:
            drawn[claim].add(claim[1])
        else:
            symbols = _SYMBOLIC.search(claim[0]) is not None
            drawn[claim].add(read_shape(shape, claim[1], of_symbols=symbols))
    return {claim: signs.pop() if len(signs) == 1 else UNREADABLE for claim, signs in drawn.items()}


def _watcher(names: frozenset[str], see: Callable[[Any, str, int, int], None]) -> Any:
    """A device that shows every glyph of the named fonts to ``see`` and draws nothing."""
    from pymupdf import mupdf

    class Watcher(mupdf.FzDevice2):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.use_virtual_fill_text()

        def fill_text(self, _context: Any, text: Any, *_: Any) -> None:
            part = text.head
            while part:
                span = mupdf.FzTextSpan(part)
                font = span.font()
                name = plain_name(mupdf.fz_font_name(font))
                if name in names:
                    for i in range(span.m_internal.len):
                        item = span.items(i)
                        if item.gid >= 0:
                            see(font, name, item.gid, item.ucs)
                part = part.next

    return Watcher()


def _mend(sheet: Sheet, mended: dict[str, dict[int, str]]) -> None:
    for row in (*sheet.rows, *sheet.sideways):
        if any(run.style.font in mended for run in row.runs):
            row.runs = [_mended(run, mended.get(run.style.font)) for run in row.runs]


def _mended(run: Run, table: dict[int, str] | None) -> Run:
    return run if table is None else replace(run, text=run.text.translate(table))


def _unreadable(sheet: Sheet) -> int:
    rows: list[Row] = [*sheet.rows, *sheet.sideways]
    return sum(run.text.count(UNREADABLE) for row in rows for run in row.runs)
