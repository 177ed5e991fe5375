"""Recognised words as rows of the page: upright whichever way the scanner turned it, in points."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from ingest.readers.pdf_layout import Row, Run, Sheet, Style
from ingest.readers.pdf_ocr_words import (
    Word,
    direction,
    line_base,
    line_size,
    lines_of,
    turn_of,
)
from kb.types import Block, Box, Line, Table

if TYPE_CHECKING:
    import pymupdf

# Under this certainty (of 100) a word is not to be relied on.
UNSURE = 40.0
FONT = "recognised"
UNREADABLE = "\ufffd"
_PLUS = re.compile(r"(?<=\d)\+(?=\d)|(?<=\d )\+(?= ?\d)|(?<=\d)\+(?= \d)")
# What a line reaches above and below where it stands, in parts of the type size.
_ABOVE, _BELOW = 0.78, 0.22
_CELL_GAP = 1.5  # times the type size, as between the cells of printed rows
_ALIKE = 0.1  # sizes this near to the page's usual one are the same: ink tells no more
_LARGEST = 72.0
# Blocks of recognised pages are numbered apart from those that the file draws.
_APART = 10_000_000

Frame = tuple[float, float, float, float, float, float]


def rows_of(
    page: pymupdf.Page, sheet: Sheet, width: int, height: int, words: Sequence[Word]
) -> None:
    """Replace a page's rows by those of its recognised words (pixels of a picture of that size).

    A line of which most is not sure (a diagram's strokes, mostly), or that runs another way than the page, is left out and counted.
    """
    import pymupdf

    lines = lines_of(words)
    turn = direction(lines)
    shown = pymupdf.Matrix(page.rect.width / width, page.rect.height / height)
    upright, size = _upright(turn, page.rect.width, page.rect.height)
    to_layout = shown * ~upright
    sheet.rows, sheet.sideways = [], []
    sheet.width, sheet.height = size
    frame = upright * page.derotation_matrix
    if frame != pymupdf.Identity:
        sheet.frame = tuple(frame)
    kept = [_marked(line) for line in lines if _is_sound(line, turn)]
    sheet.left_out = len(lines) - len(kept)
    placed = [[_moved(word, to_layout) for word in line] for line in kept]
    sizes = _sizes(placed)
    blocks: dict[tuple[int, int], int] = {}
    for line, points in zip(placed, sizes, strict=True):
        block = blocks.setdefault(line[0].line[:2], len(blocks))
        number = _APART + sheet.number * 1000 + block
        sheet.rows.append(_row(sheet.number, number, line, points))
    _judge(sheet, [word for line in kept for word in line])


def in_page_space(
    sheets: Iterable[Sheet],
    blocks: tuple[Block, ...],
    lines: tuple[Line, ...],
    tables: tuple[Table, ...],
) -> tuple[tuple[Block, ...], tuple[Line, ...], tuple[Table, ...]]:
    """Boxes of turned scans, back from the upright page into the unrotated page of the file."""
    frames = {sheet.number: sheet.frame for sheet in sheets if sheet.frame is not None}
    if not frames:
        return blocks, lines, tables
    return (
        tuple(_boxes_moved(block, frames) for block in blocks),
        tuple(replace(line, box=_moved_box(line.box, frames)) for line in lines),
        tuple(_boxes_moved(table, frames) for table in tables),
    )


_Boxed = TypeVar("_Boxed", Block, Table)


def _boxes_moved(one: _Boxed, frames: dict[int, Frame]) -> _Boxed:
    return replace(one, boxes=tuple(_moved_box(box, frames) for box in one.boxes))


def _moved_box(box: Box, frames: dict[int, Frame]) -> Box:
    frame = frames.get(box.page)
    if frame is None:
        return box
    a, b, c, d, e, f = frame
    xs = [a * x + c * y + e for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    ys = [b * x + d * y + f for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    return Box(box.page, min(xs), min(ys), max(xs), max(ys))


def _upright(turn: int, width: float, height: float) -> tuple[pymupdf.Matrix, tuple[float, float]]:
    """From the upright page to the page as shown, whose text runs ``turn`` quarters clockwise."""
    import pymupdf

    if turn == 1:
        return pymupdf.Matrix(0, 1, -1, 0, width, 0), (height, width)
    if turn == 2:
        return pymupdf.Matrix(-1, 0, 0, -1, width, height), (width, height)
    if turn == 3:
        return pymupdf.Matrix(0, -1, 1, 0, 0, height), (height, width)
    return pymupdf.Matrix(1, 0, 0, 1, 0, 0), (width, height)


def _is_sound(line: Sequence[Word], turn: int) -> bool:
    return _certainty(line) >= UNSURE and (len(line) == 1 or turn_of(list(line)) == turn)


def _marked(line: list[Word]) -> list[Word]:
    """The line with each plus between two numbers marked as unreadable.

    Tesseract's English does not know \u00b1 (its set of 112 signs, eng.lstm-unicharset of tessdata 4) and takes
    it for a plus, as sure as of any letter.
    """
    marked: list[Word] = []
    for i, word in enumerate(line):
        before = line[i - 1].text if i else ""
        after = line[i + 1].text if i + 1 < len(line) else ""
        whole = f"{before[-1:]} {word.text} {after[:1]}"
        text = _PLUS.sub(UNREADABLE, whole)[len(before[-1:]) + 1 :]
        text = text[: len(text) - len(after[:1]) - 1]
        marked.append(word if text == word.text else replace(word, text=text))
    return marked


def _certainty(words: Sequence[Word]) -> float:
    """The mean certainty of the words, by their letters; a sign counts as one."""
    weights = [max(1, word.letters()) for word in words]
    certain = sum(weight * word.sure for weight, word in zip(weights, words, strict=True))
    return certain / sum(weights)


def _moved(word: Word, matrix: pymupdf.Matrix) -> Word:
    import pymupdf

    box = pymupdf.Rect(word.x0, word.y0, word.x1, word.y1) * matrix
    return replace(word, x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1)


def _sizes(lines: Sequence[list[Word]]) -> list[float]:
    """Type sizes in points, by halves; those near the page's usual one are made equal to it."""
    sizes = [min(_LARGEST, line_size(line)) for line in lines]
    weights: Counter[float] = Counter()
    for line, size in zip(lines, sizes, strict=True):
        weights[round(size * 2) / 2] += sum(word.letters() for word in line)
    if not weights:
        return []
    # A size stands for its neighbours too: the usual one must not lose for being spread over two.
    usual = max(weights, key=lambda size: sum(weights[size + by] for by in (-0.5, 0.0, 0.5)))
    return [
        usual if abs(size - usual) <= _ALIKE * usual else max(0.5, round(size * 2) / 2)
        for size in sizes
    ]


def _row(page: int, block: int, line: Sequence[Word], size: float) -> Row:
    style = Style(FONT, size, False, False)
    base = line_base(list(line), size)
    runs = [Run(f"{word.text} ", style, word.x0, word.x1, base) for word in line]
    gaps = sum(after.x0 - before.x1 > _CELL_GAP * size for before, after in pairwise(line))
    return Row(
        page,
        block,
        min(word.x0 for word in line),
        base - _ABOVE * size,
        max(word.x1 for word in line),
        base + _BELOW * size,
        runs,
        cells=1 + gaps,
    )


def _judge(sheet: Sheet, words: Sequence[Word]) -> None:
    """How sure the recognition was of the page's letters, and of how many words it was not."""
    if words:
        sheet.legible = round(_certainty(words) / 100, 3)
    sheet.unreadable = sum(word.text.count(UNREADABLE) for word in words)
    unsure = [word for word in words if word.sure < UNSURE and word.letters()]
    sheet.unsure = len(unsure)
    sheet.unsure_number = any(map(str.isdigit, "".join(word.text for word in unsure)))
