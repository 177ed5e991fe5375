"""Descriptions of many works, asked for one of them: what ``--metadata`` exports are read into."""

from __future__ import annotations

import hashlib

from ingest.metadata.chain import named, titles_unlike
from kb.text import identifiers
from kb.text.titles import title_key
from kb.types import Metadata


class Registry:
    """Finds a work by DOI, PMID, PMCID or title. A later description of the same identifier replaces it."""

    def __init__(self) -> None:
        self._works: dict[tuple[str, str], Metadata] = {}
        self._titles: dict[str, Metadata | None] = {}
        self.count = 0

    def add(self, work: Metadata, origin: str) -> None:
        """Take a work; ``origin`` names the file for a person ("PubMed XML asthma.xml.gz")."""
        work = named(work, origin)
        self.count += 1
        for key in _keys(work):
            self._works[key] = work
        title = title_key(work.title)
        if title is not None:
            known = self._titles.get(title)
            # One title for two works ("Editorial comment on ...") names neither.
            apart = title in self._titles and (
                known is None or same_identifiers(known, work) is False
            )
            self._titles[title] = None if apart else work

    def find(self, work: Metadata) -> Metadata | None:
        """What is known of this work: by an identifier, else by its title where nothing speaks against it."""
        for key in _keys(work):
            found = self._works.get(key)
            # An identifier may be misread from a page: a DOI of a cited work, for example.
            if found is not None and not titles_unlike(found, work):
                return found
        found = self._titles.get(title_key(work.title) or "")
        if found is None or same_identifiers(found, work) is False:
            return None
        return found


def digest(work: Metadata) -> str:
    """A short name for what a description says."""
    return hashlib.sha256(repr(work).encode("utf-8", "replace")).hexdigest()[:12]


def same_identifiers(one: Metadata, other: Metadata) -> bool | None:
    """Whether an identifier is shared, or, of those that both have, all differ; ``None`` if none is in both."""
    pairs = [(a, b) for (kind, a) in _keys(one) for (also, b) in _keys(other) if kind == also]
    return any(a == b for a, b in pairs) if pairs else None


def _keys(work: Metadata) -> list[tuple[str, str]]:
    found = (
        ("doi", identifiers.doi(work.doi)),
        ("pmid", identifiers.pmid(work.pmid)),
        ("pmcid", identifiers.pmcid(work.pmcid)),
    )
    return [(kind, value) for kind, value in found if value is not None]
