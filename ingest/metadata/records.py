"""Reads descriptions of works from a file of any of the kinds that can stand beside a PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from ingest.metadata.licence import licence_name
from ingest.readers.feeds import feed_for
from ingest.readers.xml import parse_xml, root_name
from kb.errors import UnreadableFile
from kb.text import identifiers
from kb.text.designs import DESIGNS, TYPES
from kb.text.fields import MOST_PEOPLE
from kb.types import Metadata

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# Types of the Citation Style Language that say how a work was published.
_CSL_TYPES = {"article-journal": None, "review": "review", "standard": "guideline", "report": None}


def read_records(data: bytes, name: str) -> list[Metadata]:
    """The works that a file describes: JATS, PubMed XML, RIS, NBIB, BibTeX, CSL-JSON or JSON of our names.

    Raises:
        UnreadableFile: it is of no such kind, damaged, or empty.
    """
    suffix = PurePath(name).suffix.lower()
    if not data.strip():
        raise UnreadableFile(name, "the file is empty")
    if suffix == ".json":
        return _from_json(data, name)
    if suffix in (".xml", ".nxml") and root_name(data[:65_536]) != "PubmedArticleSet":
        from ingest.readers.jats import article_of
        from ingest.readers.jats_metadata import front_metadata

        root, _ = parse_xml(data, name)
        return [front_metadata(article_of(root, name))]
    feed = feed_for(name)
    found = [*feed.feed(data, last=False), *feed.feed(b"", last=True)]
    works = [one.reading.metadata for one in found if not isinstance(one, UnreadableFile)]
    if not works:
        errors = (one for one in found if isinstance(one, UnreadableFile))
        raise next(errors, UnreadableFile(name, "it describes no work", hint="Export it anew."))
    return works


def _from_json(data: bytes, name: str) -> list[Metadata]:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(name, f"it is not JSON ({error})") from error
    works = value if isinstance(value, list) else [value]
    found = [_work(one) for one in works if isinstance(one, dict)]
    if not any(one != Metadata() for one in found):
        raise UnreadableFile(
            name,
            "it describes no work",
            hint='Give an object such as {"title": "...", "doi": "...", "year": 2024}, or CSL-JSON.',
        )
    return found


def _work(fields: dict[str, Any]) -> Metadata:
    """One work, by our own names or by those of CSL-JSON."""
    lower = {str(key).lower().replace("_", "-"): value for key, value in fields.items()}

    def text(*names: str) -> str | None:
        return next((found for name in names if (found := _text(lower.get(name)))), None)

    kind, design = text("type") or "", text("design") or ""
    size = lower.get("sample-size")
    return Metadata(
        title=text("title"),
        authors=tuple(_names(lower.get("authors") or lower.get("author"))),
        journal=text("journal", "container-title", "publication"),
        year=_year(lower.get("year") or lower.get("issued") or lower.get("date")),
        volume=text("volume"),
        pages=text("pages", "page"),
        doi=identifiers.doi(text("doi")),
        pmid=identifiers.pmid(text("pmid")),
        pmcid=identifiers.pmcid(text("pmcid")),
        licence=(stated := text("licence", "license")) and (licence_name(stated) or stated),
        type=kind if kind in TYPES else _CSL_TYPES.get(kind),
        design=design if design in DESIGNS else None,
        sample_size=size
        if isinstance(size, int) and not isinstance(size, bool) and 0 < size <= MOST_PEOPLE
        else None,
    )


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    # JSON can spell half of a surrogate pair, which no encoding can write.
    whole = str(value).replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split()) or None


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        value = value.split(";")
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            literal = _text(one.get("literal"))
            parts = (
                _text(one.get(name))
                for name in ("given", "non-dropping-particle", "family", "suffix")
            )
            name = literal or " ".join(filter(None, parts))
        else:
            name = _text(one) or ""
        if name:
            yield name


def _year(value: Any) -> int | None:
    """From 2024, "2024-05", or CSL's {"date-parts": [[2024, 5]]}."""
    for _ in range(4):
        if isinstance(value, dict):
            value = value.get("date-parts") or value.get("raw") or value.get("literal")
        elif isinstance(value, list):
            value = value[0] if value else None
    found = _YEAR.search(_text(value) or "")
    return int(found[0]) if found else None
