"""What a web page says about the work on it: the tags that libraries read (Highwire, Dublin Core, Open Graph)."""

from __future__ import annotations

import re

from ingest.metadata.licence import licence_name
from ingest.readers.bibliography_fields import author
from ingest.readers.inline import tidy
from ingest.readers.xml import Element
from kb.text import identifiers
from kb.text.designs import by_labels, describe
from kb.types import Metadata

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What stands behind the title in a window's caption: the site.
_SITE = re.compile(r"\s+(?:\||::|\u00bb|\u2013|\u2014|-)\s+[^|]{2,60}\Z")
_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHORS = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "author")
_DATES = (
    "citation_publication_date", "citation_date", "citation_year", "citation_online_date", "dc.date",
    "dcterms.issued", "dc.date.issued", "dcterms.date", "article:published_time",
)  # fmt: skip
_TYPES = ("citation_article_type", "dc.type", "dcterms.type", "article:section")


def page_metadata(root: Element) -> Metadata:
    """Metadata of a page; fields that it does not state stay unknown."""
    tags: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or "").strip().lower()
        content = tidy(tag.get("content") or "")
        if name and content:
            tags.setdefault(name.replace("dc_", "dc."), []).append(content)

    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if name in tags), "")

    title = first(*_TITLES) or _heading(root) or _caption(root)
    labels = [one for name in _TYPES for one in tags.get(name, ())]
    said, told = by_labels(labels), describe(title)
    year = _YEAR.search(first(*_DATES))
    start, end = first("citation_firstpage"), first("citation_lastpage")
    dois = [first("citation_doi", "prism.doi"), *tags.get("dc.identifier", ())]
    return Metadata(
        title=title or None,
        authors=_authors(tags),
        journal=first(
            "citation_journal_title", "prism.publicationname", "dc.publisher", "citation_publisher"
        )
        or None,
        year=int(year[0]) if year else None,
        volume=first("citation_volume") or None,
        pages=(f"{start}-{end}" if start and end and start != end else start) or None,
        doi=next(filter(None, map(identifiers.doi, dois)), None),
        pmid=identifiers.pmid(first("citation_pmid")),
        pmcid=identifiers.pmcid(first("citation_pmcid")),
        licence=_licence(root, tags),
        type=told.type if said.type in (None, "article") and told.type else said.type,
        design=said.design or told.design,
    )


def _authors(tags: dict[str, list[str]]) -> tuple[str, ...]:
    for name in _AUTHORS:
        if name in tags:
            names = [part for one in tags[name] for part in one.split(";")]
            return tuple(dict.fromkeys(filter(None, map(author, names))))
    return ()


def _heading(root: Element) -> str:
    """The page's one main heading."""
    found = [text for one in root.iter("h1") if (text := tidy("".join(one.itertext())))]
    return found[0] if len(found) == 1 else ""


def _caption(root: Element) -> str:
    for one in root.iter("title"):
        return _SITE.sub("", tidy("".join(one.itertext())))
    return ""


def _licence(root: Element, tags: dict[str, list[str]]) -> str | None:
    links = [
        one.get("href") or ""
        for one in root.iter("a", "link")
        if "license" in (one.get("rel") or "").split()
    ]
    stated = [
        one
        for name in ("dc.rights", "dcterms.license", "dcterms.rights")
        for one in tags.get(name, ())
    ]
    return next(filter(None, map(licence_name, (*links, *stated))), None)
