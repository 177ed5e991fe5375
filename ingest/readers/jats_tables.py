"""Tables of JATS: the HTML model (``tr``, ``td``) and the CALS model (``row``, ``entry``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.grid import Cell, filled, lay_out, span
from ingest.readers.jats_text import flow, labelled
from ingest.readers.tables import indented
from ingest.readers.xml import Element, child, children, descend, local
from kb.types import Table

_ROWS = ("tr", "row")
_CELLS = ("td", "th", "entry")
# Spaces that publishers indent a row's label with, and how much of an em each is.
_WIDTHS = {"\u2003": 1.0, "\u2001": 1.0, "\u3000": 1.0, "\u2002": 0.5, "\u2000": 0.5, "\u00a0": 0.5}
_INDENTED = re.compile(f"[ \t\r\n{''.join(_WIDTHS)}]+")


def tables_of(wrap: Element) -> list[Table]:
    """The tables of a ``table-wrap``, all on page 1, without offsets. One that is a picture gives none."""
    caption = caption_of(wrap) or None
    notes = (
        " ".join(filter(None, (_note(foot) for foot in descend(wrap, "table-wrap-foot")))) or None
    )
    found = []
    for table in descend(wrap, "table"):
        # The CALS model nests "table > tgroup"; the other way round nothing is read twice.
        rows, header_rows = _rows(table)
        if rows:
            found.append(Table(caption, 1, rows, header_rows, notes))
    if not found and local(wrap) == "table":
        rows, header_rows = _rows(wrap)
        found = [Table(caption, 1, rows, header_rows, notes)] if rows else []
    return found


def caption_of(element: Element) -> str:
    """Label and caption of a table, figure or box in one line."""
    parts = []
    for caption in children(element, "caption", "title"):
        inner = list(children(caption)) if local(caption) == "caption" else []
        blocks = [one for one in inner if local(one) in ("title", "p")]
        parts += [flow(one) for one in blocks] if blocks else [flow(caption)]
    return labelled(element, " ".join(filter(None, parts)))


def _note(foot: Element) -> str:
    """The notes under a table in one line, each behind its mark."""
    pieces = []
    for one in children(foot):
        if local(one) == "fn-group":
            pieces += [_marked(note) for note in children(one, "fn")]
        else:
            pieces.append(_marked(one))
    return " ".join(filter(None, pieces))


def _marked(note: Element) -> str:
    if local(note) != "fn":
        return flow(note, notes=True)
    label = flow(child(note, "label"))
    text = " ".join(flow(one, notes=True) for one in children(note) if local(one) != "label")
    return f"{label} {text}".strip()


def _rows(table: Element) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The grid, and the number of its header rows."""
    rows: list[list[Cell]] = []
    header_rows = 0
    for row in descend(table, *_ROWS):
        part = next((local(one) for one in row.iterancestors() if local(one) != "tr"), "")
        columns = _columns(row)
        cells = [_cell(one, columns) for one in children(row, *_CELLS)]
        if part == "thead" and header_rows == len(rows):
            header_rows += 1
        rows.append(cells)
    if not header_rows:
        header_rows = _heads(rows)
    return filled(lay_out(rows), header_rows)


def _heads(rows: Sequence[Sequence[Cell]]) -> int:
    """Rows at the top whose cells are all heads, where no head part is marked."""
    count = 0
    for row in rows:
        if not row or not all(cell.head for cell in row):
            break
        count += 1
    return count if count < len(rows) else 0


def _cell(element: Element, columns: dict[str, int]) -> Cell:
    across = span(element.get("colspan"))
    first, last = element.get("namest"), element.get("nameend")
    if first in columns and last in columns:
        across = max(1, columns[last] - columns[first] + 1)
    down = span(element.get("rowspan"))
    if element.get("morerows"):
        down = span(element.get("morerows")) + 1
    text = flow(element, notes=True)
    leading = _INDENTED.match("".join(element.itertext()))
    level = int(sum(_WIDTHS.get(one, 0) for one in leading[0])) if leading else 0
    text = text.lstrip("".join(_WIDTHS))
    return Cell(indented(text, level) if text else "", across, down, local(element) == "th")


def _columns(row: Element) -> dict[str, int]:
    """Numbers of the columns that a CALS table names."""
    above = (one for one in row.iterancestors() if local(one) in ("tgroup", "table"))
    group = next((one for one in above if child(one, "colspec") is not None), None)
    names = (one.get("colname") for one in children(group, "colspec"))
    return {name: number for number, name in enumerate(names) if name}
