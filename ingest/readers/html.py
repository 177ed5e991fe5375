"""Reads guidelines and articles saved as web pages: what a reader would see of the content, nothing else.

Menus, banners, forms and whatever the page hides are left out; headings become sections, tables tables, and
boxes of recommendations sections of their own. Nothing is fetched and no script runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.metadata.chain import named
from ingest.readers.assemble import Draft, assemble
from ingest.readers.base import HTML, Reading
from ingest.readers.grid import Cell, filled, lay_out, span
from ingest.readers.html_content import content_of, is_recommendation, without_unseen
from ingest.readers.html_metadata import page_metadata
from ingest.readers.html_text import flow, stretches
from ingest.readers.inline import tidy
from ingest.readers.tables import table_text
from ingest.readers.xml import Element, children, descend, local
from kb.errors import UnreadableFile
from kb.text.identifiers import doi, pmid
from kb.types import BlockKind, Reference, Table

RECOMMENDATION = "Recommendation"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_REFERENCES = re.compile(
    r"(?:\d+\.?\s*)?(?:references?|bibliography|literature cited|works cited|reference list)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?|[IVX]+\.)\s+(?=\S)")
# A page with fewer words is hardly a guideline: a notice, a door, or a shell that a script fills.
_FEW_WORDS, _DOOR_WORDS = 25, 150
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# The names under which pages declare Windows-1252 (WHATWG Encoding Standard, section 4.2).
_WESTERN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"}
)
# Deeper nesting than any page has would exhaust the stack: below it, only the characters are taken.
_DEEPEST = 150


def read_html(data: bytes, name: str) -> Reading:
    """Read a web page that was saved to a file.

    Raises:
        UnreadableFile: there is no text in it, or it is a page that asks to sign in.
    """
    from lxml import html

    text, warnings = _decode(data)
    if not text.strip():
        raise UnreadableFile(name, "there is no text in it")
    # Entities cannot be defined in HTML; the larger limits are for pages that nest deeper than 256.
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = html.document_fromstring(text.encode("utf-8"), parser=parser, ensure_head_body=True)
    if any("depth" in one.message for one in parser.error_log):
        raise UnreadableFile(name, "its elements are nested deeper than those of any page")
    asks_password = any((one.get("type") or "").lower() == "password" for one in root.iter("input"))
    has_script = next(root.iter("script"), None) is not None
    metadata = page_metadata(root)
    without_unseen(root)
    content = content_of(root)
    walk = _Walk()
    walk.blocks(content, None)
    words = sum(len(draft.text.split()) for draft in walk.drafts if draft.kind != "reference")
    if asks_password and words < _DOOR_WORDS:
        raise UnreadableFile(
            name,
            "it is a page that asks to sign in, not the guideline",
            hint="Sign in with a browser, open the guideline and save that page.",
        )
    if not words:
        raise UnreadableFile(
            name,
            "there is no text in it" + (": a script would fill it" if has_script else ""),
            hint="Open it in a browser and print it to PDF.",
        )
    if words < _FEW_WORDS:
        warnings = (*warnings, f"The page holds hardly any text ({words} words).")
    text, blocks, _ = assemble(walk.drafts)
    tables = tuple(
        replace(table, start=blocks[at].start, end=blocks[at].end) for at, table in walk.tables
    )
    if metadata.title is None:
        first = next((one for one in blocks if one.kind == "heading"), None)
        metadata = replace(metadata, title=first.text if first else None)
    return Reading(
        HTML,
        named(metadata, "the page"),
        1,
        text,
        blocks,
        (),
        warnings,
        tables,
        tuple(walk.references),
    )


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """By the byte-order mark, else as the page declares, else UTF-8, at last Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), ()
    data = data.removeprefix(b"\xef\xbb\xbf")
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    for codec in ("utf-8", "cp1252" if name in _WESTERN else name):
        try:
            return data.decode(codec), ()
        except (UnicodeDecodeError, LookupError, OSError):
            continue
    return data.decode("cp1252", "replace"), (
        "The page's encoding is not known; it was read as Windows-1252 (Western European).",
    )


