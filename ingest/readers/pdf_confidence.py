"""How far a page's text can be trusted, as one number a page, and which pages to look at.

Not a probability: a sum of reasons for doubt, each with its weight, so that a page with one small fault
ranks above a page with many. Below ``DOUBTFUL`` a page is named in a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.readers.pdf_layout import Row, Sheet

DOUBTFUL = 0.7
# What each reason takes from 1.
_REPAIRED, _RECOGNISED, _BARE, _HIDDEN, _ORDER, _OVERLAP, _TURNED = (
    0.2,
    0.35,
    0.5,
    0.1,
    0.3,
    0.4,
    0.1,
)
# What the share of a recognised page's unsure words is multiplied by, and what an unsure number costs.
_UNSURE, _UNSURE_NUMBER = 5.0, 0.1
# What one unreadable sign costs at least, what their share is multiplied by, and the most that they cost.
_SIGN, _SIGNS, _SIGNS_AT_MOST = 0.05, 30.0, 0.6
_FEW_LETTERS = 25
# Tables and figures go back up as often as this on any page.
_USUAL_JUMPS = 0.05
_NAMED = 20


def confidences(
    sheets: Sequence[Sheet], unreadable: Mapping[int, int], *, repaired: bool
) -> tuple[float, ...]:
    """One number from 0 to 1 for each page, rounded to hundredths.

    Args:
        sheets: the pages as read, running heads apart.
        unreadable: how many characters of a page could not be read, by page number.
        repaired: whether the file was damaged and mended on opening.
    """
    return tuple(
        _confidence(sheet, unreadable.get(sheet.number, 0), repaired=repaired) for sheet in sheets
    )


def doubts(
    sheets: Sequence[Sheet], unreadable: Mapping[int, int], trust: Sequence[float]
) -> list[str]:
    """Warnings for people: what was dropped, what could not be read, and which pages are doubtful."""
    warnings: list[str] = []
    hidden = [sheet.number for sheet in sheets if sheet.hidden]
    if hidden:
        letters = sum(sheet.hidden for sheet in sheets)
        warnings.append(
            f"Text that cannot be seen on the page was left out ({letters} letters): {_pages(hidden)}."
        )
    signs = [sheet.number for sheet in sheets if unreadable.get(sheet.number)]
    if signs:
        count = sum(unreadable.values())
        what = "1 sign" if count == 1 else f"{count} signs"
        warnings.append(f"{what} could not be read and stand as \ufffd: {_pages(signs)}.")
    recognised = [sheet.number for sheet in sheets if sheet.recognised]
    if recognised:
        warnings.append(
            "The text was recognised in a scanned image and may hold wrong characters: "
            f"{_pages(recognised)}."
        )
    scanned = [sheet.number for sheet in sheets if sheet.legible is not None]
    if scanned:
        warnings.append(
            "Text recognition (OCR) read the scanned image and may have taken one sign for another "
            f"(\u2265 for >, \u00b1 for +, 10\u2079 for 109): {_pages(scanned)}."
        )
    left = [sheet.number for sheet in sheets if sheet.left_out]
    if left:
        count = sum(sheet.left_out for sheet in sheets)
        what = "1 line" if count == 1 else f"{count} lines"
        warnings.append(f"{what} of scans could not be made out and were left out: {_pages(left)}.")
    doubtful = [
        sheet.number for sheet, value in zip(sheets, trust, strict=True) if value < DOUBTFUL
    ]
    if doubtful:
        warnings.append(f"Compare with the original before relying on it: {_pages(doubtful)}.")
    return warnings


def _confidence(sheet: Sheet, unreadable: int, *, repaired: bool) -> float:
    if sheet.unread:
        return 0.0
    rows = sheet.rows
    letters = sum(len(row.text) for row in (*rows, *sheet.sideways))
    doubt = _REPAIRED * repaired + _recognition(sheet) + _HIDDEN * bool(sheet.hidden)
    if letters < _FEW_LETTERS and sheet.pictured:
        doubt += _BARE
    if unreadable:
        doubt += min(_SIGNS_AT_MOST, _SIGN + _SIGNS * unreadable / max(letters, 1))
    if sheet.sideways:
        doubt += _TURNED
    doubt += _ORDER * _jumps(rows) + _OVERLAP * _overlaps(rows)
    return round(min(1.0, max(0.0, 1.0 - doubt)), 2)


def _recognition(sheet: Sheet) -> float:
    """What recognition takes: the same for every scan, and more as it was less sure of the page.

    A page of which it was sure is not to be relied on either: it reads \u00b1 as + at 95 of 100.
    """
    if sheet.legible is None:
        return _RECOGNISED * sheet.recognised
    words = sum(len(row.text.split()) for row in sheet.rows)
    unsure = _UNSURE * sheet.unsure / max(words, 1) + _UNSURE_NUMBER * sheet.unsure_number
    return _RECOGNISED + (1 - sheet.legible) + unsure


def _jumps(rows: Sequence[Row]) -> float:
    """Share of neighbouring rows that go back up the page within one column: an order in doubt."""
    if len(rows) < 2:
        return 0.0
    back = sum(
        after.y1 < before.y0
        and min(before.x1, after.x1) - max(before.x0, after.x0) > 0.5 * after.width
        for before, after in pairwise(rows)
    )
    return min(1.0, max(0.0, 5 * (back / len(rows) - _USUAL_JUMPS)))


def _overlaps(rows: Sequence[Row]) -> float:
    """Share of rows printed over the row before or after the next."""
    if len(rows) < 2:
        return 0.0
    ordered = sorted(rows, key=lambda row: row.y0)
    over = sum(
        min(a.y1, b.y1) - max(a.y0, b.y0) > 0.6 * min(a.height, b.height)
        and min(a.x1, b.x1) - max(a.x0, b.x0) > 0.3 * min(a.width, b.width)
        for a, b in pairwise(ordered)
    )
    return min(1.0, 3 * over / len(rows))


def _pages(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:_NAMED]))
    rest = len(numbers) - _NAMED
    return f"page{'s' * (len(numbers) > 1)} {listed}" + (f" and {rest} more" if rest > 0 else "")
