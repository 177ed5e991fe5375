"""Finds tables on pages by their captions and the lines that frame them, before rows are made paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.pdf_blocks import Group
from ingest.readers.pdf_layout import Row
from ingest.readers.pdf_measure import Page, is_caption, is_table_label
from ingest.readers.pdf_tables_page import PageRules
from ingest.readers.pdf_tables_rules import Rule, frame_below

# A caption has at most this many lines above its table's first line, counted in heights of its first.
_CAPTION_LINES = 8
# How far text may stand out of a frame, in points.
_OUT = 6.0
# So many full lines of running text between two lines, and they do not frame one table.
_PROSE = 2


def take_tables(
    rows: Sequence[Row], page: Page, rules: PageRules
) -> tuple[list[Row], list[tuple[Row, Group]]]:
    """Part the rows that framed tables hold from the rest.

    Returns:
        The other rows, in order, and for each table the first row of its caption and the table's rows.
    """
    taken: dict[int, int] = {}
    found: list[tuple[Row, list[Row]]] = []
    labels = [row for row in rows if is_table_label(row.text) and is_caption(row, page)]
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    for label in labels:
        own = by_page[label.page]
        others = [row for row in labels if row is not label and row.page == label.page]
        frame = _frame(label, others, own, rules.of(label.page), page)
        inside = [row for row in own if frame and _inside(row, frame) and id(row) not in taken]
        if len(inside) > 1 and label not in inside:
            taken.update((id(row), len(found)) for row in inside)
            found.append((label, inside))
    rest = [row for row in rows if id(row) not in taken]
    return rest, [(label, Group("table", inside)) for label, inside in found]


def put_back(groups: Sequence[Group], tables: Sequence[tuple[Row, Group]]) -> list[Group]:
    """The groups in order with each table behind the group that holds its caption's first row."""
    after = {id(label): table for label, table in tables}
    placed: list[Group] = []
    for group in groups:
        placed.append(group)
        placed += [after[id(row)] for row in group.rows if id(row) in after]
    return placed


def _frame(
    label: Row, others: Sequence[Row], rows: Sequence[Row], rules: Sequence[Rule], page: Page
) -> list[Rule]:
    """The lines around the table under a caption: the first above it, the last below it."""
    below = frame_below(rules, label.y1 - 1, label.x0, label.x1)
    if not below or below[0].y - label.y1 > _CAPTION_LINES * label.height:
        return []
    x0, x1 = below[0].x0, below[0].x1
    frame = below[:1]
    for rule in below[1:]:
        between = [row for row in rows if frame[-1].y < _middle(row) < rule.y]
        parted = any(frame[-1].y < row.y1 < rule.y and _over(row, x0, x1) for row in others)
        prose = sum(
            row.style == page.body and row.cells == 1 and row.width > 0.85 * (x1 - x0)
            for row in between
            if _over(row, x0, x1)
        )
        if parted or prose >= _PROSE:
            break
        frame.append(rule)
    return frame if len(frame) > 1 else []


def _inside(row: Row, frame: Sequence[Rule]) -> bool:
    x0, x1 = frame[0].x0 - _OUT, frame[0].x1 + _OUT
    return frame[0].y < _middle(row) < frame[-1].y and x0 <= row.x0 and row.x1 <= x1


def _over(row: Row, x0: float, x1: float) -> bool:
    return min(row.x1, x1) - max(row.x0, x0) > 0.5 * row.width


def _middle(row: Row) -> float:
    return (row.y0 + row.y1) / 2
