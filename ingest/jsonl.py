"""BEIR-style JSONL: a document a line, ``{"_id", "title", "text", ...metadata}``."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import Any

from ingest.files import Candidate, open_text
from kb.errors import IngestError, UnreadableFile
from kb.types import Block, Collection, Document, Metadata

MEDIA_TYPE = "application/x-jsonlines"
MOST_LINE_CHARACTERS = 5_000_000
YEARS = range(1500, 2101)


def read_jsonl(candidate: Candidate, collection: Collection) -> Iterator[Document | IngestError]:
    """The documents of a JSONL file, one a line; a bad line gives an error and reading goes on.

    ``title``, ``authors``, ``journal``, ``year``, ``volume``, ``doi`` and ``pmid`` are taken from the
    line itself or from its ``metadata`` object.
    """
    seen: set[str] = set()
    number = 0
    try:
        with open_text(candidate) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    place = f"{candidate.source}:{number}"
                    try:
                        yield _document(candidate.source, place, line, collection, seen)
                    except IngestError as error:
                        yield error
    except (OSError, EOFError, zlib.error) as error:
        yield UnreadableFile(
            candidate.source, f"it is damaged after line {number} ({error})", hint="Fetch it again."
        )
    except UnicodeDecodeError:
        yield UnreadableFile(
            candidate.source,
            f"it is not UTF-8 text after line {number}",
            hint="Convert it, for example with iconv.",
        )


def _document(
    source: str, place: str, line: str, collection: Collection, seen: set[str]
) -> Document:
    if len(line) > MOST_LINE_CHARACTERS:
        raise UnreadableFile(place, "the line is longer than five million characters")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        raise UnreadableFile(place, f"it is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise UnreadableFile(place, "it is not a JSON object")
    text = _plain(value.get("text"))
    title = _plain(value.get("title"))
    if not text and not title:
        raise UnreadableFile(place, "it has neither a title nor a text")
    given = _plain(value.get("_id")) or _plain(value.get("id"))
    identifier = given or hashlib.sha256(line.strip().encode()).hexdigest()[:16]
    if identifier in seen:
        raise UnreadableFile(place, f"the _id {identifier!r} occurs a second time")
    seen.add(identifier)
    extra = value.get("metadata")
    fields = {**(extra if isinstance(extra, dict) else {}), **value}
    body = text or title
    return Document(
        source=f"{source}#{identifier}",
        # Canonical, so that the order of keys or the spacing of a line is no change.
        sha256=hashlib.sha256(
            json.dumps([identifier, fields], sort_keys=True, default=str).encode()
        ).hexdigest(),
        collection=collection,
        media_type=MEDIA_TYPE,
        metadata=Metadata(
            title=title or None,
            authors=_names(fields.get("authors")),
            journal=_plain(fields.get("journal")) or None,
            year=_year(fields.get("year")),
            volume=_plain(fields.get("volume")) or None,
            pages=_plain(fields.get("pages")) or None,
            doi=_plain(fields.get("doi")) or None,
            pmid=_plain(fields.get("pmid")) or None,
        ),
        page_count=1,
        text=body,
        blocks=(Block(body, 1, None, "text", 0, len(body)),),
    )


def _plain(value: Any) -> str:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    # JSON can spell half of a surrogate pair, which no encoding can write.
    whole = str(value).replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split())


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    if isinstance(value, list):
        return tuple(name for name in (_plain(one) for one in value) if name)
    return ()


def _year(value: Any) -> int | None:
    text = _plain(value)[:4]
    return int(text) if text.isdecimal() and int(text) in YEARS else None
