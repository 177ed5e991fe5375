"""The columns of a table, from where its words stand: chunks of words, and the gutters between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf_layout import Row
from ingest.readers.pdf_text import clean
from kb.types import Box

# In type sizes: words further apart than this stand in different cells; where other rows show a gutter,
# a gap of this much parts them as well (a space between words is about a quarter).
_APART, _PARTED = 0.55, 0.33
_SPACE = 0.25
# ... if it is also this much wider than the other gaps of its words.
_WIDER = 1.3
# Baselines nearer than this, in type sizes, are one line.
_LEVEL = 0.3


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space, in the frame in which its text is upright."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    # Whether a space stands before it.
    spaced: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words of one printed line that belong to one cell, and the columns that they stand in."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    base: float
    size: float
    first: int = 0
    last: int = 0

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def text(self) -> str:
        pieces = [
            (" " if word.spaced and i else "") + word.text for i, word in enumerate(self.words)
        ]
        return " ".join(clean("".join(pieces)).split())

    def meets(self, other: Chunk) -> bool:
        """Whether the heights of their letters overlap."""
        return abs(self.base - other.base) < 0.75 * max(self.size, other.size)


def chunk_of(words: Sequence[Word]) -> Chunk:
    """Words from left to right as a chunk, not yet in a column."""
    first = words[0]
    size = max(word.size for word in words)
    return Chunk(tuple(words), first.x0, max(word.x1 for word in words), first.base, size)


@dataclass(frozen=True, slots=True)
class Gutter:
    """A stretch between two columns that is free in the rows that show it."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def words_of(row: Row) -> list[Word]:
    """The words of a printed row. Within a run they are placed by their number of characters."""
    words: list[Word] = []
    spaced = True
    last_x1: float | None = None
    for run in row.runs:
        text = run.text
        if last_x1 is not None and run.x0 - last_x1 > 0.2 * run.style.size:
            spaced = True
        spaces = sum(map(str.isspace, text))
        free = max(0.0, run.x1 - run.x0 - spaces * _SPACE * run.style.size)
        step = free / max(1, len(text) - spaces)
        x = run.x0
        at = 0
        while at < len(text):
            if text[at].isspace():
                spaced = True
                at += 1
                x += _SPACE * run.style.size
                continue
            end = at
            while end < len(text) and not text[end].isspace():
                end += 1
            x0, x1 = x, x + (end - at) * step
            x = x1
            box = _box(row, x0, x1)
            words.append(
                Word(text[at:end], x0, x1, run.base, run.style.size, run.style.bold, spaced, box)
            )
            spaced = False
            at = end
        last_x1 = run.x1
    return words


def _box(row: Row, x0: float, x1: float) -> Box:
    if row.turn < 0:
        return Box(row.page, row.x0, -x1, row.x1, -x0)
    if row.turn > 0:
        return Box(row.page, row.x0, x0, row.x1, x1)
    return Box(row.page, x0, row.y0, x1, row.y1)


