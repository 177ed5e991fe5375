"""Documents read for comparing them: names in one form, how long the text is and with what it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from kb.store.lending import own_metadata
from kb.store.twins import Member
from kb.text.identifiers import doi, pmcid, pmid
from kb.text.titles import plain_words

Connection = Any

# Characters that are compared: the abstract of an article and a page or so of what follows.
BEGINNING = 8000
_LONGER = re.compile(r"[^\W\d_]{4,}")


def member(connection: Connection, key: int) -> Member:
    """A document as far as its twins are concerned."""
    row = connection.execute(
        "SELECT media_type, confidence, "
        "(SELECT coalesce(sum(tokens), 0) FROM passages p WHERE p.document = d.key) "
        "FROM documents d WHERE key = ?",
        (key,),
    ).fetchone()
    media_type, confidence, tokens = row
    own = own_metadata(connection, key)
    pages = json.loads(confidence)
    return Member(
        key=key,
        title=own.title,
        surname=surname(own.authors),
        year=own.year,
        doi=doi(own.doi),
        pmid=pmid(own.pmid),
        pmcid=pmcid(own.pmcid),
        media_type=media_type,
        confidence=fmean(pages) if pages else None,
        tokens=tokens,
        words=frozenset(_LONGER.findall(beginning(connection, key).casefold())),
        files=frozenset(
            file
            for (file,) in connection.execute(
                "SELECT container FROM sources WHERE document = ?", (key,)
            )
        ),
    )


def beginning(connection: Connection, key: int) -> str:
    """The first characters of a document's passages."""
    text = ""
    for (passage,) in connection.execute(
        "SELECT text FROM passages WHERE document = ? ORDER BY ordinal", (key,)
    ):
        text += f"{passage}\n"
        if len(text) >= BEGINNING:
            break
    return text[:BEGINNING]


def surname(authors: Sequence[str]) -> str | None:
    """The first author's surname: of "Smith, Jane", "Smith JA" and "Jane A. Smith"."""
    if not authors:
        return None
    before, comma, _ = authors[0].partition(",")
    parts = [part for part in before.split() if not re.fullmatch(r"(?:[A-Z]\.?-?){1,3}", part)]
    if not parts:
        return None
    found = plain_words(parts[0] if comma and len(parts) == 1 else parts[-1])
    return found[-1] if found else None
