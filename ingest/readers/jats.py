"""Reads articles in JATS XML, the form of PubMed Central, and in BioMed Central's older form.

Everything stands on page 1, since XML has no pages. Figures and tables that the file keeps apart are put
after the paragraph that first refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.metadata.chain import named
from ingest.readers.assemble import Draft, assemble
from ingest.readers.base import XML, Reading
from ingest.readers.jats_metadata import front_metadata, notices
from ingest.readers.jats_older import modern
from ingest.readers.jats_references import references_of
from ingest.readers.jats_tables import caption_of, tables_of
from ingest.readers.jats_text import flow, formula, labelled, stretches
from ingest.readers.tables import table_text
from ingest.readers.xml import Element, child, children, descend, local, parse_xml
from kb.errors import UnreadableFile
from kb.types import BlockKind, Reference, Table

ABSTRACT, REFERENCES = "Abstract", "References"
# Abstracts that say the article's content again in words; the others are pictures and teasers.
_ABSTRACTS = frozenset(
    {"", "summary", "executive-summary", "key-points", "plain-language-summary", "author-summary"}
    | {"web-summary", "structured", "section", "synopsis", "precis"}
)
_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-H]\.)\s+(?=\S)")
_LISTS = {"bullet": "•", "order": "{}.", "roman-lower": "{}.", "alpha-lower": "{}.", "simple": ""}
_TABLES = ("table-wrap", "table-wrap-group")
_FIGURES = ("fig", "fig-group")
_ABOUT = ("ack", "fn-group", "notes", "bio", "glossary", "sec", "def-list")
_OTHERS = {
    "PubmedArticleSet": "an export of PubMed, which holds many articles",
    "pmc-articleset": "a set of articles of PubMed Central",
    "PubmedBookArticleSet": "an export of books of PubMed",
    "html": "a web page",
    "TEI": "a TEI document",
    "book": "a book",
    "rss": "a news feed",
    "ClinicalDocument": "an HL7 clinical document",
}


def read_jats(data: bytes, name: str) -> Reading:
    """Read an article.

    Raises:
        UnreadableFile: damaged XML, XML of another kind, or no text in it.
    """
    root, warnings = parse_xml(data, name)
    return read_article(article_of(root, name), name, warnings)


def article_of(root: Element, name: str) -> Element:
    """The ``article`` element of a parsed file, in today's form.

    Raises:
        UnreadableFile: XML of another kind; the reason names what was found.
    """
    kind = local(root)
    if kind == "art":
        return modern(root)
    if kind == "article" and (child(root, "front") is not None or child(root, "body") is not None):
        return root
    inner = list(descend(root, "article")) if kind in ("pmc-articleset", "OAI-PMH") else []
    if len(inner) == 1:
        return inner[0]
    what = f"{_OTHERS[kind]} (<{kind}>)" if kind in _OTHERS else f"<{kind}>"
    raise UnreadableFile(
        name,
        f"it is XML of another kind: {what}",
        hint="JATS (<article>), BioMed Central's <art> and PubMed's <PubmedArticleSet> can be read.",
    )


def read_article(article: Element, name: str, warnings: Sequence[str] = ()) -> Reading:
    """Read an ``article`` element.

    Raises:
        UnreadableFile: there is no text in it.
    """
    walk = _Walk(article)
    walk.article()
    if not any(draft.kind in ("text", "table", "caption") for draft in walk.drafts):
        raise UnreadableFile(name, "there is no text in it")
    text, blocks, _ = assemble(walk.drafts)
    tables = tuple(
        replace(table, start=blocks[at].start, end=blocks[at].end) for at, table in walk.tables
    )
    abstract = "\n".join(one.text for one in walk.drafts if one.section == ABSTRACT)
    methods = "\n".join(one.text for one in walk.drafts if "method" in (one.section or "").lower())
    metadata = named(
        front_metadata(article, abstract=abstract, methods=methods), "the publisher's XML"
    )
    said = (*warnings, *notices(article))
    if child(article, "body") is None:
        said = (*said, "The file holds the abstract only, not the article.")
    return Reading(XML, metadata, 1, text, blocks, (), said, tables, tuple(walk.references))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: the title of its section, and whether it is about the work, not of it."""

    section: str | None = None
    about: bool = False

    @property
    def kind(self) -> BlockKind:
        return "other" if self.about else "text"


