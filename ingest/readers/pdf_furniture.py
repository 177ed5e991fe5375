"""Finds what is printed around the text: running heads, feet, page numbers, licence lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ingest.readers.pdf_layout import Row, Sheet

# Share of the page's height, above and below, where running heads and feet stand.
_MARGIN = 0.11
_DIGITS = re.compile(r"\d+")
_PAGE_WORD = re.compile(
    r"\W*(?:page|p\.?|pp\.?)?\W*\d{1,5}\W*(?:(?:of|/)\W*\d{1,5})?\W*", re.IGNORECASE
)

_NOTICES = re.compile(
    r"creative commons|open access article|all rights reserved|copyright (?:©|\(c\)|holder|20|19)|©"
    r"|licen[cs]ee |terms of the [\w ]*licen[cs]e|remains neutral with regard|publisher.s note"
    r"|submit your (?:next )?manuscript|thorough peer review|no space constraints"
    r"|immediate publication on acceptance|inclusion in pubmed|freely available for redistribution"
    r"|correspondence (?:should be addressed|to:?\s)|correspondence:|^\W*corresponding authors?\b|\bcorresponding authors?\s*:"
    r"|academic editor|^\W*received:? |^\W*accepted:? |^e-?mail:|handling editor|convenient online submission"
    r"|downloaded from|see end of article|author information is available",
    re.IGNORECASE,
)


def drop_furniture(sheets: list[Sheet]) -> list[str]:
    """Take running heads, feet and page numbers out of ``sheets``; returns their texts, once each.

    A margin row is furniture if it is there on other pages too (with digits masked), or if it carries the
    page's own number and does not stand in running text or a table.
    """
    margins = {
        sheet.number: [row for row in sheet.rows if _in_margin(row, sheet)] for sheet in sheets
    }
    pages_with: Counter[str] = Counter()
    for rows in margins.values():
        pages_with.update({_masked(row.text) for row in rows})
    offset = _page_offset(margins)
    found: dict[str, None] = {}
    for sheet in sheets:
        gone: set[int] = set()
        for row in margins[sheet.number]:
            repeated = pages_with[_masked(row.text)] > 1 and len(row.text) < 250
            numbered = offset is not None and sheet.number + offset in _edge_numbers(row.text)
            numbered = numbered or _PAGE_WORD.fullmatch(row.text) is not None
            if repeated or (numbered and not _in_flow(row, sheet, pages_with)):
                gone.add(id(row))
                found[row.text] = None
        sheet.rows = [row for row in sheet.rows if id(row) not in gone]
    _drop_sideways_banners(sheets)
    return list(found)


def is_notice(text: str) -> bool:
    """Whether a block is about the publication itself: licence, correspondence, dates, advertisement."""
    match = _NOTICES.search(text)
    if match is None:
        return False
    # A long paragraph that mentions a licence in passing is text.
    return len(text) < 1200 and (match.start() < 200 or len(text) < 400)


def _in_margin(row: Row, sheet: Sheet) -> bool:
    return row.y1 < sheet.height * _MARGIN or row.y0 > sheet.height * (1 - _MARGIN)


def _in_flow(row: Row, sheet: Sheet, pages_with: Mapping[str, int]) -> bool:
    """Whether a row goes on, above or below it, in its own type, in what is on this page only."""
    style = row.style
    return any(
        other is not row
        and -0.3 * row.height < max(other.y0 - row.y1, row.y0 - other.y1) < 0.6 * row.height
        and other.x0 < row.x1
        and row.x0 < other.x1
        and other.style == style
        and pages_with.get(_masked(other.text), 0) < 2
        for other in sheet.rows
    )


def _masked(text: str) -> str:
    return " ".join(_DIGITS.sub("#", text.casefold()).split())


def _edge_numbers(text: str) -> set[int]:
    """Numbers with which a row begins or ends."""
    numbers = {int(n) for n in re.findall(r"\A\W*(\d{1,5})\b", text)}
    return numbers | {int(n) for n in re.findall(r"\b(\d{1,5})\W*\Z", text)}


def _page_offset(margins: dict[int, list[Row]]) -> int | None:
    """Printed page number minus position, if the margins of most pages agree on one."""
    votes: Counter[int] = Counter()
    for number, rows in margins.items():
        seen = {n - number for row in rows for n in _edge_numbers(row.text)}
        votes.update(seen)
    if not votes:
        return None
    offset, count = votes.most_common(1)[0]
    return offset if count > 1 and count * 2 >= len(margins) else None


def _at_side(row: Row, sheet: Sheet) -> bool:
    return row.x1 < sheet.width * _MARGIN or row.x0 > sheet.width * (1 - _MARGIN)


def _drop_sideways_banners(sheets: Iterable[Sheet]) -> None:
    """Text set sideways is a banner if the margins of other pages have it too; else it may be a turned table."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    sheets = list(sheets)
    for sheet in sheets:
        for row in sheet.sideways:
            if _at_side(row, sheet):
                places[_masked(row.text)].add(sheet.number)
    for sheet in sheets:
        kept = [
            row
            for row in sheet.sideways
            if not _at_side(row, sheet) or len(places[_masked(row.text)]) == 1
        ]
        # A few turned words are axis labels or a stamp.
        sheet.sideways = kept if len(kept) > 8 else []
