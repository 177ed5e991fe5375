"""Tables as the evidence pane shows them: heads with their spans, rows with their levels, the cited ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.readers.tables import INDENT, is_section, table_text
from kb.types import Passage, Table


def table_at(tables: Sequence[Table], passage: Passage) -> Table | None:
    """The table in which a passage begins."""
    return next((one for one in tables if one.start <= passage.start < one.end), None)


def shown(table: Table, cited: tuple[int, int] | None = None) -> dict[str, Any]:
    """A table for the page.

    Args:
        table: of a document.
        cited: offsets in the document; the rows that say what stands there are marked.
    """
    _, spans = table_text(table)
    width = max(len(row) for row in table.rows)
    rows = []
    for row, span in zip(table.rows, spans, strict=True):
        if span is None:
            continue
        start, end = table.start + span[0], table.start + span[1]
        rows.append(
            {
                "cells": _cells(row, width),
                "level": len(row[0]) - len(row[0].lstrip(INDENT)) if row else 0,
                "section": is_section(row),
                "cited": cited is not None and cited[0] < end and start < cited[1],
            }
        )
    return {
        "caption": table.caption,
        "heads": _heads(table, width),
        "rows": rows,
        "width": width,
        "notes": table.notes,
    }


def _cells(row: Sequence[str], width: int) -> list[str]:
    """A row's cells; of one that has a label only, the label."""
    texts = [" ".join(cell.split()) for cell in row]
    if is_section(row):
        return [next(filter(None, texts))]
    return [*texts, *[""] * (width - len(texts))]


def _heads(table: Table, width: int) -> list[list[dict[str, Any]]]:
    """The header rows, each cell once, with the columns and rows that it spans."""
    grid = [
        [" ".join(row[c].split()) if c < len(row) else "" for c in range(width)]
        for row in table.rows[: table.header_rows]
    ]
    taken: set[tuple[int, int]] = set()
    heads: list[list[dict[str, Any]]] = []
    for r, row in enumerate(grid):
        cells: list[dict[str, Any]] = []
        for c, text in enumerate(row):
            if (r, c) in taken:
                continue
            columns, rows = 1, 1
            # Neighbours in the last header row are heads of their own, whatever they say.
            while text and r < len(grid) - 1 and c + columns < width and row[c + columns] == text:
                columns += 1
            while r + rows < len(grid) and grid[r + rows][c : c + columns] == [text] * columns:
                rows += 1
            taken |= {(r + i, c + j) for i in range(rows) for j in range(columns)}
            cells.append({"text": text, "columns": columns, "rows": rows})
        heads.append(cells)
    return heads
