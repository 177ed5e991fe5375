"""Facets: how many of the documents that a search finds are of which year, type, design and journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kb.search.directory import Directory
from kb.search.facts import NO_YEAR, UNKNOWN, Named
from kb.types import Filters, Principal

if TYPE_CHECKING:
    from kb.search.hybrid import HybridSearch

# How many of the first passages are looked at.
COUNTED = 200
# Beyond so many years apart they are counted by the decade.
MOST_YEARS = 12
MOST_JOURNALS = 12


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that documents share; years are "2021", or "2010-2019" for a decade."""

    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over the documents of the first passages, the most frequent first; years from the last.

    Each facet is counted as if nothing were chosen in it, so that it shows what else could be.
    """

    years: tuple[FacetValue, ...]
    types: tuple[FacetValue, ...]
    designs: tuple[FacetValue, ...]
    journals: tuple[FacetValue, ...]
    documents: int


def find_facets(
    searcher: HybridSearch, question: str, principal: Principal, filters: Filters
) -> Facets:
    """Search, and count what the documents of the first passages are.

    Raises:
        ModelMismatch, WrongValue: as searching does.
    """
    directory = searcher.directory()

    def found(limits: Filters) -> npt.NDArray[np.int64]:
        keys = searcher.ranking("fused", question, principal, limits, COUNTED)
        return documents_of(directory, keys, retracted=limits.retracted)

    if not question.strip():
        return Facets((), (), (), (), 0)
    plain = found(filters)

    def without(**chosen: None) -> npt.NDArray[np.int64]:
        wider = replace(filters, **chosen)  # type: ignore[arg-type]
        return plain if wider == filters else found(wider)

    facts = directory.facts
    return Facets(
        years=count_years(directory, without(year_from=None, year_to=None)),
        types=count_names(facts.types, without(types=None)),
        designs=count_names(facts.designs, without(designs=None)),
        journals=count_names(facts.journals, without(journals=None), most=MOST_JOURNALS),
        documents=len(plain),
    )


def documents_of(
    directory: Directory, keys: Sequence[int], *, retracted: bool = True
) -> npt.NDArray[np.int64]:
    """The numbers of the documents that these passages belong to; retracted works only if asked for."""
    places = directory.positions(np.array(keys, dtype=np.int64))
    places = places[places >= 0]
    if not retracted:
        places = places[~directory.aside[places]]
    return np.unique(directory.documents[places]).astype(np.int64)


def count_years(directory: Directory, documents: npt.NDArray[np.int64]) -> tuple[FacetValue, ...]:
    """Documents by year, or by decade where the years lie far apart; the last first."""
    years = directory.facts.years[documents]
    years = years[years != NO_YEAR]
    if not len(years):
        return ()
    if int(years.max()) - int(years.min()) < MOST_YEARS:
        counts = Counter(years.tolist())
        return tuple(FacetValue(str(year), counts[year]) for year in sorted(counts, reverse=True))
    decades = Counter((years // 10 * 10).tolist())
    return tuple(
        FacetValue(f"{first}-{first + 9}", decades[first])
        for first in sorted(decades, reverse=True)
    )


def years_of(value: str) -> tuple[int, int]:
    """The first and last year of a facet's value."""
    first, _, last = value.partition("-")
    return int(first), int(last or first)


def count_names(
    named: Named, documents: npt.NDArray[np.int64], *, most: int | None = None
) -> tuple[FacetValue, ...]:
    """Documents by name, the most frequent first; those without one are not counted."""
    numbers = named.numbers[documents]
    counts = Counter(numbers[numbers != UNKNOWN].tolist())
    values = [FacetValue(named.names[number], count) for number, count in counts.items()]
    return tuple(sorted(values, key=lambda one: (-one.documents, one.value.casefold()))[:most])
