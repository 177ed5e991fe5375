"""Reads PDFs with PyMuPDF: blocks in reading order with boxes, sections, references, metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.readers.assemble import Draft, assemble, placed_tables
from ingest.readers.base import PDF, Reading
from ingest.readers.described import described
from ingest.readers.pdf_active import active_content
from ingest.readers.pdf_blocks import Group, group_rows
from ingest.readers.pdf_confidence import confidences, doubts
from ingest.readers.pdf_furniture import drop_furniture
from ingest.readers.pdf_layout import Row, Sheet, read_sheets, write_rows
from ingest.readers.pdf_links import read_links
from ingest.readers.pdf_measure import measure
from ingest.readers.pdf_metadata import article_labels, read_metadata, title_rows
from ingest.readers.pdf_ocr import LETTERS_A_PAGE, Scans, letters_of, signs_untold, take_scans
from ingest.readers.pdf_ocr_rows import in_page_space
from ingest.readers.pdf_open import open_pdf
from ingest.readers.pdf_references import references_of
from ingest.readers.pdf_sections import arrange, section_name
from ingest.readers.pdf_signs import read_signs
from ingest.readers.pdf_tables_drafts import join_continued, table_drafts, turned_groups
from ingest.readers.pdf_tables_page import PageRules
from ingest.readers.pdf_tables_regions import put_back, take_tables
from ingest.readers.pdf_text import clean, seam, vocabulary
from kb.errors import UnreadableFile
from kb.types import Box, Line

if TYPE_CHECKING:
    import pymupdf


def read_pdf(data: bytes, name: str, scans: Scans | None = None) -> Reading:
    """Read a PDF. Boxes are in points from the top left of the unrotated page.

    Args:
        scans: what is known of its pages without text.

    Raises:
        PagesWantedError: such pages are to be recognised first, as ``scans`` asks.
        UnreadableFile: damaged, locked, or without a text layer.
    """
    with open_pdf(data, name) as document:
        warnings = []
        if document.is_repaired:
            warnings.append("The PDF is damaged and was repaired; text may be missing.")
        warnings += active_content(document, data)
        fields = dict(document.metadata or {})
        sheets, unreadable = _read_pages(document, name)
        count = document.page_count
        write_rows(sheets)
        repaired = bool(document.is_repaired)
        warnings += take_scans(document, sheets, scans or Scans(), name)
        unreadable.update(signs_untold(sheets))
        warnings += _check_text(sheets, name, damaged=repaired)
        furniture = drop_furniture(sheets)
        trust = confidences(sheets, unreadable, repaired=repaired)
        warnings += doubts(sheets, unreadable, trust)
        rows = [row for sheet in sheets for row in sheet.rows]
        page = measure(rows)
        title = title_rows(sheets)
        rules = PageRules(document)
        rest, framed = take_tables(rows, page, rules)
        groups = arrange(put_back(list(group_rows(rest, page)), framed), title, page)
        listed = {row.page for group in groups if group.kind == "reference" for row in group.rows}
        links = read_links(document, sorted({1, count} | listed))
        metadata = read_metadata(sheets, title, _front_rows(groups), furniture, fields, links)
        known = vocabulary(row.text for row in rows)
        turned = [group for sheet in sheets for group in turned_groups(sheet)]
        if turned:
            groups = sorted([*groups, *turned], key=lambda group: group.page)
        drafts = _all_drafts(groups, rules, known)
    text, blocks, lines = assemble(drafts)
    tables = placed_tables(drafts, blocks)
    blocks, lines, tables = in_page_space(sheets, blocks, lines, tables)
    reading = Reading(
        PDF,
        metadata,
        count,
        text,
        blocks,
        lines,
        tuple(warnings),
        tables,
        references_of(blocks, links),
        confidence=trust,
    )
    return described(reading, article_labels(sheets))


def _read_pages(document: pymupdf.Document, name: str) -> tuple[list[Sheet], Counter[int]]:
    """The pages as they are printed, and how many characters of each page cannot be read."""
    try:
        sheets = read_sheets(document)
        return sheets, read_signs(document, sheets)
    except (RuntimeError, ValueError) as error:
        raise UnreadableFile(
            name, "the PDF is damaged: its pages cannot be read", hint="Fetch it again."
        ) from error


def _all_drafts(groups: Sequence[Group], rules: PageRules, known: frozenset[str]) -> list[Draft]:
    drafts: list[Draft] = []
    for at, group in enumerate(groups):
        if group.kind == "table":
            drafts += table_drafts(groups, at, rules, known, drafts)
        else:
            drafts += _drafts(group, known)
    return join_continued(drafts)


def _check_text(sheets: Sequence[Sheet], name: str, *, damaged: bool) -> list[str]:
    """Refuse what has no text layer; warn of what has one on some pages only."""
    bare = [s.number for s in sheets if letters_of(s) < LETTERS_A_PAGE and not s.unread]
    letters = sum(letters_of(sheet) for sheet in sheets)
    if not letters:
        reason = (
            "the PDF is damaged: there is no text left in it"
            if damaged
            else "there is no text in it: it is a scan, or its text is drawn as shapes"
        )
        raise UnreadableFile(
            name,
            reason,
            hint="Fetch it again, or run text recognition (OCR) over it and add the result.",
        )
    if len(bare) * 2 > len(sheets) > 1:
        listed = ", ".join(str(number) for number in bare[:20])
        return [f"These pages have hardly any text and may be scans: {listed}."]
    return []


def _front_rows(groups: Sequence[Group]) -> list[Row]:
    """Rows between the title and the abstract, in order."""
    rows: list[Row] = []
    for group in groups:
        if group.page > 1 or group.section is not None:
            break
        if group.kind == "heading":
            rows = []
        elif group.kind == "other":
            rows.extend(group.rows)
    return rows


def _drafts(group: Group, known: frozenset[str]) -> list[Draft]:
    text, lines = _join_rows(group.rows, known)
    if group.run_in is None:
        kind = group.kind
        return [Draft(text, group.page, kind, group.section, lines)]
    at = _end_of_run_in(text, group.run_in)
    rest = at + len(text[at:]) - len(text[at:].lstrip())
    head = [Line(ln.start, min(ln.end, at), ln.box) for ln in lines if ln.start < at]
    tail = [
        Line(max(ln.start, rest) - rest, ln.end - rest, ln.box) for ln in lines if ln.end > rest
    ]
    section = section_name(text[:at])
    return [
        Draft(text[:at], group.page, "heading", section, head),
        Draft(text[rest:], group.page, "text", section, tail),
    ]


def _join_rows(rows: Sequence[Row], known: frozenset[str]) -> tuple[str, list[Line]]:
    """One paragraph's text, with each row's offsets in it."""
    pieces: list[str] = []
    lines: list[Line] = []
    at = 0
    for i, row in enumerate(rows):
        text, between = row.text, ""
        if i + 1 < len(rows):
            text, between = seam(row.text, rows[i + 1].text, known)
        if text:
            lines.append(Line(at, at + len(text), _box(row)))
        pieces += (text, between)
        at += len(text) + len(between)
    return "".join(pieces), lines


def _end_of_run_in(text: str, head: str) -> int:
    """Where the heading ends in the mended text: hyphens and spaces may differ, letters do not."""
    wanted = sum(map(str.isalnum, clean(head)))
    at = 0
    while at < len(text) and wanted:
        wanted -= text[at].isalnum()
        at += 1
    match = re.compile(r"[^\w\s]*").match(text, at)
    return match.end() if match else at


def _box(row: Row) -> Box:
    return Box(row.page, row.x0, row.y0, row.x1, row.y1)
