"""Recognises headings by their type, their numbering and their place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.pdf_furniture import is_notice
from ingest.readers.pdf_layout import Row, Style
from ingest.readers.pdf_measure import (
    KNOWN_HEADINGS,
    NUMBERING,
    Page,
    has_stopped,
    is_caption,
    plain,
)

_MAX_HEADING = 160
_LETTER = re.compile(r"[^\W\d_]")


def heading_rows(rows: Sequence[Row], at: int, page: Page) -> int:
    """How many rows from ``at`` form a heading; 0 for none."""
    row = rows[at]
    if not (_could_head(row, page) or _heads_its_block(rows, at, page)):
        return 0
    size = 1
    style = row.style
    while (
        size < 4
        and at + size < len(rows)
        and rows[at + size].style == style
        and rows[at + size].y0 - rows[at + size - 1].y1 < 0.6 * row.height
        and not NUMBERING.match(rows[at + size].text)
        and _goes_on(rows[at + size - 1], rows[at + size], page)
    ):
        size += 1
    if at + size < len(rows) and size < 4 and _runs_on(rows[at + size], style):
        return 0
    text = " ".join(r.text for r in rows[at : at + size])
    known = plain(text) in KNOWN_HEADINGS
    if len(text) > _MAX_HEADING or len(text.split()) > 22:
        return 0
    if not known and text.endswith((".", ",", ";")) and not NUMBERING.match(text):
        return 0
    return size


def _runs_on(row: Row, style: Style) -> bool:
    """Whether a row begins in a heading's style and goes on in another: the heading runs into its text."""
    return row.runs[0].style == style and row.style != style and not style.bold


def _heads_its_block(rows: Sequence[Row], at: int, page: Page) -> bool:
    """Whether a short row in a type of its own stands directly on running text: a heading by its place."""
    row = rows[at]
    below = rows[at + 1 : at + 4]
    following = next((r for r in below if r.style != row.style), None)
    if following is None or following.style != page.body or abs(following.x0 - row.x0) > 3:
        return False
    if at and row.y0 - rows[at - 1].y1 < 0.25 * row.height:
        return False
    style, text = row.style, row.text
    own_type = style.font != page.body.font and all(
        r.style == style for r in row.runs if r.text.strip()
    )
    return (
        own_type
        and style.size >= 0.9 * page.body.size
        and row.cells == 1
        and text[:1].isupper()
        and not has_stopped(text)
        and not is_caption(row, page)
        and not is_notice(text)
    )


def _goes_on(before: Row, row: Row, page: Page) -> bool:
    """Whether a heading runs over to this row."""
    filled = before.width > 0.6 * page.column
    return plain(before.text) not in KNOWN_HEADINGS and (
        filled or row.text[:1].islower() or before.text.endswith(("-", ":", "and", "of", "the"))
    )


def _could_head(row: Row, page: Page) -> bool:
    """Whether a row looks like a heading by its type."""
    text, style, body = row.text, row.style, page.body
    if not _LETTER.search(text) or len(text) < 3 or row.cells > 2 or is_caption(row, page):
        return False
    first = NUMBERING.sub("", text, count=1)[:1]
    if not (first.isupper() or first.isdigit() or first in "\u201c\"'\u2018\u03b1\u03b2"):
        return False
    distinct = style != body
    # Some letters of another type (a symbol, an italic name) do not make or unmake a heading.
    pure = sum(len(run.text) for run in row.runs if run.style != body) >= 0.8 * len(text)
    if plain(text) in KNOWN_HEADINGS:
        return (distinct and pure) or row.width < 0.5 * page.column
    if not (distinct and pure) or is_notice(text):
        return False
    bold = style.bold and not body.bold
    italic = style.italic and not body.italic and len(text) < 90
    return style.size >= body.size * 1.1 or (style.size >= body.size * 0.97 and (bold or italic))


def run_in(rows: Sequence[Row], page: Page) -> str | None:
    """The heading set in the paragraph's first line ('2.1. Animals. The care ...'), if there is one."""
    first = rows[0].runs[0].style
    if first.bold == page.body.bold and first.italic == page.body.italic:
        return None
    if abs(first.size - page.body.size) > 0.75:
        return None
    head = ""
    for row in rows[:3]:
        for run in row.runs:
            same = run.style.bold == first.bold and run.style.italic == first.italic
            if not same and run.text.strip() and not run.text.strip(" .:0123456789"):
                same = True
            if not same and run.text.strip():
                return _as_run_in(head, rows)
            head += run.text
        head = head.rstrip()
        head = head[:-1] if head.endswith("-") else head + " "
        if len(head) > _MAX_HEADING:
            return None
    return None


def _as_run_in(head: str, rows: Sequence[Row]) -> str | None:
    head = " ".join(head.split())
    title = NUMBERING.sub("", head, count=1)
    ends = head.endswith((".", ":", "\u2014", "?")) and len(title) > 3
    # "P. falciparum", "et al.", "i.e." in italics are no headings.
    if not ends or not title[:1].isupper() or " al." in head or len(head.split()) > 18:
        return None
    return head if len(" ".join(row.text for row in rows)) > len(head) + 20 else None
