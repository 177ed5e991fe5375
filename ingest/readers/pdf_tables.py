"""Builds tables from printed rows: columns, heads, rows, notes, each row with its place on the page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.pdf_layout import Row
from ingest.readers.pdf_tables_columns import Chunk, chunks_of, find_gutters, place, words_of
from ingest.readers.pdf_tables_heads import Column, count_heads, head_levels
from ingest.readers.pdf_tables_rows import group_lines
from ingest.readers.pdf_tables_rules import Rule
from ingest.readers.pdf_text import seam
from ingest.readers.tables import indented
from kb.types import Box

Line = Sequence[Chunk]

# Drawn lines at one height that add up to this share of the table's width run through the table.
_THROUGH = 0.75
_PART = re.compile(r"\(?[a-h]\)(?:\s*\(?continued\)?\.?)?\Z", re.IGNORECASE)
_NOTE = re.compile(
    r"[*\u2217†‡§¶#|∥]|[a-z]\s?[A-Z]|\(?[a-z]\)\s|\d\s?[A-Z]|(?:notes?|abbreviations?|sources?|data|values?)\b",
)
# No journal prints more; what seems to have more is a drawing.
_MOST_COLUMNS = 60
# Notes follow a table within this many of their type sizes.
_NOTE_GAP = 2.2
# Indentations differ by more than this, in type sizes, and no label is set in further than the most.
_INDENT, _MOST_INDENT = 0.45, 6.0


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A table's cells. ``boxes`` has one box for each row, ``note_boxes`` one for each line of the notes.

    ``part`` is the mark of one of several tables under one caption: "(a)". ``rest`` are printed lines below
    the table and its notes, which are none of either.
    """

    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    boxes: tuple[Box, ...]
    notes: str | None = None
    note_boxes: tuple[Box, ...] = ()
    part: str | None = None
    rest: tuple[tuple[str, Box], ...] = ()


def build_tables(
    rows: Sequence[Row],
    rules: Sequence[Rule],
    known: Collection[str],
    heads: Collection[str] | None = None,
) -> list[BuiltTable]:
    """The tables that printed rows of one page make; none where they have no columns.

    Args:
        rows: of one page and one direction, without the caption.
        rules: the page's level lines, in the frame of that direction.
        known: the document's words, which tell how broken words are mended.
        heads: texts of the first part's heads, where this is the next part of a table: what says
            nothing of them is no head.
    """
    lines = chunks_of(word for row in rows for word in words_of(row))
    if len(lines) < 2:
        return []
    tables: list[BuiltTable] = []
    for part, members in _parts(lines):
        built = _build(members, rules, known, part, heads)
        if built is not None:
            tables.append(built)
    return tables


def _parts(lines: Sequence[Line]) -> list[tuple[str | None, list[Line]]]:
    """Cut at lines that only say "(a)"."""
    parts: list[tuple[str | None, list[Line]]] = [(None, [])]
    for line in lines:
        if len(line) == 1 and _PART.match(line[0].text):
            parts.append((line[0].text, []))
        else:
            parts[-1][1].append(line)
    return [part for part in parts if part[1]]


def _build(
    lines: list[Line],
    rules: Sequence[Rule],
    known: Collection[str],
    part: str | None,
    said: Collection[str] | None,
) -> BuiltTable | None:
    left, right = min(line[0].x0 for line in lines), max(c.x1 for line in lines for c in line)
    rules = _near(lines, rules, left, right)
    through = _through(rules, right - left)
    lines, notes, rest = _cut_notes(lines, through)
    heads, body = _cut_heads(lines, through)
    if said is not None and not _says(heads, said):
        heads, body = [], lines
    gutters = find_gutters(heads, body)
    if not body or not 0 < len(gutters) < _MOST_COLUMNS:
        return None
    placed = [place(line, gutters) for line in lines]
    columns = _columns(placed, len(gutters) + 1)
    count = len(heads) or (count_heads(placed) if said is None else 0)
    levels = head_levels(placed[:count], columns, rules) if count else []
    cells = [[_joined(chunks, known) for chunks in level] for level in levels]
    boxes = [_hull(c for chunks in level for c in chunks) for level in levels]
    body_lines = placed[count:]
    starts: list[float] = [0.0] * len(cells)
    for group in group_lines(body_lines, rules, right - left):
        for row in _subrows([body_lines[i] for i in group], columns, rules):
            spread = _spread(row, columns)
            cells.append([_joined(spread.get(column, ()), known) for column in range(len(columns))])
            boxes.append(_hull(row))
            starts.append(spread[0][0].x0 if 0 in spread else 0.0)
    _indent(cells, starts, count=len(levels), size=body_lines[0][0].size if body_lines else 9.0)
    if not _is_table(cells, len(levels)):
        return None
    text, note_boxes = _notes(notes, known)
    return BuiltTable(
        tuple(map(tuple, cells)),
        len(levels),
        tuple(boxes),
        text,
        note_boxes,
        part,
        tuple((" ".join(chunk.text for chunk in line), _hull(line)) for line in rest),
    )


def _near(lines: Sequence[Line], rules: Sequence[Rule], left: float, right: float) -> list[Rule]:
    """The rules that belong to the table by where they are."""
    top, bottom = lines[0][0].base - 3 * lines[0][0].size, lines[-1][0].base + lines[-1][0].size
    return [
        rule
        for rule in rules
        if top < rule.y < bottom and rule.x1 > left and rule.x0 < right and rule.x0 > left - 40
    ]


def _through(rules: Sequence[Rule], width: float) -> list[float]:
    """Heights of the lines that run through the table."""
    totals: dict[float, float] = {}
    for rule in rules:
        totals[rule.y] = totals.get(rule.y, 0.0) + rule.width
    return sorted(y for y, total in totals.items() if total >= _THROUGH * width)


