"""What the front of a JATS article says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.metadata.licence import licence_name
from ingest.readers.jats_text import flow
from ingest.readers.xml import Element, attribute, child, children, descend, local, plain_text
from kb.text import identifiers
from kb.text.designs import by_labels, describe
from kb.types import Metadata

# Which of an article's dates is its year: that of the issue, then of its appearance.
_DATES = ("collection", "ppub", "pub", "epub-ppub", "epub")
_NOT_ITS_OWN = frozenset({"pmc-release", "nihms-submitted", "preprint", "received", "accepted"})
_ABOUT = {
    "retracted-article": "This is the notice of a retraction",
    "corrected-article": "This is a correction",
    "object-of-concern": "This is an expression of concern",
    "retraction-forward": "This article was retracted",
    "correction-forward": "A correction of this article was published",
    "concern-forward": "An expression of concern about this article was published",
}


def front_metadata(article: Element, *, abstract: str = "", methods: str = "") -> Metadata:
    """Metadata of an ``article`` element; fields that are not stated stay unknown.

    ``abstract`` and ``methods`` are these parts' texts: where the journal's own labels do not say how the
    work was studied, its words may.
    """
    meta = child(article, "front", "article-meta")
    if meta is None:
        meta = child(article, "front-stub")
    journal = child(article, "front", "journal-meta")
    subjects = [plain_text(one) for one in descend(child(meta, "article-categories"), "subject")]
    kind = article.get("article-type") or ""
    title = _title(meta)
    labelled, told = by_labels([kind, *subjects]), describe(title, abstract, methods)
    return Metadata(
        title=title,
        authors=tuple(dict.fromkeys(_authors(meta))),
        journal=_journal(journal),
        year=_year(meta),
        volume=plain_text(child(meta, "volume")) or None,
        pages=_pages(meta),
        doi=identifiers.doi(_id(meta, "doi")),
        pmid=identifiers.pmid(_id(meta, "pmid")),
        pmcid=identifiers.pmcid(_id(meta, "pmcid") or _id(meta, "pmc")),
        licence=_licence(meta),
        type=told.type if labelled.type in (None, "article") and told.type else labelled.type,
        design=labelled.design or told.design,
    )


def notices(article: Element) -> Iterator[str]:
    """What the file says of the standing of the work: retracted, corrected, under concern."""
    meta = child(article, "front", "article-meta")
    if (article.get("article-type") or "") == "retraction":
        yield f"{_ABOUT['retracted-article']}, not an article."
    for one in children(meta, "related-article"):
        words = _ABOUT.get(one.get("related-article-type") or "")
        if words:
            target = attribute(one, "href") or plain_text(one)
            yield f"{words}{f': {target}' if target else ''}."


def _title(meta: Element | None) -> str | None:
    group = child(meta, "title-group")
    title = flow(child(group, "article-title"))
    subtitle = " ".join(filter(None, (flow(one) for one in children(group, "subtitle"))))
    if title and subtitle:
        return f"{title}{'' if title[-1] in ':?!.' else ':'} {subtitle}"
    return title or None


def _authors(meta: Element | None) -> Iterator[str]:
    for group in children(meta, "contrib-group"):
        for person in children(group, "contrib"):
            if (person.get("contrib-type") or "author") == "author":
                name = _name(person)
                if name:
                    yield name


def _name(person: Element) -> str:
    holder = child(person, "name")
    if holder is None:
        holder = child(person, "name-alternatives", "name")
    if holder is not None:
        parts = (plain_text(child(holder, one)) for one in ("given-names", "surname", "suffix"))
        return " ".join(filter(None, parts))
    for collab in (*children(person, "collab"), *descend(person, "string-name")):
        # A group's members are listed inside it; its name is what stands outside of them.
        words = [collab.text or ""]
        for one in collab:
            if local(one) not in ("contrib-group", "address", "xref", "email"):
                words.append(plain_text(one))
            words.append(one.tail or "")
        return " ".join("".join(words).split()).strip(" ,;")
    return ""


def _journal(journal: Element | None) -> str | None:
    for title in descend(journal, "journal-title"):
        return plain_text(title) or None
    for kind in ("iso-abbrev", "nlm-ta"):
        for one in children(journal, "journal-id"):
            if one.get("journal-id-type") == kind:
                return plain_text(one) or None
    return None


def _year(meta: Element | None) -> int | None:
    years: dict[str, int] = {}
    for date in children(meta, "pub-date"):
        kind = date.get("pub-type") or date.get("date-type") or ""
        year = plain_text(child(date, "year"))
        if kind not in _NOT_ITS_OWN and re.fullmatch(r"1[5-9]\d\d|20\d\d", year):
            years.setdefault(kind, int(year))
    known = [years[kind] for kind in _DATES if kind in years]
    return known[0] if known else min(years.values(), default=None)


def _pages(meta: Element | None) -> str | None:
    first, last = plain_text(child(meta, "fpage")), plain_text(child(meta, "lpage"))
    if first and last and first != last:
        return f"{first}-{last}"
    return first or plain_text(child(meta, "elocation-id")) or None


def _id(meta: Element | None, kind: str) -> str | None:
    for one in children(meta, "article-id"):
        if one.get("pub-id-type") == kind and (value := plain_text(one)):
            return value
    return None


def _licence(meta: Element | None) -> str | None:
    for licence in descend(child(meta, "permissions"), "license"):
        links = [attribute(one, "href") for one in licence.iter() if local(one)]
        links += [plain_text(one) for one in descend(licence, "license_ref")]
        for text in (*links, plain_text(licence)):
            name = licence_name(text)
            if name:
                return name
    return None
