"""Groups printed rows into headings, paragraphs, captions, tables and the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf_furniture import is_notice
from ingest.readers.pdf_layout import Row, Style, body_style
from kb.types import BlockKind

KNOWN_HEADINGS = frozenset(
    """abstract|summary|background|introduction|aim|aims|objective|objectives|purpose|method|methods
    |materials and methods|material and methods|patients and methods|subjects and methods|methodology
    |methods and materials|experimental section|experimental procedures|case report|case reports|case
    |case presentation|case presentations|case description|case series|results|findings|results and discussion
    |discussion|comment|conclusion|conclusions|concluding remarks|limitations|recommendations|key points
    |strengths and limitations|clinical implications|acknowledgements|acknowledgments|acknowledgement
    |acknowledgment|funding|references|bibliography|literature cited|competing interests
    |conflict of interest|conflicts of interest|conflict of interests|disclosure|disclosures
    |declarations|authors contributions|author contributions|abbreviations|keywords|key words
    |appendix|supplementary material|supplementary information|supporting information|ethics approval
    |ethical approval|consent|data availability|availability of data and materials|author details
    |trial registration|additional file|additional files|additional information
    |endnotes|notes""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
REFERENCES = frozenset({"references", "bibliography", "literature cited", "reference list"})
# What follows these is about the article; it is kept, but nobody is to be quoted from it.
BACK_MATTER = frozenset(["author details", "authors details", "keywords", "key words"])

_NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.|[A-H]\.)\s+(?=\S)")
_CAPTION = re.compile(
    r"(?P<label>(?:supplementa(?:ry|l)\s+)?(?:fig(?:ure)?s?\.?|tables?|tab\.|box|scheme|chart|panel|exhibit|algorithm)"
    r"\s*(?:[A-Z]{0,2}\d{1,2}[A-Za-z]?|[IVX]{1,4})\b)(?P<after>\s*[.:|\u2013\u2014-]?\s*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TABLE_LABEL = re.compile(
    r"(?:supplementa(?:ry|l)\s+)?(?:tables?|tab\.|box|panel|chart)\b", re.IGNORECASE
)
_MENTION = re.compile(
    r"(?:[,;)(]|and|or|to|shows?|showed|presents?|lists?|summari[sz]es?|gives?|demonstrates?|illustrates?|depicts?"
    r"|provides?|describes?|reports?|displays?|compares?|contains?|indicates?|is|are|was|were|in|of|for|"
    r"outlines?|details?|includes?|reveals?|represents?)\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:\[\d{1,3}\]|\(?\d{1,3}[.)]|\d{1,3}\s)\s*\S?")
_BULLET = re.compile(
    r"(?:[\u2022\u25aa\u25cf\u25cb\u25e6\u2023\u2043\u00b7\uf0b7*\u2013-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)"
)
_STOPPED = re.compile(
    r"(?:[.!?:;][)\"'\u201d\u2019\]]*|[^\W\d_)\]][.!?]\d{1,3}(?:[,\u2013-]\d{1,3})*)\Z"
)
# Where a recommendation comes from and how strong it is, often in small type under it.
_NOTE = re.compile(
    r"(?:sources?|grade|notes?|level of|strength of|quality of|evidence)\b[^.:]{0,40}:",
    re.IGNORECASE,
)
_MAX_HEADING = 160
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Group:
    """Rows that belong together, and what they are."""

    kind: BlockKind
    rows: list[Row]
    section: str | None = None
    # A heading that runs into its paragraph: text of the first row that belongs to the heading.
    run_in: str | None = None
    level: tuple[float, str] = field(default=(0.0, ""))

    @property
    def page(self) -> int:
        return self.rows[0].page

    def raw(self) -> str:
        return " ".join(row.text for row in self.rows)


@dataclass(frozen=True, slots=True)
class Page:
    """What the rows of the document say about how it is set."""

    body: Style
    column: float

    def is_small(self, style: Style) -> bool:
        """Smaller than the running text: captions, tables, notes."""
        return style.size <= self.body.size - 0.5


