"""What is known of each document, as small arrays: year, type, design, journal.

Names become numbers once, when the directory is read, so that a filter is a comparison of numbers
whatever share of the library it lets through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kb.errors import WrongValue
from kb.types import Filters

NO_YEAR = -1
UNKNOWN = -1
# How many names a refusal lists.
MOST_NAMED = 12

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]


def folded(name: str) -> str:
    """A name as it is compared: without capitals and doubled blanks."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True)
class Named:
    """A field of all documents that holds a name or nothing.

    ``numbers`` has for each document the place of its name in ``names``, or -1; ``names`` are as first
    written, one for each way to compare them, and ``places`` leads from that way to the place.
    """

    numbers: Numbers = field(default_factory=lambda: np.empty(0, np.int32))
    names: tuple[str, ...] = ()
    places: dict[str, int] = field(default_factory=dict)

    def mask(self, wanted: Sequence[str]) -> Mask:
        """Which documents have one of these names."""
        places = (self.places.get(folded(name)) for name in wanted)
        # One more at the end is what -1, a document without a name, reads.
        chosen = np.zeros(len(self.names) + 1, dtype=np.bool_)
        chosen[[place for place in places if place is not None]] = True
        mask: Mask = chosen[self.numbers]
        return mask

    def among(self, documents: Mask) -> Mask:
        """Which of the names one of these documents has; shape (names,)."""
        found: Mask = np.zeros(len(self.names) + 1, dtype=np.bool_)
        found[self.numbers[documents]] = True
        return found[:-1]


@dataclass(frozen=True)
class WorkFacts:
    """Years, types, designs and journals of the documents, by their numbers in the directory."""

    years: Numbers = field(default_factory=lambda: np.empty(0, np.int32))
    types: Named = field(default_factory=Named)
    designs: Named = field(default_factory=Named)
    journals: Named = field(default_factory=Named)

    def mask(self, filters: Filters) -> Mask | None:
        """Which documents may be found, by type, design and journal; ``None`` where none is asked for."""
        found: Mask | None = None
        for wanted, named in (
            (filters.types, self.types),
            (filters.designs, self.designs),
            (filters.journals, self.journals),
        ):
            if wanted is not None:
                passed = named.mask(wanted)
                found = passed if found is None else found & passed
        return found


def load_facts(
    rows: Iterable[tuple[int | None, str | None, str | None, str | None]],
) -> WorkFacts:
    """Put year, type, design and journal of each document into arrays, in their order."""
    listed = list(rows)
    years = [NO_YEAR if row[0] is None else row[0] for row in listed]
    return WorkFacts(
        np.array(years, dtype=np.int32),
        _named([row[1] for row in listed]),
        _named([row[2] for row in listed]),
        _named([row[3] for row in listed]),
    )


def _named(values: Sequence[str | None]) -> Named:
    places: dict[str, int] = {}
    names: list[str] = []
    # Many documents share a name as it is written, so that each is folded once.
    numbers: dict[str | None, int] = {None: UNKNOWN}
    for value in values:
        if value is None or value in numbers:
            continue
        key = folded(value)
        if key and key not in places:
            places[key] = len(names)
            names.append(" ".join(value.split()))
        numbers[value] = places.get(key, UNKNOWN)
    found = np.array([numbers[value] for value in values], dtype=np.int32)
    return Named(found, tuple(names), places)


def check_journals(filters: Filters, journals: Named, readable: Mask) -> None:
    """Refuse the name of a journal that no document which may be read has.

    Args:
        journals: of all documents.
        readable: which of these documents may be read.

    Raises:
        WrongValue: none of them is of that journal; the hint names those that are written alike.
    """
    if not filters.journals:
        return
    present = journals.among(readable)
    missing = next(
        (name for name in filters.journals if not _stands(name, journals, present)), None
    )
    if missing is None:
        return
    here = {
        folded(journals.names[place]): journals.names[place]
        for place in np.flatnonzero(present).tolist()
    }
    raise WrongValue(
        f"No document here is of the journal {missing!r}.",
        hint=_alike(missing, here),
        field="journal",
    )


def _stands(name: str, journals: Named, present: Mask) -> bool:
    place = journals.places.get(folded(name))
    return place is not None and bool(present[place])


def _alike(name: str, here: dict[str, str]) -> str:
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.process import extract

    if not here:
        return "No document here has a journal."
    if len(here) <= MOST_NAMED:
        return f"Known: {', '.join(sorted(here.values()))}."
    near = extract(folded(name), list(here), scorer=WRatio, limit=MOST_NAMED // 2)
    return f"Known here and written alike: {', '.join(here[one[0]] for one in near)}."
