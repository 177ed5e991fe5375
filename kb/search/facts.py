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
    written, one for each way to compare them.
    """

    numbers: Numbers = field(default_factory=lambda: np.empty(0, np.int32))
    names: tuple[str, ...] = ()

    def mask(self, wanted: Sequence[str]) -> Mask:
        """Which documents have one of these names."""
        keys = {folded(name) for name in wanted}
        codes = [number for number, name in enumerate(self.names) if folded(name) in keys]
        mask: Mask = np.isin(self.numbers, codes)
        return mask


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
    numbers = np.full(len(values), UNKNOWN, dtype=np.int32)
    for at, value in enumerate(values):
        key = folded(value or "")
        if not key:
            continue
        if key not in places:
            places[key] = len(names)
            names.append(" ".join((value or "").split()))
        numbers[at] = places[key]
    return Named(numbers, tuple(names))


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
    here = {
        folded(journals.names[number]): journals.names[number]
        for number in np.unique(journals.numbers[readable & (journals.numbers != UNKNOWN)]).tolist()
    }
    missing = next((name for name in filters.journals if folded(name) not in here), None)
    if missing is None:
        return
    raise WrongValue(
        f"No document here is of the journal {missing!r}.",
        hint=_alike(missing, here),
        field="journal",
    )


def _alike(name: str, here: dict[str, str]) -> str:
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.process import extract

    if not here:
        return "No document here has a journal."
    if len(here) <= MOST_NAMED:
        return f"Known: {', '.join(sorted(here.values()))}."
    near = extract(folded(name), list(here), scorer=WRatio, limit=MOST_NAMED // 2)
    return f"Known here and written alike: {', '.join(here[one[0]] for one in near)}."
