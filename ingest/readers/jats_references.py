"""The list of references of a JATS article, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.readers.jats_text import flow
from ingest.readers.xml import Element, child, children, descend, local, plain_text
from kb.text import identifiers
from kb.types import Reference

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation")
_NAMES = ("name", "string-name", "collab", "anonymous")
_SPACE_BEFORE = re.compile(r"\s+([.,;:)])")


def references_of(ref_list: Element) -> Iterator[tuple[str, Reference]]:
    """Each entry's label (may be empty) and the entry; one that cites several works gives each of them."""
    for ref in descend(ref_list, "ref"):
        label = flow(child(ref, "label"))
        for citation in _cited(ref):
            text = _text(citation)
            if text:
                yield label, Reference(text, _id(citation, "doi"), _id(citation, "pmid"))
                label = ""


def _cited(ref: Element) -> list[Element]:
    found = list(children(ref, *_CITATIONS))
    for both in children(ref, "citation-alternatives"):
        # The same work twice, tagged and as printed: the tagged one is complete.
        found += (
            list(children(both, "element-citation"))[:1] or list(children(both, *_CITATIONS))[:1]
        )
    return found or ([ref] if flow(ref) else [])


def _text(citation: Element) -> str:
    """As printed where the file has that, else put together in the order of Vancouver style."""
    tagged = list(children(citation, "article-title", "source", "year", "chapter-title"))
    loose = "".join([citation.text or "", *(one.tail or "" for one in citation)])
    if local(citation) == "element-citation" or (tagged and not re.search(r"[.,;:]", loose)):
        return _composed(citation)
    return _SPACE_BEFORE.sub(r"\1", flow(citation))


def _composed(citation: Element) -> str:
    def part(*names: str) -> str:
        return next((text for name in names if (text := flow(child(citation, name)))), "")

    authors = ", ".join(filter(None, map(_name, _people(citation))))
    title = part("article-title", "chapter-title", "data-title", "part-title")
    volume = part("volume")
    issue = part("issue")
    first, last = part("fpage", "elocation-id", "page-range"), part("lpage")
    pages = f"{first}-{last}" if first and last and last != first else first
    year = part("year") or part("date")
    place = f"{volume}({issue})" if volume and issue else volume or issue
    where = ":".join(filter(None, (place, pages)))
    sentences = [
        authors,
        title,
        part("source"),
        part("edition"),
        ", ".join(filter(None, (part("publisher-loc"), part("publisher-name")))),
        ";".join(filter(None, (year, where))),
        *(flow(one) for one in children(citation, "comment")),
    ]
    return " ".join(_stopped(text) for text in sentences if text)


def _people(citation: Element) -> list[Element]:
    groups = list(children(citation, "person-group"))
    people = [one for group in groups for one in children(group, *_NAMES, "etal")]
    return people + list(children(citation, *_NAMES, "etal"))


def _name(person: Element) -> str:
    if local(person) == "etal":
        return "et al"
    surname, given = flow(child(person, "surname")), flow(child(person, "given-names"))
    return f"{surname} {given}".strip() if surname else flow(person)


def _stopped(text: str) -> str:
    return text if text[-1] in ".?!" else f"{text}."


def _id(citation: Element, kind: str) -> str | None:
    for one in descend(citation, "pub-id", "ext-link"):
        given = one.get("pub-id-type") or one.get("ext-link-type") or ""
        if given.lower() == kind:
            return (
                identifiers.doi(plain_text(one))
                if kind == "doi"
                else identifiers.pmid(plain_text(one))
            )
    return None
