"""Tesseract's table of words, taken apart: places in pixels of the picture, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import median

_COLUMNS = 12
_WORD = "5"
_MOST_WORDS = 50_000
# Letters that rise above the small ones, and that reach below the line.
_TALL = frozenset("bdfhkltßij!?/()[]{}|%&$#@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DEEP = frozenset("gjpqyQ,;()[]{}|/")
# In parts of the type size, as most text faces are drawn: small letters, tall ones, tails.
_SMALL_HEIGHT, _TALL_HEIGHT, _TAIL = 0.47, 0.69, 0.21


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its ink's box in pixels, certainty from 0 to 100, and its line among the page's."""

    x0: float
    y0: float
    x1: float
    y1: float
    sure: float
    line: tuple[int, int, int]
    text: str

    def size_of(self, height: float) -> float:
        """The size of type in which its letters would have this height."""
        return height / (self._top() + self._tail())

    def base_of(self, bottom: float, size: float) -> float:
        """Where the line stands under it, from its lower edge."""
        return bottom - self._tail() * size

    def letters(self) -> int:
        """Letters and digits."""
        return sum(map(str.isalnum, self.text))

    def _top(self) -> float:
        return _TALL_HEIGHT if _TALL.intersection(self.text) else _SMALL_HEIGHT

    def _tail(self) -> float:
        return _TAIL if _DEEP.intersection(self.text) else 0.0


def parse_words(table: str, width: int, height: int) -> list[Word] | None:
    """The words of Tesseract's tab-separated table, in its order; None where it is no such table.

    A row that makes no sense, or lies outside the picture, is no word.
    """
    rows = table.splitlines()
    if not rows or rows[0].split("\t")[:2] != ["level", "page_num"]:
        return None
    words: list[Word] = []
    for row in rows[1:]:
        fields = row.split("\t")
        if len(fields) != _COLUMNS or fields[0] != _WORD or not fields[-1].strip():
            continue
        try:
            block, paragraph, line = (int(field) for field in fields[2:5])
            x, y, w, h = (int(field) for field in fields[6:10])
            sure = float(fields[10])
        except ValueError:
            continue
        inside = 0 <= x < x + w <= width and 0 <= y < y + h <= height
        if inside and 0 <= sure <= 100 and len(words) < _MOST_WORDS:
            text = "".join(letter for letter in fields[-1] if letter.isprintable()).strip()
            if text:
                words.append(Word(x, y, x + w, y + h, sure, (block, paragraph, line), text))
    return words


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words by their lines, in order."""
    return [list(line) for _, line in groupby(words, key=lambda word: word.line)]


def direction(lines: Iterable[list[Word]]) -> int:
    """Where most text runs, in quarter turns clockwise: 0 to the right, 1 down, 2 to the left, 3 up."""
    votes = [0, 0, 0, 0]
    for line in lines:
        votes[turn_of(line)] += sum(word.letters() for word in line) if len(line) > 1 else 0
    return votes.index(max(votes))


def turn_of(line: list[Word]) -> int:
    """Where a line runs, by its first and last word."""
    first, last = line[0], line[-1]
    x = last.x0 + last.x1 - first.x0 - first.x1
    y = last.y0 + last.y1 - first.y0 - first.y1
    if abs(x) >= abs(y):
        return 2 if x < 0 else 0
    return 1 if y > 0 else 3


def line_size(line: list[Word]) -> float:
    """The type size of an upright line: by its words of two letters and more, else by all."""
    telling = [word for word in line if word.letters() > 1] or line
    return median(word.size_of(word.y1 - word.y0) for word in telling)


def line_base(line: list[Word], size: float) -> float:
    """Where an upright line stands."""
    return median(word.base_of(word.y1, size) for word in line)
