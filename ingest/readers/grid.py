"""Puts a table's cells on a grid: what spans several rows or columns is repeated in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# What HTML itself allows a cell to span (HTML Living Standard, "Attributes common to td and th").
MOST_COLUMNS = 1000
MOST_ROWS = 65_534
# A table of more cells is no table of an article; the rest of it is left out.
MOST_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it is written, with the columns and rows that it spans (0 rows: to the end)."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False


def lay_out(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    """The table as rows of equal length."""
    height = len(rows)
    placed: dict[tuple[int, int], str] = {}
    width = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in placed:
                x += 1
            across = max(1, min(cell.columns, MOST_COLUMNS))
            down = min(cell.rows or height, MOST_ROWS, height - y)
            if len(placed) + across * down > MOST_CELLS or x + across > MOST_COLUMNS:
                break
            for dy in range(max(1, down)):
                for dx in range(across):
                    placed.setdefault((y + dy, x + dx), cell.text)
            x += across
            width = max(width, x)
    return tuple(tuple(placed.get((y, x), "") for x in range(width)) for y in range(height))


def filled(
    rows: Sequence[tuple[str, ...]], header_rows: int
) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The rows that hold any text, and how many of the header rows are among them."""
    kept = [any(cell.strip() for cell in row) for row in rows]
    return (
        tuple(row for row, keep in zip(rows, kept, strict=True) if keep),
        sum(kept[:header_rows]),
    )


def span(value: str | None) -> int:
    """The number that a ``colspan`` or ``rowspan`` gives; 1 for anything that is none."""
    value = (value or "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else 1
