"""Facets: how many of the documents that a search finds are of which year, type, design and journal."""

from __future__ import annotations

from collections import Counter
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
    """Counts over the documents of the ``COUNTED`` best passages, the most frequent first; years from the last.

    Each facet is counted as if nothing were chosen in it, so that it shows what else could be. Not all that
    matches is counted: by its vector every passage of the library matches a question a little, by its words
    every one that has any of them, so that such a count would tell of the library and not of the question.
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
    wider = {
        "years": replace(filters, year_from=None, year_to=None, spans=None),
        "types": replace(filters, types=None),
        "designs": replace(filters, designs=None),
        "journals": replace(filters, journals=None),
    }
    several = [filters, *(one for one in wider.values() if one != filters)]
    directory = searcher.directory()
    rankings = searcher.rankings(question, principal, several, COUNTED)
    found = [documents_of(directory, keys) for keys in rankings]
    documents = {name: found[several.index(one)] for name, one in wider.items()}
    facts = directory.facts
    return Facets(
        years=count_years(directory, documents["years"]),
        types=count_names(facts.types, documents["types"]),
        designs=count_names(facts.designs, documents["designs"]),
        journals=count_names(facts.journals, documents["journals"], most=MOST_JOURNALS),
        documents=len(found[0]),
    )


def documents_of(directory: Directory, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers of the documents that these passages belong to."""
    places = directory.positions(keys)
    return np.unique(directory.documents[places[places >= 0]]).astype(np.int64)


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