class _Walk:
    """Goes through a page's content and writes down its blocks, tables and references."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.tables: list[tuple[int, Table]] = []
        self.references: list[Reference] = []
        self._in_references = False
        self._depth = 0

    def blocks(self, parent: Element, section: str | None) -> str | None:
        """The blocks of an element, in order; returns the section that is open at its end."""
        if self._depth >= _DEEPEST:
            self._add(tidy("".join(parent.itertext())), "text", section)
            return section
        self._depth += 1
        for part in stretches(parent):
            if isinstance(part, str):
                self._add(part, "text", section)
            else:
                section = self._block(part, section)
        self._depth -= 1
        return section

    def _block(self, element: Element, section: str | None) -> str | None:
        name = local(element)
        if name in _HEADINGS:
            return self._heading(element, section)
        if name == "table":
            self._table(element, section)
        elif name in ("ul", "ol"):
            self._list(element, section, ordered=name == "ol")
        elif name == "dl":
            self._definitions(element, section)
        elif name in ("figcaption", "caption"):
            self._add(flow(element), "caption", section)
        elif is_recommendation(element):
            # A box without a heading of its own is a section all the same; after it the old one goes on.
            headed = next(iter(descend(element, *_HEADINGS)), None) is not None
            self.blocks(element, section if headed else RECOMMENDATION)
        else:
            return self.blocks(element, section)
        return section

    def _heading(self, element: Element, section: str | None) -> str | None:
        text = flow(element)
        if not text:
            return section
        self._in_references = bool(_REFERENCES.fullmatch(text.strip(" :")))
        section = _NUMBERING.sub("", text).rstrip(" .:")
        self._add(text, "heading", section)
        return section

    def _list(self, element: Element, section: str | None, *, ordered: bool) -> None:
        for number, item in enumerate(children(element, "li"), start=1):
            if self._in_references:
                self._reference(item, section)
                continue
            at = len(self.drafts)
            self.blocks(item, section)
            if at < len(self.drafts) and self.drafts[at].kind == "text":
                mark = f"{number}." if ordered else "•"
                self.drafts[at].text = f"{mark} {self.drafts[at].text}"

    def _definitions(self, element: Element, section: str | None) -> None:
        terms: list[str] = []
        for one in descend(element, "dt", "dd"):
            if local(one) == "dt":
                terms.append(flow(one))
                continue
            at = len(self.drafts)
            self.blocks(one, section)
            if terms and at < len(self.drafts):
                self.drafts[at].text = f"{', '.join(terms)}: {self.drafts[at].text}"
            terms = []

    def _reference(self, item: Element, section: str | None) -> None:
        text = flow(item)
        if not text:
            return
        links = [one.get("href") or "" for one in descend(item, "a")]
        found_doi = next(filter(None, (doi(link) for link in links if "doi.org/" in link)), None)
        numbers = (re.search(r"pubmed[^\d]*(\d{4,9})", link) for link in links)
        found_pmid = next((pmid(number[1]) for number in numbers if number), None)
        printed = re.search(r"\b10\.\d{4,9}/[^\s\"<>]+", text)
        self.references.append(
            Reference(text, found_doi or (doi(printed[0]) if printed else None), found_pmid)
        )
        self._add(text, "reference", section)

    def _table(self, element: Element, section: str | None) -> None:
        rows, header_rows = _rows(element)
        nested = next(iter(descend(element, "table")), None) is not None
        laid_out = (element.get("role") or "") in ("presentation", "none")
        if nested or laid_out or len(rows) < 2 or len(rows[0]) < 2:
            # A table that only puts things beside each other, or a frame around one text.
            for cell in descend(element, "caption", "td", "th"):
                owner = next((one for one in cell.iterancestors() if local(one) == "table"), None)
                if owner is element:
                    self.blocks(cell, section)
            return
        caption = next((flow(one) for one in children(element, "caption")), "") or None
        table = Table(caption, 1, rows, header_rows)
        text, _ = table_text(table)
        self.tables.append((len(self.drafts), table))
        self._add(text, "table", section)

    def _add(self, text: str, kind: BlockKind, section: str | None) -> None:
        if text.strip():
            self.drafts.append(Draft(text, 1, kind, section))


def _rows(table: Element) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The grid of a table, without those inside it, and the number of its header rows."""
    rows: list[list[Cell]] = []
    heads: list[bool] = []
    for row in descend(table, "tr"):
        above = [local(one) for one in row.iterancestors()]
        if above.index("table") > 1 or next(row.iterancestors("table")) is not table:
            continue
        cells = [
            Cell(
                flow(one, notes=True),
                span(one.get("colspan")),
                span(one.get("rowspan")),
                local(one) == "th",
            )
            for one in children(row, "td", "th")
        ]
        rows.append(cells)
        heads.append(above[0] == "thead" or (bool(cells) and all(cell.head for cell in cells)))
    header_rows = _leading(heads)
    return filled(lay_out(rows), header_rows)


def _leading(heads: Sequence[bool]) -> int:
    count = next((at for at, head in enumerate(heads) if not head), len(heads))
    return count if count < len(heads) else 0
