"""Turns a PDF's groups of table rows into blocks of text with their tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ingest.readers.assemble import Draft
from ingest.readers.pdf_blocks import Group, is_table_caption
from ingest.readers.pdf_layout import Row, Sheet
from ingest.readers.pdf_measure import is_table_label
from ingest.readers.pdf_sections import table_lines
from ingest.readers.pdf_tables import BuiltTable, build_tables
from ingest.readers.pdf_tables_page import PageRules
from ingest.readers.pdf_text import seam
from ingest.readers.tables import table_text
from kb.types import Box, Line, Table

_CONTINUED = re.compile(r"\(?\b(?:continued|cont\.?|cont[\u2019']d)\b\)?\.?", re.IGNORECASE)
# Between pieces that stand apart but are no cells: bars are for cells.
_APART = "\u2003"
_MOST_CONTINUED = 30  # characters
_PART = re.compile(r"\(([a-h])\)(?:\s|\Z)", re.IGNORECASE)
_NUMBER = re.compile(r"[a-z .]*?([a-z]?\d{1,2}|[ivx]{1,4})\b", re.IGNORECASE)


def table_drafts(
    groups: Sequence[Group],
    at: int,
    rules: PageRules,
    known: Collection[str],
    earlier: Sequence[Draft] = (),
) -> list[Draft]:
    """The blocks of ``groups[at]``, a table: one for each table in it, or its lines where it has no columns.

    The group before is its caption, if that is a table's on the same page. ``earlier`` are the blocks so
    far, among which is the first part of a table that goes on.
    """
    group = groups[at]
    before = groups[at - 1] if at else None
    turn = group.rows[0].turn
    if before is None or before.page != group.page or not _is_caption(before):
        return [as_lines(group)]
    caption = _caption(before.rows, known)
    heads = _heads(caption, earlier)
    drafts: list[Draft] = []
    for built in build_tables(group.rows, rules.of(group.page, turn), known, heads):
        drafts.append(_draft(built, caption, before.rows, group))
        if built.rest:
            drafts.append(_rest(built.rest, group))
    return drafts or [as_lines(group)]


def _heads(caption: str, earlier: Sequence[Draft]) -> list[str] | None:
    """What the heads of a table's first part say, where the caption says that it goes on."""
    if not _CONTINUED.search(caption):
        return None
    tables = [draft.table for draft in earlier if draft.table is not None]
    number = _number(caption)
    own = [t for t in tables if not number or _number(t.caption or "") == number]
    if not own:
        return None
    return [cell for row in own[-1].rows[: own[-1].header_rows] for cell in row]


def _rest(lines: Sequence[tuple[str, Box]], group: Group) -> Draft:
    """What stood below a table and is none of it."""
    text = ""
    places: list[Line] = []
    for line, box in lines:
        start = len(text) + 1 if text else 0
        text = f"{text}\n{line}" if text else line
        places.append(Line(start, len(text), box))
    return Draft(text, group.page, "other", group.section, places)


def _is_caption(group: Group) -> bool:
    return is_table_caption(group) or (group.kind == "caption" and _goes_on(group.rows[0]))


def _draft(built: BuiltTable, caption: str, heading: Sequence[Row], group: Group) -> Draft:
    """A table's block: its text, each row's line with the row's box."""
    if built.part:
        caption = f"{caption} {built.part}"
    boxes = (*built.boxes, *built.note_boxes)
    table = Table(
        caption=caption,
        page=group.page,
        rows=built.rows,
        header_rows=built.header_rows,
        notes=built.notes,
        boxes=(_hull(boxes),),
    )
    text, spans = table_text(table)
    first = text.find("\n") if caption else 0
    lines = [Line(0, first, _hull([_box(row) for row in heading]))] if first > 0 else []
    lines += [
        Line(*span, box) for span, box in zip(spans, built.boxes, strict=True) if span is not None
    ]
    end = max((line.end for line in lines), default=0)
    if built.note_boxes and end < len(text):
        lines.append(Line(end + 1, len(text), _hull(built.note_boxes)))
    return Draft(text, group.page, "table", group.section, lines, table=table)


