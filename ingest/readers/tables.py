"""A table as lines of text: what is searched, embedded and quoted of it.

Every reader that finds tables uses this, so that a row reads the same wherever it came from. A row's line
says again what its columns and its parent rows say on the page, because a line is found and read alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.text.rows import CELLS
from kb.types import Table

# A row label's indentation is kept as leading em spaces, one for each level, which HTML shows as well.
INDENT = "\u2003"
# Of a parent label longer than this, repeating it in each of its rows would bury the row.
_MOST_PARENT = 90

Span = tuple[int, int]


def table_text(table: Table) -> tuple[str, tuple[Span | None, ...]]:
    """The text of a table's block, and where each of ``table.rows`` stands in it.

    First a line with the caption, then a line for each row below the heads, "Label | Head: value |
    Head: value", then the notes. A label is preceded by those of its parent rows: a row that has no
    values of its own, or from which the label is indented (:data:`INDENT`). Heads of several rows are
    joined; empty cells are left out, and a cell that spans several columns is said once. A row without
    a label begins with the label above it, which is printed once for several rows.

    Returns:
        The text, and for each row its offsets (start, end) there; None for heads and empty rows.
    """
    lines: list[str] = []
    spans: list[Span | None] = []
    at = 0

    def add(line: str) -> Span:
        nonlocal at
        if lines:
            at += 1
        lines.append(line)
        at += len(line)
        return at - len(line), at

    if caption := _flat(table.caption or ""):
        add(caption)
    heads = column_heads(table)
    parents = row_parents(table)
    label = ""
    for number, row in enumerate(table.rows):
        line = ""
        if number >= table.header_rows and any(map(_flat, row)):
            label = _flat(row[0]) or label
            line = _row_line(row, label, heads, parents[number])
        spans.append(add(line) if line else None)
    if notes := _flat(table.notes or ""):
        add(notes)
    return "\n".join(lines), tuple(spans)


def column_heads(table: Table) -> tuple[str, ...]:
    """What the header rows say over each column, from top to bottom, each text once."""
    width = max((len(row) for row in table.rows), default=0)
    heads: list[str] = []
    for column in range(width):
        parts: list[str] = []
        for row in table.rows[: table.header_rows]:
            text = _flat(row[column]) if column < len(row) else ""
            if text and text not in parts:
                parts.append(text)
        heads.append(" ".join(parts))
    return tuple(heads)


def row_parents(table: Table) -> tuple[tuple[str, ...], ...]:
    """For each row the labels that it stands under, outermost first.

    A label is under the nearest label above that is indented less. Where rows that have only a label are
    followed by rows at the same indentation, they head these until the next such row. A row without a
    label belongs to the label above it.
    """
    found: list[tuple[str, ...]] = []
    of_label: tuple[str, ...] = ()
    # (level, label, whether rows of the same level belong to it)
    open_: list[tuple[int, str, bool]] = []
    for number, row in enumerate(table.rows):
        if number < table.header_rows or not any(map(_flat, row)):
            found.append(())
            continue
        level, label, alone = _level(row), _flat(row[0]), is_section(row)
        if not label:
            found.append(of_label)
            continue
        while open_ and (
            open_[-1][0] > level or (open_[-1][0] == level and (alone or not open_[-1][2]))
        ):
            open_.pop()
        of_label = tuple(parent for _, parent, _ in open_ if len(parent) <= _MOST_PARENT)
        found.append(of_label)
        after = table.rows[number + 1] if number + 1 < len(table.rows) else ()
        heads_equals = alone and any(map(_flat, after)) and _level(after) <= level
        if not (open_ and open_[-1][0] == level):
            open_.append((level, label, heads_equals))
    return tuple(found)


def is_section(row: Sequence[str]) -> bool:
    """Whether a row has one text only: a label without values, perhaps spanning all columns."""
    label, *others = map(_flat, row) if row else ("",)
    return bool(label and others) and (not any(others) or all(one == label for one in others))


def printed_rows(table: Table) -> list[list[str]]:
    """A table's rows with each head in the first place only that it spans, as it is printed."""
    rows: list[list[str]] = []
    for number, row in enumerate(table.rows):
        cells = [" ".join(cell.split()) if number < table.header_rows else cell for cell in row]
        if number < table.header_rows:
            above = table.rows[number - 1] if number else ()
            leaf = number == table.header_rows - 1
            cells = [
                ""
                if (i < len(above) and _flat(above[i]) == cell)
                or (not leaf and i and _flat(row[i - 1]) == cell)
                else cell
                for i, cell in enumerate(cells)
            ]
        rows.append(cells)
    return rows


def indented(text: str, level: int) -> str:
    """A row label at a level of indentation."""
    return INDENT * level + text


def _row_line(row: Sequence[str], label: str, heads: Sequence[str], parents: Sequence[str]) -> str:
    parts = [label] if label else []
    column = len(row) if is_section(row) else 1
    while column < len(row):
        text = _flat(row[column])
        end = column + 1
        # Equal cells are one where the heads over them are not different measures.
        while end < len(row) and _flat(row[end]) == text and heads[column] == heads[end]:
            end += 1
        if text:
            head = heads[column]
            parts.append(f"{head}: {text}" if head and head != text else text)
        column = end
    for parent in reversed(parents):
        parts[0] = _under(parent, parts[0])
    return CELLS.join(parts)


def _under(parent: str, label: str) -> str:
    """A label behind its parent's: "Age > 65", "Race, White", "Sex: female"."""
    if parent[-1:] in ":;,\u2013\u2014-" or not label[:1].isalpha():
        return f"{parent} {label}"
    return f"{parent}, {label}"


def _level(row: Sequence[str]) -> int:
    """Levels of indentation of a row's label, by its leading spaces."""
    label = row[0] if row else ""
    if not label.strip():
        return 0
    leading = re.match(r"\s*", label)
    return (
        len(leading.group().replace("  ", INDENT).replace("\u00a0\u00a0", INDENT)) if leading else 0
    )


def _flat(cell: str) -> str:
    return " ".join(cell.split())
