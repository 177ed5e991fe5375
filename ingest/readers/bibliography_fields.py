"""What an entry of a bibliography means, whatever format it was written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from ingest.metadata.licence import licence_name
from ingest.readers.inline import MARK, tidy
from kb.text import identifiers
from kb.text.designs import by_labels, describe
from kb.types import Metadata

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# "BACKGROUND: ... METHODS: ...": how PubMed writes a structured abstract in one paragraph.
_LABEL = re.compile(r"(?:\A|(?<=[.?!)] ))([A-Z][A-Z0-9 &/,()-]{2,60}):\s")
_TAGS = re.compile(r"</?(?:i|b|u|em|strong|sup|sub|p|br|jats:\w+|italic|bold)\s*/?>", re.IGNORECASE)

# An entry as its format's reader gives it: values by names of our own, in the order in which they came.
# title, author, journal, year, volume, first, last, pages, doi, pmid, pmcid, abstract, label, licence,
# key, notice.
Fields = Mapping[str, list[str]]


class Splitter(Protocol):
    """Cuts a format's text into entries, given piece by piece."""

    def take(self, text: str, *, last: bool) -> Iterator[Fields | str]:
        """The entries that are complete; a string says what is wrong with one that cannot be read."""
        ...


def metadata_of(fields: Fields) -> Metadata:
    """What an entry says about its work."""

    def first(name: str) -> str:
        return next((text for one in fields.get(name, ()) if (text := clean(one))), "")

    title = first("title").removesuffix(".") or None
    labels = list(fields.get("label", ()))
    said = by_labels(labels)
    told = describe(title, clean(" ".join(fields.get("abstract", ()))))
    year = _YEAR.search(first("year"))
    start, end = first("first"), first("last")
    return Metadata(
        title=title,
        authors=tuple(
            dict.fromkeys(name for one in fields.get("author", ()) if (name := author(clean(one))))
        ),
        journal=first("journal") or None,
        year=int(year[0]) if year else None,
        volume=first("volume") or None,
        pages=first("pages")
        or (f"{start}-{end}" if start and end and start != end else start)
        or None,
        doi=next(filter(None, map(identifiers.doi, fields.get("doi", ()))), None),
        pmid=next(filter(None, map(identifiers.pmid, fields.get("pmid", ()))), None),
        pmcid=next(filter(None, map(identifiers.pmcid, fields.get("pmcid", ()))), None),
        licence=licence_name(" ".join(fields.get("licence", ()))),
        type=told.type if said.type in (None, "article") and told.type else said.type,
        design=said.design or told.design,
    )


def author(name: str) -> str:
    """A name in the order in which it is spoken: "Smith, Jane A." is "Jane A. Smith"."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3 and all(parts):
        # "Last, Jr, First" in BibTeX, "Last, First, Jr" in RIS.
        suffix = next(
            (one for one in parts[1:] if re.fullmatch(r"(?:Jr|Sr|I{1,3}|IV)\.?", one)), ""
        )
        given = next(one for one in parts[1:] if one != suffix) if suffix else parts[1]
        return f"{given} {parts[0]} {suffix or parts[2]}"
    return name.strip(" ,;")


def labelled_parts(abstract: str) -> Iterator[tuple[str, str]]:
    """An abstract's parts with their labels; one part without label where fewer than two are labelled."""
    marks = list(_LABEL.finditer(abstract))
    if len(marks) < 2:
        if abstract:
            yield "", abstract
        return
    before = abstract[: marks[0].start()].strip()
    if before:
        yield "", before
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(abstract)
        text = abstract[mark.end() : end].strip()
        if text:
            yield mark[1].strip().capitalize(), text


def clean(text: str) -> str:
    return tidy(_TAGS.sub("", text).replace("\x00", " ").replace(MARK, ""))
