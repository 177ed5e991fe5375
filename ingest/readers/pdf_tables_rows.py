"""The rows of a table: which printed lines are one row, because some cell of it is set on several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf_tables_columns import Chunk
from ingest.readers.pdf_tables_rules import Rule

Line = Sequence[Chunk]

# The lines of one cell stand about 1.1 type sizes apart, and never much more than this.
_WIDEST_LEADING, _NARROW = 1.4, 1.2
# Lines this much further apart than the closest are not of one cell.
_LOOSER = 1.1
# Of lines as close as can be, the share whose numbers stand under numbers, from which closeness means nothing.
_COLUMNS_OF_NUMBERS = 0.3
# ... and the share of full lines under full lines.
_FULL_ROWS = 0.3
# Lines nearer than this share of the closest pitch stand beside each other, each centred in its cell.
_BESIDE = 0.8
_NUMBER = re.compile(r"[<>=≤≥~≈±+\u2212\u2013-]?\s?[.\d]")
_GOES_ON = re.compile(r"[a-z(\[&+/]|\d+[%)]|and |or ")
_OPEN = re.compile(r"(?:[,/&(\u2013-]|\b(?:and|or|of|in|the|to|for|with|by|at|a|an|from|than))\Z")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A chunk and the next below it in its column; ``above`` and ``below`` are lines."""

    above: int
    below: int
    upper: Chunk
    lower: Chunk

    @property
    def pitch(self) -> float:
        """In sizes of its type."""
        return (self.lower.base - self.upper.base) / max(self.upper.size, self.lower.size)

    def is_tight(self, leading: float) -> bool:
        """Whether both may be lines of one cell, which is set at this leading."""
        alike = self.upper.bold == self.lower.bold
        return alike and self.pitch <= _LOOSER * leading and not self.numbers

    @property
    def numbers(self) -> bool:
        return bool(_NUMBER.match(self.upper.text) and _NUMBER.match(self.lower.text))


def group_lines(lines: Sequence[Line], rules: Sequence[Rule], width: float) -> list[list[int]]:
    """The numbers of the lines that make each row, from top to bottom.

    A drawn line parts rows. So does a gap that is wider than that between the lines of one cell; where all
    lines are equally far apart, what the lines say decides.

    Args:
        lines: printed lines, chunks with their columns (:func:`place`).
        rules: level lines of the table, in the same frame.
        width: the table's, in points.
    """
    if not lines:
        return []
    pairs = _pairs(lines)
    leading = _leading(pairs, lines)
    tight = _glued(len(lines), pairs, leading) if leading else [False] * (len(lines) - 1)
    closest = min((pair.pitch for pair in pairs if pair.pitch > 0.8), default=1.0)
    joined = []
    for i, (before, after) in enumerate(pairwise(lines)):
        beside = after[0].base - before[0].base < _BESIDE * closest * after[0].size
        goes_on = leading is None and _goes_on(before, after)
        joined.append(not _ruled(before, after, rules, width) and (tight[i] or beside or goes_on))
    _part_rows(joined, pairs, leading)
    groups = [[0]]
    for i, same in enumerate(joined):
        if same:
            groups[-1].append(i + 1)
        else:
            groups.append([i + 1])
    return groups


def is_number(text: str) -> bool:
    """Whether a cell's text begins as a number does."""
    return _NUMBER.match(text) is not None


def _pairs(lines: Sequence[Line]) -> list[_Pair]:
    pairs: list[_Pair] = []
    last: dict[int, tuple[int, Chunk]] = {}
    for number, line in enumerate(lines):
        seen: set[tuple[int, int]] = set()
        for chunk in line:
            for column in range(chunk.first, chunk.last + 1):
                above = last.get(column)
                if above is not None and above[0] < number and (above[0], id(above[1])) not in seen:
                    seen.add((above[0], id(above[1])))
                    pairs.append(_Pair(above[0], number, above[1], chunk))
        for chunk in line:
            for column in range(chunk.first, chunk.last + 1):
                last[column] = (number, chunk)
    return pairs


