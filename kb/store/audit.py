"""Does the vector index hold what the catalog holds, and can each vector be found?

Two writers, a crash of the machine or a damaged file can leave an index that counts right and finds
wrong. The audit asks the index for every vector (of a large library, for a random sample) by itself: it
must find its own key, or another passage whose vector is the same.
"""

from __future__ import annotations

import random
from collections.abc import Collection as AnyOf
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.store.catalog import Catalog
from kb.store.embeddings import Indexable
from kb.store.vectors import VectorIndex
from kb.types import Collection

# Asking takes about 2 ms a vector.
MOST_ASKED = 20_000
MOST_SAMPLED = 200
NEAREST = 5
SAME = 1e-3


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of one collection found; all are counts of vectors.

    ``missing`` are in the catalog only, ``orphaned`` in the index only, ``lost`` are in both but do not
    find themselves among ``asked``.
    """

    collection: Collection
    catalogued: int
    indexed: int
    missing: int
    orphaned: int
    asked: int
    lost: int

    @property
    def sound(self) -> bool:
        """Whether nothing is missing, orphaned or lost."""
        return not (self.missing or self.orphaned or self.lost)


def audit(
    catalog: Catalog,
    index: VectorIndex,
    collection: Collection,
    *,
    most: int = MOST_ASKED,
    only: AnyOf[int] | None = None,
) -> Audit:
    """Compare index and catalog, and ask for vectors by themselves.

    Args:
        most: ask for a random sample of this many where there are more; 0 compares keys only.
        only: ask for these passage keys alone, such as those that were just written.
    """
    indexed = set(index.keys(collection).tolist())
    catalogued: list[int] = []
    for batch in catalog.embeddings.every(collection):
        catalogued += batch.keys
    leaving = catalog.unindexed().get(collection, [])
    arriving = [
        key
        for batch in catalog.embeddings.of(catalog.pending())
        if batch.collection == collection
        for key in batch.keys
    ]
    missing = set(catalogued) - indexed
    orphaned = indexed - set(catalogued) - set(leaving) - set(arriving)
    askable = [key for key in catalogued if key in indexed and (only is None or key in only)]
    chosen = set(askable if len(askable) <= most else random.sample(askable, most))
    lost = 0
    if chosen:
        for batch in catalog.embeddings.every(collection):
            lost += _lost(index, batch, chosen)
    return Audit(
        collection=collection,
        catalogued=len(catalogued),
        indexed=len(indexed),
        missing=len(missing),
        orphaned=len(orphaned),
        asked=len(chosen),
        lost=lost,
    )


def unfindable(
    catalog: Catalog, index: VectorIndex, ids: Sequence[str], *, most: int = MOST_SAMPLED
) -> int:
    """How many vectors of these documents do not find themselves.

    Asks for ``most`` vectors at the most, of documents drawn at random: enough to notice an index that
    loses what it is given, and cheap after each ingest. :func:`audit` asks for all.
    """
    drawn = random.sample(list(ids), min(len(ids), most))
    lost, left = 0, most
    for batch in catalog.embeddings.of(drawn):
        chosen = set(batch.keys[:left])
        left -= len(chosen)
        lost += _lost(index, batch, chosen)
    return lost


def _lost(index: VectorIndex, batch: Indexable, chosen: AnyOf[int]) -> int:
    rows = [row for row, key in enumerate(batch.keys) if key in chosen]
    lost = 0
    for row in rows:
        vector = batch.vectors[row]
        keys, scores = index.query(batch.collection, vector, NEAREST)
        # Scores of unit vectors; the norm allows for an embedder that does not normalise.
        same = scores >= float(np.linalg.norm(vector)) - SAME
        found = batch.keys[row] in keys[same].tolist()
        # With many equal passages (a form letter) its own key may stand behind NEAREST others.
        lost += not found and int(same.sum()) < NEAREST
    return lost
