"""Puts together what several sources know of one work, and says of each field where it came from.

The order, strongest first: a file that a person put beside the document, in the order of
:data:`ingest.metadata.sidecar.SUFFIXES`; a record of PubMed (or another export) that names the same work; what
the document's own pages say; what its file's properties say. The first that knows a field gives it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from kb.text import identifiers
from kb.text.titles import title_key
from kb.types import Metadata

FIELDS = tuple(one.name for one in dataclasses.fields(Metadata) if one.name != "origins")
# Titles of one work differ in a subtitle or a misread sign; those of two works share few words.
_UNLIKE = 60.0


def named(metadata: Metadata, origin: str) -> Metadata:
    """The same, each known field marked as coming from ``origin`` ("trial.ris", "PubMed XML a.xml.gz")."""
    known = tuple((name, origin) for name in FIELDS if _known(metadata, name))
    return dataclasses.replace(metadata, origins=known)


def merge(sources: Iterable[Metadata]) -> Metadata:
    """One set of fields, each from the first source that knows it, with that source's origin."""
    fields: dict[str, object] = {}
    origins: list[tuple[str, str]] = []
    for source in sources:
        said = dict(source.origins)
        for name in FIELDS:
            if name not in fields and _known(source, name):
                fields[name] = getattr(source, name)
                if name in said:
                    origins.append((name, said[name]))
    origins.sort(key=lambda pair: FIELDS.index(pair[0]))
    return dataclasses.replace(Metadata(), **fields, origins=tuple(origins))  # type: ignore[arg-type]


def same_work(one: Metadata, other: Metadata) -> bool | None:
    """Whether two descriptions are of one work: by DOI, PMID, PMCID or title; ``None`` if that is open.

    They are of two works only where both name a DOI, these differ, and the titles are unlike as well: a DOI
    alone may be that of a preprint, or be misread.
    """
    pairs = (
        (identifiers.doi(one.doi), identifiers.doi(other.doi)),
        (identifiers.pmid(one.pmid), identifiers.pmid(other.pmid)),
        (identifiers.pmcid(one.pmcid), identifiers.pmcid(other.pmcid)),
        (title_key(one.title), title_key(other.title)),
    )
    if any(a is not None and a == b for a, b in pairs):
        return True
    return False if None not in pairs[0] and titles_unlike(one, other) else None


def titles_unlike(one: Metadata, other: Metadata) -> bool:
    """Whether both have a title that tells works apart, and these share few words."""
    first, second = title_key(one.title), title_key(other.title)
    if first is None or second is None:
        return False
    from rapidfuzz.fuzz import token_set_ratio

    return token_set_ratio(first, second) < _UNLIKE


def _known(metadata: Metadata, name: str) -> bool:
    return getattr(metadata, name) not in (None, "", ())
