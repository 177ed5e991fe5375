"""Groups printed rows into headings, paragraphs, captions, tables and the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf_furniture import is_notice
from ingest.readers.pdf_headings import heading_rows, run_in
from ingest.readers.pdf_layout import Row
from ingest.readers.pdf_measure import Page, has_stopped, is_caption, is_list_item, is_table_label
from kb.types import BlockKind

# Where a recommendation comes from and how strong it is, often in small type under it.
_NOTE = re.compile(
    r"(?:sources?|grade|notes?|level of|strength of|quality of|evidence)\b[^.:]{0,40}:",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Group:
    """Rows that belong together, and what they are."""

    kind: BlockKind
    rows: list[Row]
    section: str | None = None
    # A heading that runs into its paragraph: text of the first row that belongs to the heading.
    run_in: str | None = None

    @property
    def page(self) -> int:
        return self.rows[0].page

    def raw(self) -> str:
        return " ".join(row.text for row in self.rows)


def group_rows(rows: Sequence[Row], page: Page) -> Iterator[Group]:
    """Cut the rows of the document into groups, in order."""
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and rows[end].block == rows[at].block:
            end += 1
        yield from _cut_block(rows[at:end], page)
        at = end


def _cut_block(rows: Sequence[Row], page: Page) -> Iterator[Group]:
    """Cut one of PyMuPDF's blocks at headings, captions, paragraph starts and wide gaps."""
    at = 0
    left = min(row.x0 for row in rows)
    while at < len(rows):
        size = heading_rows(rows, at, page)
        if size:
            yield Group("heading", list(rows[at : at + size]))
            at += size
            continue
        end = at + 1
        while end < len(rows) and not _starts_new(rows, at, end, left, page):
            end += 1
        yield _classify(list(rows[at:end]), page)
        at = end


def _starts_new(rows: Sequence[Row], first: int, at: int, left: float, page: Page) -> bool:
    """Whether what began with row ``first`` of its block ends before row ``at``."""
    row, before = rows[at], rows[at - 1]
    ended = has_stopped(before.text)
    # "... as shown in | Table 3. In addition": in a paragraph, only what is set otherwise is a caption.
    captioned = is_caption(row, page) and (row.style != page.body or ended)
    in_table_caption = is_table_label(rows[first].text) and is_caption(rows[first], page)
    apart = row.y0 - before.y1 > 0.9 * max(row.height, before.height)
    resized = abs(row.style.size - before.style.size) >= 1 and min(row.width, before.width) > 60
    # "... because (1) it is rare, | (2) it is dear": only an item of a list is followed by another.
    after_item = at - 1 == first and is_list_item(before.text)
    listed = is_list_item(row.text) and (ended or after_item) and row.cells <= 2
    return (
        captioned
        or (in_table_caption and row.cells > 1)
        or apart
        or resized
        or listed
        or (ended and _is_indented(rows, at, left))
        or heading_rows(rows, at, page) > 0
    )


def _is_indented(rows: Sequence[Row], at: int, left: float) -> bool:
    """Whether row ``at`` opens a paragraph: set in, between rows that are not."""
    around = [rows[at - 1], *rows[at + 1 : at + 2]]
    flush = all(abs(row.x0 - left) < 4 for row in around)
    return flush and 5 < rows[at].x0 - left < 40 and rows[at].text[:1].isupper()


def _classify(rows: list[Row], page: Page) -> Group:
    text = " ".join(row.text for row in rows)
    if is_caption(rows[0], page):
        return Group("caption", rows)
    if is_notice(text):
        return Group("other", rows)
    head = run_in(rows, page)
    if head:
        return Group("text", rows, run_in=head)
    if _is_tabular(rows):
        return Group("table", rows)
    if not _is_prose(rows, text, page):
        return Group("other", rows)
    return Group("text", rows)


def is_table_caption(group: Group) -> bool:
    return group.kind == "caption" and is_table_label(group.rows[0].text)


def _is_tabular(rows: Sequence[Row]) -> bool:
    many = sum(row.cells > 1 for row in rows)
    return len(rows) > 1 and many * 2 >= len(rows)


def _is_prose(rows: Sequence[Row], text: str, page: Page) -> bool:
    """Whether rows are running text rather than labels, addresses or cells."""
    words = [word for word in text.split() if _LETTER.search(word)]
    style = (
        rows[0].style if len(rows) == 1 else Counter(row.style for row in rows).most_common(1)[0][0]
    )
    if _NOTE.match(text):
        return True
    if style.font == page.body.font and abs(style.size - page.body.size) < 0.75:
        return bool(words)
    if style.size > page.body.size + 0.75:
        return len(words) >= 12
    lower = sum(word[0].islower() for word in words)
    return (
        len(words) >= 8
        and lower >= 0.4 * len(words)
        and max(row.width for row in rows) > 0.6 * page.column
    )