def _cut_notes(
    lines: list[Line], through: Sequence[float]
) -> tuple[list[Line], list[Line], list[Line]]:
    """Part a table's notes from it (what stands close below its last line, or reads like a note), and the rest."""
    end = last = len(lines)
    if len(through) > 1:
        inside = sum(line[0].base < through[-1] + 1 for line in lines)
        # Below the last line drawn there may be rows as well: shades end above every other row.
        cells = sum(len(line) > 1 for line in lines[inside:])
        if inside > 1 and cells * 2 <= len(lines) - inside:
            end = last = inside
            while last < len(lines) and _close(lines[last - 1], lines[last], through[-1]):
                last += 1
    left = min(line[0].x0 for line in lines[:end])
    width = max(chunk.x1 for line in lines[:end] for chunk in line) - left
    while end > 2:
        line = lines[end - 1]
        wide = len(line) == 1 and line[0].x1 - line[0].x0 > 0.5 * width
        flush = line[0].x0 - left < 2 * line[0].size
        if wide and flush and (end < last or _NOTE.match(line[0].text)):
            end -= 1
        else:
            break
    return lines[:end], lines[end:last], lines[last:]


def _close(before: Line, line: Line, bottom: float) -> bool:
    """Whether a line follows the one before, or the table's last line, without more than a small gap."""
    return line[0].base - max(before[0].base, bottom) < _NOTE_GAP * line[0].size


def _says(heads: Sequence[Line], said: Collection[str]) -> bool:
    """Whether heads repeat what the first part's say."""
    own = [word.text for line in heads for chunk in line for word in chunk.words]
    known = {word for text in said for word in text.split()}
    return bool(own) and sum(word in known for word in own) >= 0.6 * len(own)


def _cut_heads(lines: list[Line], through: Sequence[float]) -> tuple[list[Line], list[Line]]:
    """The lines above the first line drawn below text, and the rest."""
    for y in through:
        above = sum(line[0].base < y for line in lines)
        if 0 < above < len(lines):
            return lines[:above], lines[above:]
    return [], lines


def _columns(lines: Sequence[Line], count: int) -> list[Column]:
    found: list[Column] = []
    for number in range(count):
        members = [c for line in lines for c in line if c.first == c.last == number]
        if members:
            found.append(Column(min(c.x0 for c in members), max(c.x1 for c in members)))
        else:
            edge = found[-1].x1 if found else 0.0
            found.append(Column(edge, edge))
    return found


def _subrows(
    lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Rule]
) -> list[list[Chunk]]:
    """A row's chunks, cut where a line is drawn in some of its columns only."""
    chunks = [chunk for line in lines for chunk in line]
    top, bottom = lines[0][0].base, max(line[0].base for line in lines)
    inner = [rule for rule in rules if top < rule.y < bottom and rule.inked]
    cut: dict[int, list[Chunk]] = {}
    for chunk in chunks:
        column = columns[chunk.first]
        above = sum(
            rule.y < chunk.base and rule.x0 - 2 < column.middle < rule.x1 + 2 for rule in inner
        )
        cut.setdefault(above, []).append(chunk)
    return [cut[number] for number in sorted(cut)]


def _spread(row: Sequence[Chunk], columns: Sequence[Column]) -> dict[int, list[Chunk]]:
    """The chunks of each column; one centred over several columns is in all of them."""
    cells: dict[int, list[Chunk]] = {}
    for chunk in row:
        last = chunk.last
        flush = abs(chunk.x0 - columns[chunk.first].x0) < chunk.size / 2
        if chunk.first == 0 or flush:
            last = chunk.first
        for column in range(chunk.first, last + 1):
            cells.setdefault(column, []).append(chunk)
    return cells


def _indent(cells: list[list[str]], starts: Sequence[float], *, count: int, size: float) -> None:
    """Mark the labels that are set in from the others."""
    lefts = [starts[i] for i in range(count, len(cells)) if cells[i][0]]
    if len(lefts) < 3:
        return
    edges: list[float] = []
    for x in sorted(lefts):
        if not edges or x - edges[-1] > _INDENT * size:
            edges.append(x)
    # Labels that begin anywhere are centred, not indented.
    if len(edges) > 4 or edges[-1] - edges[0] > _MOST_INDENT * size:
        return
    for i in range(count, len(cells)):
        if cells[i][0]:
            level = sum(starts[i] > edge + _INDENT * size for edge in edges)
            cells[i][0] = indented(cells[i][0], level)


def _is_table(cells: Sequence[Sequence[str]], heads: int) -> bool:
    """Whether cells are filled as a table's are, and not as the boxes of a drawing."""
    body = cells[heads:]
    filled = sum(sum(map(bool, row)) > 1 for row in body)
    return len(cells) > 1 and len(body) > 0 and filled >= max(1, 0.3 * len(body))


def _joined(chunks: Sequence[Chunk], known: Collection[str]) -> str:
    """A cell's text, its lines joined as those of a paragraph are."""
    text = ""
    for chunk in chunks:
        if not text:
            text = chunk.text
            continue
        before, between = seam(text, chunk.text, known)
        if before[-1:] == "\u2013" and before[-2:-1].isalpha() and chunk.text[:1].isalpha():
            between = ""
        text = before + between + chunk.text
    return text


def _notes(lines: Sequence[Line], known: Collection[str]) -> tuple[str | None, tuple[Box, ...]]:
    if not lines:
        return None, ()
    chunks = [chunk for line in lines for chunk in line]
    boxes = tuple(_hull(line) for line in lines)
    return _joined(chunks, known), boxes


def _hull(chunks: Iterable[Chunk]) -> Box:
    boxes = [word.box for chunk in chunks for word in chunk.words]
    return Box(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
