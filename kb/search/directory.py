"""Which passage belongs to which document, year and collection: small arrays, held in memory.

Filters become a mask over these arrays, so that a filtered search costs the same at any selectivity
(a Chroma ``where`` is a pass over all that matches: 70 to 400 ms at 100,000).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kb.store.database import Database
from kb.types import COLLECTIONS, Collection, Filters

NO_YEAR = -1

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Directory:
    """One entry a passage of a published document, by ascending key."""

    version: int
    keys: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    years: npt.NDArray[np.int32]
    collections: npt.NDArray[np.int8]
    document_numbers: dict[str, int]
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
        return None if bool(mask.all()) else mask

    def count_documents(self, mask: Mask | None) -> int:
        """How many documents have a passage that may be found."""
        if mask is None:
            return len(self.document_numbers)
        return int(np.count_nonzero(np.bincount(self.documents[mask], minlength=1)))

    def positions(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where these keys stand; -1 for keys that are not (or no longer) here."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.searchsorted(self.keys, keys)
        places = np.minimum(places, len(self.keys) - 1)
        found: npt.NDArray[np.int64] = np.where(self.keys[places] == keys, places, -1)
        return found


def load_directory(database: Database, version: int) -> Directory:
    """Read the arrays from the catalog (an index-only scan)."""
    connection = database.connection
    documents = connection.execute(
        "SELECT key, id, collection, year FROM documents WHERE state = 'ready'"
    ).fetchall()
    place = {row[0]: number for number, row in enumerate(documents)}
    rows = connection.execute(
        "SELECT key, document FROM passages INDEXED BY passages_place"
    ).fetchall()
    kept = sorted((key, place[document]) for key, document in rows if document in place)
    numbers = np.array([one[1] for one in kept], dtype=np.int32)
    codes = np.array([COLLECTIONS.index(row[2]) for row in documents], dtype=np.int8)
    years = np.array([NO_YEAR if row[3] is None else row[3] for row in documents], dtype=np.int32)
    return Directory(
        version=version,
        keys=np.array([one[0] for one in kept], dtype=np.int64),
        documents=numbers,
        years=years[numbers] if kept else np.empty(0, np.int32),
        collections=codes[numbers] if kept else np.empty(0, np.int8),
        document_numbers={row[1]: number for number, row in enumerate(documents)},
    )
