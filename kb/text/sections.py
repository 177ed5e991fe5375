"""What each section of a work is for: its heading says so, or the part of the work that it stands in.

What a heading says by itself is :mod:`kb.text.headings`. One that says nothing ("Vascular tone") takes the part
that it stands in: see :func:`block_kinds`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.text.headings import heading_kind, is_opening, is_passing
from kb.types import Block, Line, PassageKind

_OUTLINE = re.compile(r"\s*((?:[0-9]{1,2}\.)*[0-9]{1,2})\.?\s+(?=[^\W\d_])")
# The course of a work, and those parts of it that have sections of their own.
_COURSE: dict[PassageKind, int] = {
    "background": 0,
    "methods": 1,
    "results": 2,
    "recommendations": 3,
    "discussion": 3,
    "conclusion": 4,
}
_SUBDIVIDED = frozenset({"methods", "results", "discussion", "recommendations"})
# Depth of a heading's number, 0 for none, and height of its type in points, 0 for unknown.
_Level = tuple[int, float]
# Type that is this much larger is a higher level of heading.
_LARGER = 1.06


def section_kind(name: str | None) -> PassageKind:
    """What a section of this heading holds; "other" for what is about the work, and for the unknown.

    Args:
        name: a heading, or the path to it, as :func:`kb.text.headings.heading_kind` takes it.
    """
    return heading_kind(name) or "other"


def block_kinds(blocks: Sequence[Block], lines: Sequence[Line] = ()) -> list[PassageKind]:
    """What each block of a document belongs to.

    Readers give each block the nearest heading only. One that says nothing by itself goes on with the part
    before it, unless its number or its type shows that it stands beside that part and not in it, or that
    part is an introduction or conclusion, which are rarely subdivided. In a work without results, methods
    go on only under headings that are plainly set below: a review may say how it was made and then come to
    its subject.

    Args:
        lines: the document's printed lines with their boxes, for the size of the headings' type.
    """
    sizes = _heading_sizes(blocks, lines)
    course = _Course(has_results=any(heading_kind(one.section) == "results" for one in blocks))
    kinds: list[PassageKind] = []
    before: str | None = None
    for block in blocks:
        if block.kind == "heading":
            course.enter(block.section, _level(block, sizes))
        elif block.section != before:
            course.enter(block.section, None)
        before = block.section
        kinds.append("table" if block.kind == "table" else course.kind)
    return kinds


@dataclass(slots=True)
class _Course:
    """Where in a work a reader is: the part that is open, how its heading is set, and what kind holds."""

    kind: PassageKind = "other"
    part: PassageKind = "other"
    opened: _Level | None = None
    found: bool = False
    has_results: bool = False

    def enter(self, name: str | None, level: _Level | None) -> None:
        """Come to a heading."""
        known = heading_kind(name)
        if known == "abstract" and self.found:
            # A summary after the findings is no abstract.
            known = "conclusion"
        if known == "other" or name is None:
            self.kind = "other"
            if name is None or not is_passing(name):
                self.part = "other"
        elif known is not None and (is_opening(name) or not _goes_back(known, self.part)):
            if known != self.part:
                self.opened = level
            self.kind = self.part = known
            self.found = self.found or known in ("results", "discussion")
        else:
            sure = self.has_results or _stands_below(level, self.opened)
            astray = self.part == "methods" and not sure
            if self.part not in _SUBDIVIDED or astray or _stands_beside(level, self.opened):
                self.part = "other"
            self.kind = self.part


def _heading_sizes(blocks: Sequence[Block], lines: Sequence[Line]) -> dict[int, float]:
    """The height of the first printed line of each heading, by the heading's offset."""
    starts = {block.start for block in blocks if block.kind == "heading"}
    return {line.start: line.box.y1 - line.box.y0 for line in lines if line.start in starts}


def _level(heading: Block, sizes: dict[int, float]) -> _Level:
    """Depth of a heading's number (0 for none) and the height of its type (0 for unknown)."""
    numbered = _OUTLINE.match(heading.text)
    depth = numbered[1].count(".") + 1 if numbered else 0
    return depth, sizes.get(heading.start, 0.0)


def _goes_back(kind: PassageKind, part: PassageKind) -> bool:
    """Whether a kind belongs before the part that is open, which is one of those with sections of their own."""
    order = _COURSE.get(part)
    return order is not None and part in _SUBDIVIDED and _COURSE.get(kind, order) < order


def _stands_beside(level: _Level | None, opened: _Level | None) -> bool:
    """Whether a heading is of the level of the one that opened the part, or higher, as far as that shows."""
    if level is None or opened is None:
        return False
    if level[0] and opened[0]:
        return level[0] <= opened[0]
    return bool(opened[1]) and level[1] > opened[1] * _LARGER


def _stands_below(level: _Level | None, opened: _Level | None) -> bool:
    """Whether a heading is plainly of a lower level than the one that opened the part."""
    if level is None or opened is None:
        return False
    if level[0] and opened[0]:
        return level[0] > opened[0]
    return bool(level[1]) and level[1] * _LARGER < opened[1]