def _leading(pairs: Sequence[_Pair], lines: Sequence[Line]) -> float | None:
    """The pitch of lines within a cell, in type sizes; None where it cannot be told from that of rows."""
    pitches = sorted(pair.pitch for pair in pairs if pair.pitch > 0.8)
    if not pitches or pitches[0] > _WIDEST_LEADING:
        return None
    closest = pitches[0]
    tight = [pair for pair in pairs if 0.8 < pair.pitch <= _LOOSER * closest]
    numbers = sum(pair.numbers for pair in tight)
    if numbers > _COLUMNS_OF_NUMBERS * len(tight):
        return None
    # Where no lines are further apart, only a pitch as narrow as of running text speaks for cells.
    beside = [pair for pair in pairs if closest <= _NARROW or pair.below - pair.above == 1]
    if len(beside) > 2 and all(pair.pitch <= _LOOSER * closest for pair in beside):
        return None
    # Lines that are full from the label on, one after another, are rows and not lines of cells.
    columns = 1 + max(chunk.last for line in lines for chunk in line)
    full = [
        line[0].first == 0 and sum(c.last - c.first + 1 for c in line) >= 0.7 * columns
        for line in lines
    ]
    borders = {(pair.above, pair.below) for pair in tight}
    rows = sum(full[above] and full[below] for above, below in borders)
    return None if columns > 2 and rows > _FULL_ROWS * len(borders) else closest


def _glued(count: int, pairs: Sequence[_Pair], leading: float) -> list[bool]:
    """For each border between lines whether a cell runs over it."""
    glued = [False] * (count - 1)
    for pair in pairs:
        if pair.is_tight(leading):
            for border in range(pair.above, pair.below):
                glued[border] = True
    return glued


def _part_rows(joined: list[bool], pairs: Sequence[_Pair], leading: float | None) -> None:
    """A label beside two rows of values belongs to both of them: it does not make them one."""
    tight = [False] * len(joined)
    apart: dict[tuple[int, int], int] = {}
    for pair in pairs:
        if not pair.upper.first:
            continue
        if leading is None:
            same = bool(_GOES_ON.match(pair.lower.text) or _OPEN.search(pair.upper.text))
        else:
            same = pair.is_tight(leading)
        if same:
            for border in range(pair.above, pair.below):
                tight[border] = True
        else:
            apart[pair.above, pair.below] = apart.get((pair.above, pair.below), 0) + 1
    for (above, below), columns in apart.items():
        borders = range(above, below)
        if columns > 1 and all(joined[b] for b in borders) and not any(tight[b] for b in borders):
            joined[below - 1] = False


def _ruled(before: Line, after: Line, rules: Sequence[Rule], width: float) -> bool:
    """Whether a line is drawn between two lines, along most of the table."""
    top = max(chunk.base for chunk in before) - 0.3 * before[0].size
    bottom = min(chunk.base for chunk in after) - 0.3 * after[0].size
    level: dict[float, float] = {}
    for rule in rules:
        if top < rule.y < bottom:
            level[rule.y] = level.get(rule.y, 0.0) + rule.width
    return any(total >= 0.75 * width for total in level.values())


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line continues the one before, by what they say."""
    above = {chunk.first: chunk for chunk in before}
    label = above.get(0)
    if all(chunk.first > 0 for chunk in line):
        return all(
            chunk.first in above
            and not is_number(chunk.text)
            and (_GOES_ON.match(chunk.text) or _OPEN.search(above[chunk.first].text))
            for chunk in line
        )
    if len(line) == 1 and label is not None:
        return bool(_GOES_ON.match(line[0].text) or _OPEN.search(label.text))
    return all(_GOES_ON.match(chunk.text) and chunk.first in above for chunk in line)
