"""Cuts a reference list into its entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.readers.pdf_blocks import Group
from ingest.readers.pdf_layout import Row

_ENTRY_NUMBER = re.compile(r"\[?\(?(\d{1,3})[\].)]?(?:\s|$)")


def entries_of(rows: Sequence[Row], section: str | None) -> Iterator[Group]:
    """A reference list as single entries: by their numbers, else by hanging indents, else by blocks."""
    if not rows:
        return
    starts = _numbered(rows) or _hanging(rows)
    entry: list[Row] = []
    for i, row in enumerate(rows):
        begins = i in starts if starts else bool(entry) and row.block != entry[-1].block
        if begins and entry:
            yield Group("reference", entry, section)
            entry = []
        entry.append(row)
    yield Group("reference", entry, section)


def _numbered(rows: Sequence[Row]) -> set[int]:
    """Rows that open entries 1, 2, 3 ..., allowing for a few that cannot be seen."""
    starts: set[int] = set()
    expected = None
    for i, row in enumerate(rows):
        match = _ENTRY_NUMBER.match(row.text)
        if match is None:
            continue
        number = int(match[1])
        if expected is None or expected <= number <= expected + 3:
            starts.add(i)
            expected = number + 1
    return starts if len(starts) >= 2 and len(starts) * 12 >= len(rows) else set()


def _hanging(rows: Sequence[Row]) -> set[int]:
    """Rows at the left edge of their column, where most other rows are indented."""
    lefts = Counter((row.page, round(row.x0 / 3)) for row in rows)
    starts: set[int] = set()
    indented = 0
    for i, row in enumerate(rows):
        edge = min(
            (
                x
                for (p, x), n in lefts.items()
                if p == row.page and abs(x * 3 - row.x0) < 30 and n > 1
            ),
            default=round(row.x0 / 3),
        )
        if row.x0 <= edge * 3 + 4:
            starts.add(i)
        else:
            indented += 1
    return starts if indented * 4 >= len(rows) else set()
