"""Finding by shared words, so that what a test finds is plain to see; the real search has its own tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kb.search.facets import Facets, FacetValue
from kb.types import DocumentInfo, Filters, Hit, Passage

STOP = {"what", "with", "which", "that", "this", "from"}


def find(
    entries: Iterable[tuple[DocumentInfo, list[Passage], bytes | None]],
    question: str,
    filters: Filters,
    k: int,
) -> list[Hit]:
    """The passages that share words with the question, those with the most first; a tenth a word."""
    wanted = _words(question)
    scored = [
        (len(shared), passage, document)
        for document, passages, _ in entries
        if _inside(document, filters)
        for passage in passages
        if (shared := wanted & _words(passage.text))
    ]
    scored.sort(key=lambda item: -item[0])
    return [
        Hit(rank, score / 10, passage, document, rank, 0.5, rank + 1, 3.2)
        for rank, (score, passage, document) in enumerate(scored[:k], start=1)
    ]


def counted(hits: Sequence[Hit]) -> Facets:
    """How many documents among the hits are of each year, type, design and journal."""
    works = {hit.document.id: hit.document.metadata for hit in hits}.values()

    def values(names: Iterable[object]) -> tuple[FacetValue, ...]:
        found = Counter(str(name) for name in names if name)
        return tuple(FacetValue(name, number) for name, number in sorted(found.items()))

    return Facets(
        values(one.year for one in works),
        values(one.type for one in works),
        values(one.design for one in works),
        values(one.journal for one in works),
        len(works),
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower())) - STOP


def _inside(document: DocumentInfo, filters: Filters) -> bool:
    year = document.metadata.year
    return (
        (filters.collections is None or document.collection in filters.collections)
        and (filters.documents is None or document.id in filters.documents)
        and (filters.year_from is None or (year is not None and year >= filters.year_from))
        and (filters.year_to is None or (year is not None and year <= filters.year_to))
        and (filters.designs is None or document.metadata.design in filters.designs)
    )
