"""How a row of a table is written as a line: "Label | Head: value | Head: value"."""

from __future__ import annotations

CELLS = " | "


def is_row(line: str) -> bool:
    """Whether a line of a passage is a table's row, and no line of a Markdown table."""
    return CELLS in line and not line.startswith(CELLS.strip())
