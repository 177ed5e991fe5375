"""Which passage belongs to which document, year and collection: small arrays, held in memory.

Filters become a mask over these arrays, so that a filtered search costs the same at any selectivity
(a Chroma ``where`` is a pass over all that matches: 70 to 400 ms at 100,000).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kb.search.facts import NO_YEAR, WorkFacts, load_facts
from kb.store.database import Database
from kb.types import COLLECTIONS, Collection, Filters

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Directory:
    """One entry a passage of a document that is offered, by ascending key.

    ``aside`` are the passages of retracted works, ``hidden`` how many there are of documents that a twin
    stands for; those have no entry. ``document_numbers`` knows such a document by its twin's number.
    """

    version: int
    keys: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    years: npt.NDArray[np.int32]
    collections: npt.NDArray[np.int8]
    document_numbers: dict[str, int]
    aside: Mask
    count: int
    hidden: int = 0
    facts: WorkFacts = field(default_factory=WorkFacts)
    # Which phrases stand in very many passages; filled in as questions ask for them.
    common: dict[str, bool] = field(default_factory=dict, compare=False)

    def mask(self, allowed: tuple[Collection, ...], filters: Filters) -> Mask | None:
        """Which passages may be found; ``None`` when that is all of them."""
        mask: Mask = np.ones(len(self.keys), dtype=np.bool_)
        if len(allowed) < len(COLLECTIONS):
            codes = [COLLECTIONS.index(name) for name in allowed]
            mask &= np.isin(self.collections, codes)
        if filters.documents is not None:
            numbers = [
                self.document_numbers[one]
                for one in filters.documents
                if one in self.document_numbers
            ]
            mask &= np.isin(self.documents, numbers)
        if filters.year_from is not None:
            mask &= self.years >= filters.year_from
        if filters.year_to is not None:
            mask &= (self.years <= filters.year_to) & (self.years != NO_YEAR)
        works = self.facts.mask(filters)
        if works is not None:
            mask &= works[self.documents]
        return None if bool(mask.all()) else mask

    def without(self, mask: Mask | None, aside: Mask | None) -> Mask | None:
        """A mask that leaves ``aside`` out as well; ``None`` when every passage is left."""
        if aside is None:
            return mask
        return ~aside if mask is None else mask & ~aside

    def count_documents(self, mask: Mask | None) -> int:
        """How many documents have a passage that may be found."""
        if mask is None:
            return self.count
        return int(np.count_nonzero(np.bincount(self.documents[mask], minlength=1)))

    def positions(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where these keys stand; -1 for keys that are not (or no longer) here."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.searchsorted(self.keys, keys)
        places = np.minimum(places, len(self.keys) - 1)
        found: npt.NDArray[np.int64] = np.where(self.keys[places] == keys, places, -1)
        return found


def load_directory(
    database: Database, version: int, withdrawn: Container[str] = frozenset()
) -> Directory:
    """Read the arrays from the catalog (an index-only scan).

    Args:
        withdrawn: ids of the works that were retracted.
    """
    connection = database.connection
    every = connection.execute(
        "SELECT key, id, collection, year, hidden_by, type, design, journal FROM documents "
        "WHERE state = 'ready'"
    ).fetchall()
    documents = [row for row in every if row[4] is None]
    behind = [row for row in every if row[4] is not None]
    place = {row[0]: number for number, row in enumerate(documents)}
    rows = connection.execute(
        "SELECT key, document FROM passages INDEXED BY passages_place"
    ).fetchall()
    kept = sorted((key, place[document]) for key, document in rows if document in place)
    twins = {row[0] for row in behind}
    numbers = np.array([one[1] for one in kept], dtype=np.int32)
    codes = np.array([COLLECTIONS.index(row[2]) for row in documents], dtype=np.int8)
    years = np.array([NO_YEAR if row[3] is None else row[3] for row in documents], dtype=np.int32)
    retracted = np.array([row[1] in withdrawn for row in documents], dtype=np.bool_)
    return Directory(
        version=version,
        keys=np.array([one[0] for one in kept], dtype=np.int64),
        documents=numbers,
        years=years[numbers] if kept else np.empty(0, np.int32),
        collections=codes[numbers] if kept else np.empty(0, np.int8),
        document_numbers={row[1]: number for number, row in enumerate(documents)}
        | {row[1]: place[row[4]] for row in behind if row[4] in place},
        aside=retracted[numbers] if kept else np.empty(0, np.bool_),
        count=len(documents),
        hidden=sum(document in twins for _, document in rows) if twins else 0,
        facts=load_facts([(row[3], *row[5:]) for row in documents]),
    )
