"""Puts a document's text together from its blocks, keeping every offset right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.types import Block, BlockKind, Box, Line, Table

BETWEEN = "\n\n"


@dataclass(slots=True)
class Draft:
    """A block before it has its place: text, and its lines with offsets into that text.

    ``table`` is what the text says in lines, where it is a table.
    """

    text: str
    page: int
    kind: BlockKind = "text"
    section: str | None = None
    lines: list[Line] = field(default_factory=list)
    boxes: tuple[Box, ...] = ()
    table: Table | None = None


def assemble(drafts: Sequence[Draft]) -> tuple[str, tuple[Block, ...], tuple[Line, ...]]:
    """Join the drafts by blank lines; returns the text, the blocks, and the lines with final offsets.

    Drafts without text are left out.
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    at = 0
    for draft in drafts:
        if not draft.text:
            continue
        if pieces:
            pieces.append(BETWEEN)
            at += len(BETWEEN)
        end = at + len(draft.text)
        blocks.append(
            Block(
                text=draft.text,
                page=draft.page,
                section=draft.section,
                kind=draft.kind,
                start=at,
                end=end,
                boxes=draft.boxes or _hulls(draft.lines),
            )
        )
        lines.extend(Line(at + line.start, at + line.end, line.box) for line in draft.lines)
        pieces.append(draft.text)
        at = end
    return "".join(pieces), tuple(blocks), tuple(lines)


def placed_tables(drafts: Sequence[Draft], blocks: Sequence[Block]) -> tuple[Table, ...]:
    """The drafts' tables with the offsets of their blocks, which :func:`assemble` made of these drafts."""
    written = [draft for draft in drafts if draft.text]
    return tuple(
        replace(
            draft.table, start=block.start, end=block.end, boxes=draft.table.boxes or block.boxes
        )
        for draft, block in zip(written, blocks, strict=True)
        if draft.table is not None
    )


def _hulls(lines: Sequence[Line]) -> tuple[Box, ...]:
    """One box for each stretch of lines in one column of one page."""
    hulls: list[Box] = []
    for line in lines:
        box = line.box
        last = hulls[-1] if hulls else None
        same_column = last and last.page == box.page and box.x0 < last.x1 and last.x0 < box.x1
        if last and same_column and box.y1 > last.y0:
            hulls[-1] = Box(
                box.page,
                min(last.x0, box.x0),
                min(last.y0, box.y0),
                max(last.x1, box.x1),
                max(last.y1, box.y1),
            )
        else:
            hulls.append(box)
    return tuple(hulls)
