"""Which DOI, PMID, PMCID and licence are the work's own, among those that its pages name, and why so.

An article names DOIs that are not its own: of the work that it corrects, of its data, of what it cites. Each
place speaks for one with a weight; the place that spoke loudest is the origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.metadata.licence import licence_name
from ingest.readers.pdf_layout import Sheet
from ingest.readers.pdf_links import Link
from ingest.readers.pdf_measure import REFERENCES, plain

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.IGNORECASE)
# A row that is about the article's DOI and little else.
_OWN_ROW = re.compile(
    r"\W*(?:(?:https?://)?(?:dx\.)?doi\.org/|doi\s*:?\s*(?:https?://(?:dx\.)?doi\.org/)?)10\.\d{4,9}/\S+\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:\bdoi\b\s*:?|doi\.org/)", re.IGNORECASE)
# Works about another work name that one's DOI first.
_OTHERS = re.compile(
    r"\b(?:erratum|corrigendum|correction|corrects?|retract\w*|comment(?:s|ary)? on|reply to|online at|available at"
    r"|data ?set|deposited|dryad|figshare|zenodo|supplementa\w+|published as|version of)\b",
    re.IGNORECASE,
)
_CITE = re.compile(r"cite this (?:article|paper|work)|citation\s*:", re.IGNORECASE)
_PMID = re.compile(r"\bPMID\s*:?\s*(\d{5,9})\b")
_PMCID = re.compile(r"\b(?:PMCID\s*:?\s*)?PMC\s?(\d{5,9})\b")
_LICENCE = re.compile(r"creative commons|licen[cs]e|\bCC[ -](?:BY|0)|public domain", re.IGNORECASE)
# What speaks for a DOI: a row of its own, a foot or head of the page, a sentence, a link, the file's properties.
_ROW, _MARGIN, _SENTENCE, _LINKED, _PROPERTY, _CITATION = 4.0, 3.0, 1.0, 1.5, 2.5, 4.0
_LABELLED = 1.0
_LAST_PAGE = 0.6
# How much text around a licence's name may hold the rest of it.
_AROUND = 4


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What was found, each with where ("page 1", "link on page 1", "PDF properties")."""

    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    licence: str | None = None
    origins: tuple[tuple[str, str], ...] = ()


def find_doi(text: str) -> str | None:
    """The first DOI in a text, in lower case, without what punctuation follows it."""
    match = _DOI.search(text)
    if match is None:
        return None
    doi = match.group().rstrip(".,;:'\u201d\u2019")
    while doi.endswith((")", "]")) and doi.count(doi[-1]) > doi.count("(["[")]".index(doi[-1])]):
        doi = doi[:-1].rstrip(".,;:")
    return doi.lower()


def read_identifiers(
    sheets: Sequence[Sheet],
    furniture: Sequence[str],
    links: Sequence[Link],
    fields: Mapping[str, str | None],
) -> Identifiers:
    """The work's own identifiers, from its first and last page, its running heads and its properties."""
    votes: dict[str, float] = {}
    loudest: dict[str, tuple[float, str]] = {}
    for doi, weight, origin in _spoken(sheets, furniture, links, fields):
        votes[doi] = votes.get(doi, 0.0) + weight
        loudest[doi] = max(loudest.get(doi, (0.0, "")), (weight, origin), key=lambda one: one[0])
    own = max(votes, key=lambda doi: votes[doi]) if votes else None
    found: dict[str, tuple[str, str]] = {}
    if own is not None and votes[own] >= _SENTENCE:
        found["doi"] = (own, loudest[own][1])
    for name, value, origin in _numbers(sheets, furniture):
        found.setdefault(name, (value, origin))
    licence = _licence(sheets, furniture, links)
    if licence is not None:
        found["licence"] = licence
    return Identifiers(
        **{name: value for name, (value, _) in found.items()},
        origins=tuple((name, origin) for name, (_, origin) in found.items()),
    )


def _spoken(
    sheets: Sequence[Sheet],
    furniture: Sequence[str],
    links: Sequence[Link],
    fields: Mapping[str, str | None],
) -> Iterator[tuple[str, float, str]]:
    """Every DOI that is named where a work names its own: (doi, weight, where)."""
    for text in furniture:
        if doi := find_doi(text):
            yield doi, _MARGIN, "running head"
    for sheet, share in _ends(sheets):
        for doi, weight in _printed(_before_references(sheet)):
            yield doi, weight * share, f"page {sheet.number}"
    first = sheets[0].number if sheets else 1
    for link in links:
        if link.box.page == first and (doi := link.doi):
            yield doi, _LINKED, f"link on page {first}"
    for value in fields.values():
        if value and (doi := find_doi(value)):
            yield doi, _PROPERTY, "PDF properties"


def _printed(rows: Sequence[str]) -> Iterator[tuple[str, float]]:
    cited = False
    for at, row in enumerate(rows):
        cited = cited or _CITE.search(row) is not None
        doi = find_doi(row)
        if doi is None:
            continue
        if _OWN_ROW.fullmatch(row):
            yield doi, _ROW
        elif _OTHERS.search(" ".join(rows[max(0, at - 1) : at + 1])):
            yield doi, _SENTENCE / 2
        elif cited:
            yield doi, _CITATION
        else:
            yield doi, _SENTENCE + (_LABELLED if _LABEL.search(row) else 0.0)


def _ends(sheets: Sequence[Sheet]) -> list[tuple[Sheet, float]]:
    """The first page, and the last, which speaks a little less."""
    if not sheets:
        return []
    return [(sheets[0], 1.0), *([(sheets[-1], _LAST_PAGE)] if len(sheets) > 1 else [])]


def _before_references(sheet: Sheet) -> list[str]:
    """A page's rows without its list of references; after that, those of a citation or a foot."""
    rows = [row.text for row in sheet.rows]
    start = next((i for i, text in enumerate(rows) if plain(text) in REFERENCES), None)
    if start is None:
        return rows
    # The DOI often stands right above "Cite this article as".
    cite = next((i for i in range(start, len(rows)) if _CITE.search(rows[i])), len(rows) + 1)
    after = max(start, cite - 1)
    foot = [row.text for row in sheet.rows[start:] if row.y0 > 0.9 * sheet.height]
    return [*rows[:start], *rows[after:], *(row for row in foot if _OWN_ROW.fullmatch(row))]


def _numbers(sheets: Sequence[Sheet], furniture: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """PMID and PMCID, where the first page or a running head prints them."""
    places = [("running head", text) for text in furniture]
    places += [(f"page {one.number}", row) for one in sheets[:1] for row in _before_references(one)]
    for origin, text in places:
        if match := _PMID.search(text):
            yield "pmid", match[1], origin
        if match := _PMCID.search(text):
            yield "pmcid", f"PMC{match[1]}", origin


def _licence(
    sheets: Sequence[Sheet], furniture: Sequence[str], links: Sequence[Link]
) -> tuple[str, str] | None:
    for sheet, _ in _ends(sheets):
        rows = [row.text for row in sheet.rows]
        for at, row in enumerate(rows):
            if _LICENCE.search(row):
                name = licence_name(" ".join(rows[at : at + _AROUND]))
                if name:
                    return name, f"page {sheet.number}"
    for text in furniture:
        if _LICENCE.search(text) and (name := licence_name(text)):
            return name, "running head"
    for link in links:
        if name := licence_name(link.uri):
            return name, f"link on page {link.box.page}"
    return None
