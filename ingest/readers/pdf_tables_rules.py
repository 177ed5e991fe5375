"""The straight lines drawn on a page: what frames a table, parts its rows and underlines its heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pymupdf

# A filled rectangle thinner than this is a line; one thicker is a shade, and its edges part rows.
_THIN = 2.5
_SHORTEST = 8.0
# Neighbouring cells draw their borders in pieces; these are one line.
_JOIN, _LEVEL = 3.0, 1.5
# A page with a longer description than this is a drawing, not a page of tables.
_MOST_BYTES = 1_500_000
# A table's rules begin and end at the same places, give or take this.
_EXTENT = 4.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line in points, in the frame in which the text beside it is upright."""

    y: float
    x0: float
    x1: float
    # Whether ink was put on it; the edge of a shaded row is no line.
    inked: bool = True

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    def covers(self, x0: float, x1: float, share: float = 0.8) -> bool:
        """Whether it runs along most of a stretch."""
        return min(self.x1, x1) - max(self.x0, x0) >= share * (x1 - x0)


def read_rules(page: pymupdf.Page, turn: int = 0) -> list[Rule]:
    """The page's level lines, from top to bottom, pieces of one line joined.

    Args:
        page: of a PDF.
        turn: -1 or 1 to see the page as somebody does who reads its turned text (see Row.turn).
    """
    try:
        if len(page.read_contents()) > _MOST_BYTES:
            return []
        drawings = page.get_cdrawings()
    except (RuntimeError, ValueError):
        return []
    lines = [line for drawing in drawings for line in _lines(drawing)]
    return join_rules(_turned(line, turn) for line in lines if _is_level(line, turn))


_Line = tuple[float, float, float, float, bool]


def _lines(drawing: dict[str, Any]) -> Iterable[_Line]:
    """Straight strokes and edges of rectangles of one drawing, as x0, y0, x1, y1, inked."""
    stroked = "s" in drawing["type"] and drawing.get("color") is not None
    x0, y0, x1, y1 = drawing["rect"]
    if "f" in drawing["type"] and min(x1 - x0, y1 - y0) <= _THIN:
        yield x0, y0, x1, y1, True
        return
    for item in drawing["items"]:
        if item[0] == "l" and stroked:
            (ax, ay), (bx, by) = item[1], item[2]
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), True
        elif item[0] == "re":
            rx0, ry0, rx1, ry1 = item[1]
            if min(rx1 - rx0, ry1 - ry0) <= _THIN:
                yield rx0, ry0, rx1, ry1, True
            else:
                yield rx0, ry0, rx1, ry0, stroked
                yield rx0, ry1, rx1, ry1, stroked
                yield rx0, ry0, rx0, ry1, stroked
                yield rx1, ry0, rx1, ry1, stroked


def _is_level(line: _Line, turn: int) -> bool:
    wide, high = line[2] - line[0], line[3] - line[1]
    return (wide if turn else high) <= _THIN and (high if turn else wide) >= _SHORTEST


def _turned(line: _Line, turn: int) -> Rule:
    x0, y0, x1, y1, inked = line
    if turn < 0:
        return Rule((x0 + x1) / 2, -y1, -y0, inked)
    if turn > 0:
        return Rule(-(x0 + x1) / 2, y0, y1, inked)
    return Rule((y0 + y1) / 2, x0, x1, inked)


def join_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Rules from top to bottom and left to right, pieces at one height that touch joined."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.y):
        if levels and rule.y - levels[-1][0].y <= _LEVEL:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    joined: list[Rule] = []
    for level in levels:
        first = len(joined)
        for rule in sorted(level, key=lambda rule: rule.x0):
            last = joined[-1] if len(joined) > first else None
            if last is not None and rule.x0 - last.x1 <= _JOIN and rule.inked == last.inked:
                joined[-1] = Rule(last.y, last.x0, max(last.x1, rule.x1), last.inked)
            else:
                joined.append(rule)
    return joined


def frame_below(rules: Sequence[Rule], top: float, x0: float, x1: float) -> list[Rule]:
    """The rules that frame what stands below ``top`` under a caption from ``x0`` to ``x1``.

    The first long line below decides from where to where the table runs; all lines further down that run
    from there to there belong to it, until somebody else's come (what stands between must decide that).
    """
    first = next(
        (
            rule
            for rule in rules
            if rule.y >= top
            and rule.inked
            and min(rule.x1, x1) - max(rule.x0, x0) > 0.5 * (x1 - x0)
        ),
        None,
    )
    if first is None:
        return []
    return [
        rule
        for rule in rules
        if rule.y >= first.y
        and rule.inked
        and abs(rule.x0 - first.x0) <= _EXTENT
        and abs(rule.x1 - first.x1) <= _EXTENT
    ]
