"""Reads PubMed's own XML (``PubmedArticleSet``, DTD of 2025): title and abstract of many articles in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.metadata.licence import licence_name
from ingest.readers.assemble import Draft, assemble
from ingest.readers.base import XML, Reading
from ingest.readers.inline import tidy
from ingest.readers.jats_text import flow
from ingest.readers.many import MOST_CHARACTERS, Entry
from ingest.readers.xml import (
    SAFE,
    Element,
    child,
    children,
    damaged,
    descend,
    local,
    plain_text,
)
from kb.errors import UnreadableFile
from kb.text import identifiers
from kb.text.designs import Described, by_labels, describe
from kb.types import Metadata

ROOT = "PubmedArticleSet"
_ARTICLES = ("PubmedArticle", "PubmedBookArticle")
NO_ABSTRACT = "no abstract"
# What PubMed says of a work after it was published (RefType of CommentsCorrections).
_NOTICES = {
    "RetractionIn": "PubMed lists this article as retracted",
    "RetractionOf": "This is the notice of a retraction",
    "PartialRetractionIn": "PubMed lists a part of this article as retracted",
    "ExpressionOfConcernIn": "PubMed lists an expression of concern about this article",
    "ExpressionOfConcernFor": "This is an expression of concern",
    "ErratumIn": "PubMed lists an erratum of this article",
    "ErratumFor": "This is an erratum",
    "CorrectedandRepublishedIn": "This article was corrected and published anew",
    "RetractedandRepublishedIn": "This article was retracted and published anew",
    "UpdateIn": "PubMed lists an update of this article",
}
_RETRACTED = "Retracted Publication"
# PubMed puts titles that it has translated in brackets.
_TRANSLATED = re.compile(r"\[(.+)\]\.?\Z", re.DOTALL)


class PubmedFeed:
    """Gives the articles of a PubMed file as they become complete; see :class:`ingest.readers.many.Feed`."""

    def __init__(self, name: str) -> None:
        from lxml import etree

        self._name = name
        self._parser = etree.XMLPullParser(events=("start", "end"), **SAFE)
        self._seen_root = False
        self._any = False

    def feed(self, data: bytes, *, last: bool) -> Iterator[Entry | UnreadableFile]:
        from lxml import etree

        try:
            if data:
                self._any = True
                self._parser.feed(data)
            if last:
                if not self._any:
                    raise UnreadableFile(self._name, "the file is empty", hint="Fetch it again.")
                self._parser.close()
        except etree.XMLSyntaxError as error:
            # What was complete before the damage is given first.
            yield from self._complete()
            raise damaged(error, self._name) from error
        yield from self._complete()

    def _complete(self) -> Iterator[Entry | UnreadableFile]:
        for event, element in self._parser.read_events():
            name = local(element)
            if not self._seen_root:
                self._seen_root = True
                if name != ROOT:
                    raise UnreadableFile(
                        self._name,
                        f"it is XML of another kind: <{name}>",
                        hint=f"PubMed's exports begin with <{ROOT}>.",
                    )
            if event == "end" and name in _ARTICLES:
                yield self._entry(element)
                element.clear(keep_tail=False)
                # The root keeps every article as an empty shell unless it is told to let go.
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _entry(self, article: Element) -> Entry | UnreadableFile:
        citation = child(article, "MedlineCitation")
        if citation is None:
            citation = child(article, "BookDocument")
        pmid = identifiers.pmid(plain_text(child(citation, "PMID")))
        if pmid is None:
            return UnreadableFile(self._name, "an article in it has no PMID")
        reading = _reading(article, citation)
        if len(reading.text) > MOST_CHARACTERS:
            return UnreadableFile(f"{self._name}#{pmid}", "the article is longer than any abstract")
        has_text = any(block.kind == "text" for block in reading.blocks)
        return Entry(pmid, reading, None if has_text else NO_ABSTRACT)


def _reading(article: Element, citation: Element) -> Reading:
    body = child(citation, "Article")
    if body is None:
        body = citation
    title = _title(body)
    drafts = [Draft(title or "", 1, "heading")]
    for part in children(child(body, "Abstract"), "AbstractText"):
        text = flow(part)
        label = " ".join((part.get("Label") or "").split())
        if label.upper() == "UNLABELLED":
            label = ""
        section = label.capitalize() if label.isupper() else label
        if text and section:
            drafts.append(Draft(section, 1, "heading", section))
        drafts.append(Draft(text, 1, "text", section or "Abstract"))
    text, blocks, _ = assemble(drafts)
    abstract = "\n".join(f"{one.section}: {one.text}" for one in drafts if one.kind == "text")
    metadata = _metadata(article, citation, body, title, abstract)
    return Reading(XML, metadata, 1, text, blocks, (), tuple(_notices(citation, body)))


def _title(body: Element) -> str | None:
    title = flow(child(body, "ArticleTitle")) or flow(child(body, "VernacularTitle"))
    if not title:
        return None
    translated = _TRANSLATED.fullmatch(title)
    title = translated[1] if translated else title
    return tidy(title.removesuffix(".")) or None


def _metadata(
    article: Element, citation: Element, body: Element, title: str | None, abstract: str
) -> Metadata:
    journal = child(body, "Journal")
    issue = child(journal, "JournalIssue")
    kinds = [plain_text(one) for one in descend(body, "PublicationType")]
    labelled = by_labels(kinds)
    # The words are asked only where PubMed's own labels leave the design open.
    told = Described() if labelled.design else describe(title, abstract)
    ids = {
        one.get("IdType"): plain_text(one)
        for holder in children(article, "PubmedData", "PubmedBookData")
        for one in children(child(holder, "ArticleIdList"), "ArticleId")
    }
    for one in children(body, "ELocationID"):
        if one.get("EIdType") == "doi" and one.get("ValidYN") != "N":
            ids.setdefault("doi", plain_text(one))
    return Metadata(
        title=title,
        authors=tuple(_authors(body)),
        journal=plain_text(child(journal, "Title")) or _book(body) or None,
        year=_year(body, issue),
        volume=plain_text(child(issue, "Volume")) or None,
        pages=plain_text(child(body, "Pagination", "MedlinePgn")) or None,
        doi=identifiers.doi(ids.get("doi")),
        pmid=identifiers.pmid(plain_text(child(citation, "PMID"))),
        pmcid=identifiers.pmcid(ids.get("pmc")),
        licence=licence_name(plain_text(child(body, "Abstract", "CopyrightInformation"))),
        type=told.type if labelled.type in (None, "article") and told.type else labelled.type,
        design=labelled.design or told.design,
    )


def _book(body: Element) -> str:
    return plain_text(child(body, "Book", "BookTitle"))


def _authors(body: Element) -> Iterator[str]:
    for author in children(child(body, "AuthorList"), "Author"):
        if author.get("ValidYN") == "N":
            continue
        group = plain_text(child(author, "CollectiveName"))
        given = plain_text(child(author, "ForeName")) or plain_text(child(author, "Initials"))
        parts = (given, plain_text(child(author, "LastName")), plain_text(child(author, "Suffix")))
        name = group or " ".join(filter(None, parts))
        if name:
            yield name


def _year(body: Element, issue: Element | None) -> int | None:
    """The year of the issue, else of its appearance online."""
    dates = [child(issue, "PubDate"), child(body, "Book", "PubDate"), child(body, "ArticleDate")]
    for date in dates:
        # A MedlineDate is words: "1998 Dec-1999 Jan".
        words = plain_text(child(date, "Year")) or plain_text(child(date, "MedlineDate"))
        found = re.search(r"\b(?:1[5-9]|20)\d\d\b", words)
        if found:
            return int(found[0])
    return None


def _notices(citation: Element, body: Element) -> Iterator[str]:
    kinds = {plain_text(one) for one in descend(body, "PublicationType")}
    told = False
    for one in children(child(citation, "CommentsCorrectionsList"), "CommentsCorrections"):
        words = _NOTICES.get(one.get("RefType") or "")
        if words:
            told = told or one.get("RefType") == "RetractionIn"
            where = plain_text(child(one, "RefSource")).rstrip(".")
            yield f"{words}{f': {where}' if where else ''}."
    if _RETRACTED in kinds and not told:
        yield f"{_NOTICES['RetractionIn']}."