def join_continued(drafts: Sequence[Draft]) -> list[Draft]:
    """Put the rows of a table that goes on ("Table 2 (continued)") behind those of its first part.

    They must have as many columns; heads that are printed again are left out. The caption that says so
    stays in the reading, but as nothing that is searched.
    """
    kept: list[Draft] = []
    firsts: dict[tuple[str, str], int] = {}
    latest = ""
    for draft in drafts:
        table = draft.table
        if table is None or table.caption is None:
            kept.append(draft)
            continue
        goes_on = _CONTINUED.search(table.caption) is not None
        number = _number(table.caption) or (latest if goes_on else "")
        latest = number
        part = _PART.search(table.caption)
        first = firsts.get((number, part[1] if part else "")) if goes_on else None
        whole = kept[first].table if first is not None else None
        if first is None or whole is None or len(whole.rows[0]) != len(table.rows[0]):
            firsts.setdefault((number, part[1] if part else ""), len(kept))
            kept.append(draft)
            continue
        kept[first] = _continued(kept[first], whole, draft, table)
        if kept[-1].kind == "caption":
            kept[-1] = replace(kept[-1], kind="other")
    return kept


def _continued(first: Draft, whole: Table, draft: Draft, table: Table) -> Draft:
    heads = 0
    while (
        heads < min(whole.header_rows, table.header_rows) and whole.rows[heads] == table.rows[heads]
    ):
        heads += 1
    # Without its heads, a part's first lines are rows.
    heads = table.header_rows if heads else 0
    merged = replace(
        whole,
        rows=(*whole.rows, *table.rows[heads:]),
        notes=" ".join(filter(None, (whole.notes, table.notes))) or None,
        boxes=(*whole.boxes, *table.boxes),
    )
    text, spans = table_text(merged)
    boxes = _row_boxes(first, whole) + _row_boxes(draft, table)[heads:]
    lines = [line for line in first.lines[:1] if line.start == 0]
    lines += [
        Line(*span, box)
        for span, box in zip(spans, boxes, strict=True)
        if span is not None and box is not None
    ]
    return replace(first, text=text, lines=lines, table=merged)


def _row_boxes(draft: Draft, table: Table) -> list[Box | None]:
    _, spans = table_text(table)
    places = {(line.start, line.end): line.box for line in draft.lines}
    return [places.get(span) if span is not None else None for span in spans]


def turned_groups(sheet: Sheet) -> list[Group]:
    """Text set sideways as captions and tables; where no caption tells a table, as what it may be."""
    rows = sorted(sheet.sideways, key=lambda row: min(run.base for run in row.runs))
    starts = [i for i, row in enumerate(rows) if is_table_label(row.text) or _goes_on(row)]
    if not starts:
        return [Group("table", rows)] if rows else []
    groups = [Group("other", rows[: starts[0]])] if starts[0] else []
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        groups.append(Group("caption", rows[start : start + 1]))
        if end > start + 1:
            groups.append(Group("table", rows[start + 1 : end]))
    return groups


def _goes_on(row: Row) -> bool:
    """Whether a row only says that a table goes on: "(b) Continued."."""
    return len(row.text) < _MOST_CONTINUED and _CONTINUED.search(row.text) is not None


def as_lines(group: Group) -> Draft:
    """What stands like a table but has no columns: one line a row, pieces of it apart as on the page."""
    pieces: list[str] = []
    lines: list[Line] = []
    at = 0
    turned = group.rows[0].turn != 0
    for members in [[row] for row in group.rows] if turned else table_lines(group.rows):
        if pieces:
            pieces.append("\n")
            at += 1
        for i, row in enumerate(members):
            text = (_APART if i else "") + _APART.join(row.cell_texts())
            begin = at + (len(_APART) if i else 0)
            pieces.append(text)
            at += len(text)
            if at > begin:
                lines.append(Line(begin, at, _box(row)))
    return Draft("".join(pieces), group.page, "table", group.section, lines)


def _caption(rows: Sequence[Row], known: Collection[str]) -> str:
    text = ""
    for row in rows:
        before, between = seam(text, row.text, known) if text else ("", "")
        text = before + between + row.text
    return text


def _number(caption: str) -> str:
    match = _NUMBER.match(caption) if is_table_label(caption) else None
    return match[1].lower() if match else ""


def _box(row: Row) -> Box:
    return Box(row.page, row.x0, row.y0, row.x1, row.y1)


def _hull(boxes: Iterable[Box]) -> Box:
    boxes = list(boxes)
    return Box(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