def chunks_of(words: Iterable[Word]) -> list[list[Chunk]]:
    """The printed lines from top to bottom, each cut into chunks at wide gaps."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.base):
        last = lines[-1][-1] if lines else None
        if last is not None and word.base - last.base <= _LEVEL * min(word.size, last.size):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_chunks(sorted(line, key=lambda word: word.x0)) for line in lines]


def _chunks(line: Sequence[Word]) -> list[Chunk]:
    parts: list[list[Word]] = []
    for word in line:
        size = max(word.size, parts[-1][-1].size) if parts else word.size
        if parts and word.x0 - parts[-1][-1].x1 <= _APART * size:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [chunk_of(part) for part in parts]


def find_gutters(heads: Sequence[Sequence[Chunk]], body: Sequence[Sequence[Chunk]]) -> list[Gutter]:
    """The gutters between columns, from left to right.

    Every gap between two chunks side by side must hold a gutter, and there are no more gutters than that
    asks for. One that more chunks cross than respect was no gutter, unless the heads part there.
    """
    head_chunks = [chunk for line in heads for chunk in line]
    body_chunks = [chunk for line in body for chunk in line]
    in_heads, in_body = _gaps(head_chunks), _gaps(body_chunks)
    of_heads, of_body = set(in_heads), set(in_body)
    kept: list[Gutter] = []
    for gutter, direct in _stab(sorted([*in_heads, *in_body], key=lambda gap: gap.x1)):
        crossing = sum(_crosses(chunk, gutter) for chunk in body_chunks)
        said = sum(gap in of_body for gap in direct)
        by_heads = any(gap in of_heads for gap in direct)
        respected = crossing == 0 or said > 2 * crossing or (by_heads and said > 0)
        hidden = by_heads and crossing < len(body) / 2 and _parts_some(body_chunks, gutter)
        if respected or hidden:
            kept.append(gutter)
    return kept


def _gaps(chunks: Sequence[Chunk]) -> list[Gutter]:
    """The free stretch from each chunk to what stands to the right of it."""
    ordered = sorted(chunks, key=lambda chunk: chunk.base)
    reach = max((chunk.size for chunk in ordered), default=0.0)
    gaps: list[Gutter] = []
    start = 0
    for chunk in ordered:
        while ordered[start].base < chunk.base - reach:
            start += 1
        nearest = float("inf")
        for i in range(start, len(ordered)):
            other = ordered[i]
            if other.base > chunk.base + reach:
                break
            if chunk.x1 < other.x0 < nearest and chunk.meets(other):
                nearest = other.x0
        if nearest < float("inf"):
            gaps.append(Gutter(chunk.x1, nearest))
    return gaps


def _stab(gaps: Sequence[Gutter]) -> list[tuple[Gutter, list[Gutter]]]:
    """The fewest gutters that all gaps hold one of, each with the gaps that hold no other.

    Gaps come sorted by their right ends; so the first right end not yet covered must hold a point.
    """
    groups: list[list[Gutter]] = []
    for gap in gaps:
        if groups and gap.x0 < groups[-1][0].x1 - 0.5:
            groups[-1].append(gap)
        else:
            groups.append([gap])
    found = [Gutter(max(gap.x0 for gap in group), group[0].x1) for group in groups]
    return [
        (gutter, [gap for gap in group if sum(gap.x0 < g.middle < gap.x1 for g in found) == 1])
        for gutter, group in zip(found, groups, strict=True)
    ]


def _crosses(chunk: Chunk, gutter: Gutter) -> bool:
    return (
        chunk.x0 < gutter.x0 + 1
        and chunk.x1 > gutter.x1 - 1
        and chunk.x0 < gutter.middle < chunk.x1
    )


def _parts_some(chunks: Sequence[Chunk], gutter: Gutter) -> bool:
    """Whether some chunks that cross a gutter can be parted there."""
    return any(_parting(chunk, gutter) is not None for chunk in chunks if _crosses(chunk, gutter))


def _parting(chunk: Chunk, gutter: Gutter) -> int | None:
    """Where in a chunk the gutter parts its words: the widest gap there, if it is wider than a space."""
    best: tuple[float, int] | None = None
    for i in range(1, len(chunk.words)):
        before, after = chunk.words[i - 1], chunk.words[i]
        gap = after.x0 - before.x1
        inside = before.x1 < gutter.x1 + 1 and after.x0 > gutter.x0 - 1
        if (
            inside
            and after.spaced
            and gap >= _PARTED * chunk.size
            and (best is None or gap > best[0])
        ):
            best = (gap, i)
    return best[1] if best else None


def place(line: Sequence[Chunk], gutters: Sequence[Gutter]) -> list[Chunk]:
    """A line's chunks with the columns that they stand in, parted where they run over a gutter."""
    placed: list[Chunk] = []
    work = list(line)
    while work:
        chunk = work.pop(0)
        for gutter in gutters:
            at = _parting(chunk, gutter) if _crosses(chunk, gutter) else None
            if at is not None:
                work[:0] = [chunk_of(chunk.words[:at]), chunk_of(chunk.words[at:])]
                break
        else:
            first = sum(gutter.middle <= _inset(chunk, gutter, left=True) for gutter in gutters)
            last = sum(gutter.middle <= _inset(chunk, gutter, left=False) for gutter in gutters)
            placed.append(replace(chunk, first=first, last=max(first, last)))
    return placed


def _inset(chunk: Chunk, gutter: Gutter, *, left: bool) -> float:
    """A chunk's edge, unless it only leans into a gutter: then what lies clear of it."""
    if not _crosses(chunk, gutter) and chunk.x0 < gutter.middle < chunk.x1:
        return chunk.x0 if gutter.middle - chunk.x0 > chunk.x1 - gutter.middle else chunk.x1
    return chunk.x0 if left else chunk.x1
