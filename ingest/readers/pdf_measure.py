"""What the rows of a document say about how it is set, and the marks by which parts are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf_layout import Row, Style, body_style

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

NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.|[A-H]\.)\s+(?=\S)")
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
_BULLET = re.compile(
    r"(?:[\u2022\u25aa\u25cf\u25cb\u25e6\u2023\u2043\u00b7\uf0b7*\u2013-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)"
)
_STOPPED = re.compile(
    r"(?:[.!?:;][)\"'\u201d\u2019\]]*|[^\W\d_)\]][.!?]\d{1,3}(?:[,\u2013-]\d{1,3})*|[.!?][⁰¹²³⁴-⁹⁻,]+)\Z"
)


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
    title = NUMBERING.sub("", title.strip(), count=1)
    return " ".join(
        re.sub(r"[^\w\s]", "", title.replace("\u2019", "").replace("'", "")).casefold().split()
    )


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


def is_table_label(text: str) -> bool:
    """Whether a caption is a table's."""
    return _TABLE_LABEL.match(text) is not None


def is_list_item(text: str) -> bool:
    return _BULLET.match(text) is not None


def has_stopped(text: str) -> bool:
    """Whether a paragraph's text could end here."""
    return _STOPPED.search(text) is not None