class _Walk:
    """Goes through an article and writes down its blocks, tables and references."""

    def __init__(self, article: Element) -> None:
        self._article = article
        self.drafts: list[Draft] = []
        self.tables: list[tuple[int, Table]] = []
        self.references: list[Reference] = []
        self._floats = {
            one.get("id"): one
            for group in children(article, "floats-group")
            for one in children(group)
            if one.get("id")
        }

    def article(self) -> None:
        """The whole of it, in reading order."""
        article = self._article
        meta = child(article, "front", "article-meta")
        self._add(flow(child(meta, "title-group", "article-title")), "heading")
        for abstract in children(meta, "abstract"):
            if (abstract.get("abstract-type") or "") in _ABSTRACTS:
                self._abstract(abstract)
        body, back = child(article, "body"), child(article, "back")
        self._blocks(body, _Place())
        for one in children(article, "floats-group"):
            for left in children(one):
                if left.get("id") is None or left.get("id") in self._floats:
                    self._float(left, _Place())
        for part in children(back, "app-group", "app"):
            self._blocks(part, _Place()) if local(part) == "app-group" else self._section(
                part, _Place()
            )
        for part in children(back):
            if local(part) in _ABOUT:
                self._section(part, _Place(about=True))
        for holder in (body, back):
            for ref_list in descend(holder, "ref-list"):
                if local(ref_list.getparent()) != "ref-list":
                    self._references(ref_list)

    def _abstract(self, abstract: Element) -> None:
        title = flow(child(abstract, "title")) or ABSTRACT
        self._add(title, "heading", title)
        for one in children(abstract):
            if local(one) == "sec":
                # A label of a structured abstract belongs to its paragraph, as on the page.
                label = flow(child(one, "title")).rstrip(" .:")
                at = len(self.drafts)
                self._children(one, _Place(title))
                if label and at < len(self.drafts):
                    self.drafts[at].text = f"{label}: {self.drafts[at].text}"
            elif local(one) != "title":
                self._block(one, _Place(title))

    def _section(self, section: Element, place: _Place) -> None:
        title = child(section, "title")
        if title is None:
            title = child(section, "caption", "title")
        words = flow(title)
        if words:
            place = replace(place, section=_NUMBERING.sub("", words).rstrip(" .:"))
            self._add(labelled(section, words), "heading", place.section)
        self._children(section, place)

    def _children(self, parent: Element, place: _Place) -> None:
        for one in children(parent):
            if local(one) not in ("title", "label", "caption", "sec-meta"):
                self._block(one, place)
            elif local(one) == "caption":
                for inner in children(one, "p"):
                    self._block(inner, place)

    def _blocks(self, parent: Element | None, place: _Place) -> None:
        for one in children(parent):
            self._block(one, place)

    def _block(self, element: Element, place: _Place) -> None:
        name = local(element)
        if name in ("sec", "app", "boxed-text", "ack", "notes", "statement"):
            self._section(element, place)
        elif name in ("p", "verse-line", "attrib", "preformat", "code"):
            self._paragraph(element, place)
        elif name in ("list", "def-list"):
            self._list(element, place)
        elif name in (*_TABLES, *_FIGURES, "table", "supplementary-material"):
            self._float(element, place)
        elif name == "disp-formula":
            self._add(labelled_formula(element), place.kind, place.section)
        elif name == "fn":
            words = " ".join(flow(one) for one in children(element) if local(one) != "label")
            self._add(words, "other", place.section)
        elif name not in (
            "ref-list",
            "graphic",
            "media",
            "object-id",
            "sig-block",
            "label",
            "title",
        ):
            self._children(element, place)

    def _paragraph(self, element: Element, place: _Place) -> None:
        for part in stretches(element):
            if isinstance(part, str):
                self._add(part, place.kind, place.section)
            else:
                self._block(part, place)
        for note in descend(element, "fn"):
            self._block(note, place)
        for link in descend(element, "xref"):
            for identifier in (link.get("rid") or "").split():
                if identifier in self._floats:
                    self._float(self._floats[identifier], place)

    def _list(self, element: Element, place: _Place) -> None:
        if local(element) == "def-list":
            for item in children(element, "def-item"):
                pair = (flow(child(item, "term")), flow(child(item, "def")))
                self._add(": ".join(filter(None, pair)), place.kind, place.section)
            return
        sign = _LISTS.get(element.get("list-type") or "bullet", "•")
        for number, item in enumerate(children(element, "list-item"), start=1):
            mark = flow(child(item, "label")) or sign.format(number)
            at = len(self.drafts)
            self._children(item, place)
            if at < len(self.drafts) and self.drafts[at].kind == place.kind and mark:
                self.drafts[at].text = f"{mark} {self.drafts[at].text}"

    def _float(self, element: Element, place: _Place) -> None:
        """A table, a figure or a supplement; once, wherever it is first spoken of."""
        self._floats.pop(element.get("id"), None)
        if local(element) in ("table-wrap-group", "fig-group"):
            self._add(caption_of(element), "caption", place.section)
            for one in children(element, *_TABLES, *_FIGURES):
                self._float(one, place)
            return
        tables = tables_of(element) if local(element) in ("table-wrap", "table") else []
        for table in tables:
            text, _ = table_text(table)
            if text.strip():
                self.tables.append((len(self.drafts), table))
                self._add(text, "table", place.section)
        if not tables:
            self._add(caption_of(element), "caption", place.section)

    def _references(self, ref_list: Element) -> None:
        title = flow(child(ref_list, "title")) or REFERENCES
        entries = list(references_of(ref_list))
        if entries:
            self._add(title, "heading", title)
        for label, reference in entries:
            self.references.append(reference)
            words = f"{label} {reference.text}" if label else reference.text
            self._add(words, "reference", title)

    def _add(self, text: str, kind: BlockKind, section: str | None = None) -> None:
        if text.strip():
            self.drafts.append(Draft(text, 1, kind, section))


def labelled_formula(element: Element) -> str:
    """A displayed formula in one line, with its number behind it."""
    label = flow(child(element, "label"))
    words = formula(element)
    if label and words.startswith(label):
        words = words.removeprefix(label).strip()
    return f"{words} {label}".strip() if words else ""
