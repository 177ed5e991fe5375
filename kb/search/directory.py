"""Which passage belongs to which document, year and collection: small arrays, held in memory.

Filters become a mask over these arrays, so that a filtered search costs the same at any selectivity
(a Chroma ``where`` is a pass over all that matches: 70 to 400 ms at 100,000).
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kb.search.facts import NO_YEAR, WorkFacts, load_facts
from kb.search.postings import Postings
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
    # Filled in as questions ask for them.
    postings: Postings = field(default_factory=Postings, compare=False)
    _whole: dict[tuple[Collection, ...], Mask | None] = field(default_factory=dict, compare=False)

    def whole(self, allowed: tuple[Collection, ...]) -> Mask | None:
        """All passages of these collections; ``None`` when that is all there are. Not to be written to."""
        if allowed not in self._whole:
            codes = np.zeros(len(COLLECTIONS), dtype=np.bool_)
            codes[[COLLECTIONS.index(name) for name in allowed]] = True
            mask: Mask = codes[self.collections]
            self._whole[allowed] = None if bool(mask.all()) else mask
        return self._whole[allowed]

    def mask(self, allowed: tuple[Collection, ...], filters: Filters) -> Mask | None:
        """Which passages may be found; ``None`` when that is all of them."""
        whole = self.whole(allowed)
        mask: Mask = np.ones(len(self.keys), dtype=np.bool_) if whole is None else whole.copy()
        if filters.documents is not None:
            mask &= self._of(filters.documents)[self.documents]
        if filters.year_from is not None:
            mask &= self.years >= filters.year_from
        if filters.year_to is not None:
            mask &= (self.years <= filters.year_to) & (self.years != NO_YEAR)
        if filters.spans is not None:
            within: Mask = np.zeros(len(self.keys), dtype=np.bool_)
            for first, last in filters.spans:
                within |= (self.years >= first) & (self.years <= last)
            mask &= within & (self.years != NO_YEAR)
        works = self.facts.mask(filters)
        if works is not None:
            mask &= works[self.documents]
        return None if bool(mask.all()) else mask

    def _of(self, names: Iterable[str]) -> Mask:
        """Which documents have one of these ids; shape (documents,)."""
        chosen: Mask = np.zeros(self.count, dtype=np.bool_)
        numbers = map(self.document_numbers.get, names)
        chosen[[number for number in numbers if number is not None]] = True
        return chosen

    def without(self, mask: Mask | None, aside: Mask | None) -> Mask | None:
        """A mask that leaves ``aside`` out as well; ``None`` when every passage is left."""
        if aside is None:
            return mask
        return ~aside if mask is None else mask & ~aside

    def count_documents(self, mask: Mask | None) -> int:
        """How many documents have a passage that may be found."""
        if mask is None:
            return self.count
        found: Mask = np.zeros(self.count, dtype=np.bool_)
        found[self.documents[mask]] = True
        return int(np.count_nonzero(found))

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
    # Straight into an array: as tuples half a million rows would take 60 MB for a moment.
    table = np.fromiter(
        connection.execute("SELECT key, document FROM passages INDEXED BY passages_place"),
        dtype=np.dtype([("key", np.int64), ("document", np.int64)]),
    )
    table = table[np.argsort(table["key"])]
    listed = np.array([row[0] for row in documents], dtype=np.int64)
    numbers, known = _numbers(listed, table["document"])
    twins = np.array([row[0] for row in behind], dtype=np.int64)
    codes = np.array([COLLECTIONS.index(row[2]) for row in documents], dtype=np.int8)
    facts = load_facts([(row[3], *row[5:]) for row in documents])
    retracted = np.array([row[1] in withdrawn for row in documents], dtype=np.bool_)
    return Directory(
        version=version,
        keys=table["key"][known],
        documents=numbers,
        years=facts.years[numbers],
        collections=codes[numbers],
        document_numbers={row[1]: number for number, row in enumerate(documents)}
        | {row[1]: place[row[4]] for row in behind if row[4] in place},
        aside=retracted[numbers],
        count=len(documents),
        hidden=int(np.isin(table["document"], twins).sum()) if behind else 0,
        facts=facts,
    )


def _numbers(
    listed: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int32], Mask]:
    """Where the wanted documents stand in a list of documents, and which of them stand there."""
    order = np.argsort(listed)
    places = np.searchsorted(listed, wanted, sorter=order)
    known: Mask = places < len(listed)
    known[known] = listed[order[places[known]]] == wanted[known]
    return order[places[known]].astype(np.int32), known
