"""The heads of a table: cells that stand over several columns, and cells set on several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf_tables_columns import Chunk
from ingest.readers.pdf_tables_rows import is_number
from ingest.readers.pdf_tables_rules import Rule

Line = Sequence[Chunk]


@dataclass(frozen=True, slots=True)
class Column:
    """From where to where the cells of a column run, in points."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def head_levels(
    lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Rule]
) -> list[list[list[Chunk]]]:
    """The chunks of every head cell: by level from the top, by column, in reading order.

    A cell over several columns is in each of them. Cells beside it that need no second level are in
    every level, as if they were as high as the head.
    """
    stacks: list[list[list[Chunk]]] = [[[]] for _ in columns]
    over: list[Chunk | None] = [None] * len(columns)
    for number, line in enumerate(lines):
        for chunk in line:
            spread = _spread(chunk, line, lines[number + 1 :], columns, rules)
            for column in range(spread.first, spread.last + 1):
                stack, last = stacks[column], over[column]
                other = last is not None and (last.first, last.last) != (spread.first, spread.last)
                if stack[-1] and (other or _ruled(stack[-1][-1], spread, rules)):
                    stack.append([])
                stack[-1].append(spread)
                over[column] = spread if spread.last > spread.first else None
    depth = max(len(stack) for stack in stacks)
    return [[stack[min(level, len(stack) - 1)] for stack in stacks] for level in range(depth)]


def _ruled(above: Chunk, below: Chunk, rules: Sequence[Rule]) -> bool:
    """Whether a line is drawn between two chunks, one over the other."""
    return any(
        above.base < rule.y < below.base and rule.covers(below.x0, below.x1) for rule in rules
    )


def _spread(
    chunk: Chunk,
    line: Line,
    below: Sequence[Line],
    columns: Sequence[Column],
    rules: Sequence[Rule],
) -> Chunk:
    """A head with all the columns that it stands over."""
    under = {c for row in below for one in row for c in range(one.first, one.last + 1)}
    if not under:
        return chunk
    for rule in rules:
        beneath = 0 < rule.y - chunk.base < 1.3 * chunk.size
        if beneath and rule.x0 < chunk.x0 + 2 and rule.x1 > chunk.x1 - 2:
            covered = [i for i, c in enumerate(columns) if rule.x0 - 2 < c.middle < rule.x1 + 2]
            if len(covered) > 1 and len(covered) < len(columns):
                return replace(chunk, first=covered[0], last=covered[-1])
    middle = (chunk.x0 + chunk.x1) / 2
    own = columns[chunk.first]
    if chunk.first == chunk.last and (
        abs(middle - own.middle) < chunk.size or abs(chunk.x0 - own.x0) < chunk.size / 2
    ):
        return chunk
    taken = {c for one in line if one is not chunk for c in range(one.first, one.last + 1)}
    best = chunk
    for first in range(chunk.first + 1):
        for last in range(chunk.last, len(columns)):
            reach = range(first, last + 1)
            if not first and 0 not in under:
                continue
            if taken & set(reach) or not set(reach) <= under:
                continue
            centred = abs((columns[first].x0 + columns[last].x1) / 2 - middle) < 1.5 * chunk.size
            if centred and last - first > best.last - best.first:
                best = replace(chunk, first=first, last=last)
    return best


def count_heads(lines: Sequence[Line]) -> int:
    """How many of the first lines are heads, where no drawn line says so."""
    bold = 0
    while bold < len(lines) and all(chunk.bold for chunk in lines[bold]):
        bold += 1
    if 0 < bold <= len(lines) / 2:
        return bold
    heads = 0
    while heads < min(len(lines), 4):
        line = lines[heads]
        values = [chunk for chunk in line if chunk.first > 0]
        if any(is_number(chunk.text) for chunk in values) or (heads and not values):
            break
        heads += 1
    # Words all the way down: only the first line can be told from the rest.
    return min(heads, 1) if heads in (len(lines), 4) else heads