def measure(rows: Sequence[Row]) -> Page:
    """The style of the running text, reference lists apart, and the usual width of its rows."""
    ends = (i for i, row in enumerate(rows) if plain(row.text) in REFERENCES)
    body = body_style(rows[: next(ends, len(rows))] or rows)
    widths = Counter(
        round(row.width / 4) * 4 for row in rows if row.style == body and row.cells == 1
    )
    column = max((w * n, w) for w, n in widths.items())[1] if widths else 250.0
    return Page(body, float(column))


def plain(title: str) -> str:
    """A heading without numbering, case and marks, to compare it."""
    title = _NUMBERING.sub("", title.strip(), count=1)
    return " ".join(
        re.sub(r"[^\w\s]", "", title.replace("\u2019", "").replace("'", "")).casefold().split()
    )


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
        size = _heading_rows(rows, at, page)
        if size:
            yield Group("heading", list(rows[at : at + size]))
            at += size
            continue
        end = at + 1
        while end < len(rows) and not _starts_new(rows, end, left, page):
            end += 1
        yield _classify(list(rows[at:end]), page)
        at = end


def _starts_new(rows: Sequence[Row], at: int, left: float, page: Page) -> bool:
    """Whether a new paragraph begins with row ``at`` of its block."""
    row, before = rows[at], rows[at - 1]
    if _heading_rows(rows, at, page):
        return True
    # "... as shown in | Table 3. In addition": in a paragraph, only what is set otherwise is a caption.
    if is_caption(row, page) and (row.style != page.body or has_stopped(before.text)):
        return True
    if row.y0 - before.y1 > 0.9 * max(row.height, before.height):
        return True
    if abs(row.style.size - before.style.size) >= 1 and row.width > 60 and before.width > 60:
        return True
    ended = _STOPPED.search(before.text) is not None
    if _BULLET.match(row.text) and (ended or _BULLET.match(before.text)) and row.cells <= 2:
        return True
    indent = row.x0 - left
    after = rows[at + 1] if at + 1 < len(rows) else None
    indented = 5 < indent < 40 and abs(before.x0 - left) < 4
    if after is not None:
        indented = indented and (abs(after.x0 - left) < 4)
    return ended and indented and row.text[:1].isupper()


def _classify(rows: list[Row], page: Page) -> Group:
    text = " ".join(row.text for row in rows)
    if is_caption(rows[0], page):
        return Group("caption", rows)
    if is_notice(text):
        return Group("other", rows)
    run_in = _run_in(rows, page)
    if run_in:
        return Group("text", rows, run_in=run_in)
    if _is_tabular(rows):
        return Group("table", rows)
    if not _is_prose(rows, text, page):
        return Group("other", rows)
    return Group("text", rows)


def is_caption(row: Row, page: Page) -> bool:
    """Whether a row opens a caption, and is no sentence that begins with 'Table 2 shows'."""
    match = _CAPTION.match(row.text)
    if match is None:
        return False
    if match["after"].strip() or not match["rest"]:
        return True
    if _MENTION.match(match["rest"]):
        return False
    first = row.runs[0].style
    return first != page.body and (first.bold or page.is_small(first) or first.italic)


def is_table_caption(group: Group) -> bool:
    return group.kind == "caption" and _TABLE_LABEL.match(group.rows[0].text) is not None


def is_list_item(text: str) -> bool:
    return _BULLET.match(text) is not None


def has_stopped(text: str) -> bool:
    """Whether a paragraph's text could end here."""
    return _STOPPED.search(text) is not None


def entry_start(row: Row) -> bool:
    """Whether a row of a reference list opens a numbered entry."""
    return _ENTRY.match(row.text) is not None


def _heading_rows(rows: Sequence[Row], at: int, page: Page) -> int:
    """How many rows from ``at`` form a heading; 0 for none."""
    row = rows[at]
    if not (_could_head(row, page) or _heads_its_block(rows, at, page)):
        return 0
    size = 1
    style = row.style
    while (
        size < 4
        and at + size < len(rows)
        and rows[at + size].style == style
        and rows[at + size].y0 - rows[at + size - 1].y1 < 0.6 * row.height
        and not _NUMBERING.match(rows[at + size].text)
        and _goes_on(rows[at + size - 1], rows[at + size], page)
    ):
        size += 1
    if at + size < len(rows) and size < 4 and _runs_on(rows[at + size], style):
        return 0
    text = " ".join(r.text for r in rows[at : at + size])
    known = plain(text) in KNOWN_HEADINGS
    if len(text) > _MAX_HEADING or len(text.split()) > 22:
        return 0
    if not known and text.endswith((".", ",", ";")) and not _NUMBERING.match(text):
        return 0
    return size


def _runs_on(row: Row, style: Style) -> bool:
    """Whether a row begins in a heading's style and goes on in another: the heading runs into its text."""
    return row.runs[0].style == style and row.style != style and not style.bold


def _heads_its_block(rows: Sequence[Row], at: int, page: Page) -> bool:
    """Whether a short row in a type of its own stands directly on running text: a heading by its place."""
    row = rows[at]
    below = rows[at + 1 : at + 4]
    following = next((r for r in below if r.style != row.style), None)
    if following is None or following.style != page.body or abs(following.x0 - row.x0) > 3:
        return False
    if at and row.y0 - rows[at - 1].y1 < 0.25 * row.height:
        return False
    style, text = row.style, row.text
    own_type = style.font != page.body.font and all(
        r.style == style for r in row.runs if r.text.strip()
    )
    return (
        own_type
        and style.size >= 0.9 * page.body.size
        and row.cells == 1
        and text[:1].isupper()
        and not has_stopped(text)
        and not is_caption(row, page)
        and not is_notice(text)
    )


def _goes_on(before: Row, row: Row, page: Page) -> bool:
    """Whether a heading runs over to this row."""
    filled = before.width > 0.6 * page.column
    return plain(before.text) not in KNOWN_HEADINGS and (
        filled or row.text[:1].islower() or before.text.endswith(("-", ":", "and", "of", "the"))
    )


def _could_head(row: Row, page: Page) -> bool:
    """Whether a row looks like a heading by its type."""
    text, style, body = row.text, row.style, page.body
    if not _LETTER.search(text) or len(text) < 3 or row.cells > 2 or is_caption(row, page):
        return False
    first = _NUMBERING.sub("", text, count=1)[:1]
    if not (first.isupper() or first.isdigit() or first in "\u201c\"'\u2018\u03b1\u03b2"):
        return False
    distinct = style != body
    # Some letters of another type (a symbol, an italic name) do not make or unmake a heading.
    pure = sum(len(run.text) for run in row.runs if run.style != body) >= 0.8 * len(text)
    if plain(text) in KNOWN_HEADINGS:
        return (distinct and pure) or row.width < 0.5 * page.column
    if not (distinct and pure) or is_notice(text):
        return False
    bold = style.bold and not body.bold
    italic = style.italic and not body.italic and len(text) < 90
    return style.size >= body.size * 1.1 or (style.size >= body.size * 0.97 and (bold or italic))


def _run_in(rows: Sequence[Row], page: Page) -> str | None:
    """The heading set in the paragraph's first line ('2.1. Animals. The care ...'), if there is one."""
    first = rows[0].runs[0].style
    if first.bold == page.body.bold and first.italic == page.body.italic:
        return None
    if abs(first.size - page.body.size) > 0.75:
        return None
    head = ""
    for row in rows[:3]:
        for run in row.runs:
            same = run.style.bold == first.bold and run.style.italic == first.italic
            if not same and run.text.strip() and not run.text.strip(" .:0123456789"):
                same = True
            if not same and run.text.strip():
                return _as_run_in(head, rows)
            head += run.text
        head = head.rstrip()
        head = head[:-1] if head.endswith("-") else head + " "
        if len(head) > _MAX_HEADING:
            return None
    return None


def _as_run_in(head: str, rows: Sequence[Row]) -> str | None:
    head = " ".join(head.split())
    title = _NUMBERING.sub("", head, count=1)
    ends = head.endswith((".", ":", "\u2014", "?")) and len(title) > 3
    # "P. falciparum", "et al.", "i.e." in italics are no headings.
    if not ends or not title[:1].isupper() or " al." in head or len(head.split()) > 18:
        return None
    return head if len(" ".join(row.text for row in rows)) > len(head) + 20 else None


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
