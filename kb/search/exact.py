"""Exact nearest passages from the catalog's own vectors, for what the index cannot do well.

Used with a filter (a numpy scan of 100,000 vectors takes 16 to 32 ms, of a few of them next to nothing),
while another process owns the index, and as the judge of the index's recall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kb.search.directory import Directory, Mask
from kb.search.first import first
from kb.store.catalog import Catalog
from kb.store.rows import Vectors
from kb.store.vectors import Keys, Scores

# Up to this share of the rows it is quicker to pick them out than to go over all of them.
PICKED_SHARE = 0.2


@dataclass(frozen=True)
class ExactVectors:
    """All vectors of one model, in the directory's order; ``matrix`` has shape (passages, dimension)."""

    version: int
    keys: Keys
    matrix: Vectors
    model: str | None = None

    def query(
        self,
        directory: Directory,
        vector: Vectors,
        mask: Mask | None,
        k: int,
        cosines: Scores | None = None,
    ) -> tuple[Keys, Scores]:
        """The k nearest keys among the masked passages, best first, and their cosines.

        Args:
            cosines: what :meth:`cosines` gives for this vector, where it is known already.
        """
        if not len(directory.keys):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if mask is None:
            scores = self.cosines(vector) if cosines is None else cosines
            best = first(scores, k)
            return directory.keys[best], scores[best]
        places = np.flatnonzero(mask)
        if cosines is not None:
            scores = cosines[places]
        elif len(places) <= PICKED_SHARE * len(mask):
            scores = cosines_of(self.matrix[places], vector)
        else:
            scores = self.cosines(vector)[places]
        best = first(scores, k)
        return directory.keys[places[best]], scores[best]

    def cosines(self, vector: Vectors) -> Scores:
        """The cosine of every passage with a unit vector; shape (passages,)."""
        return cosines_of(self.matrix, vector)


def cosines_of(vectors: Vectors, vector: Vectors) -> Scores:
    """The cosine of each row with a unit vector; all are of length 1; shape (rows,).

    Not ``vectors @ vector``: the library behind that parts the rows among threads that wait for each other,
    which on two busy cores takes two to three times as long (53,564 rows: 9 ms of processor time, this 3.3).
    """
    scores: Scores = np.einsum("ij,j->i", vectors, vector)
    return scores


def load_exact(
    catalog: Catalog,
    directory: Directory,
    *,
    model: str | None = None,
    before: ExactVectors | None = None,
) -> ExactVectors:
    """Read every published vector (4 bytes a number: 50 MB for 33,000 passages of 384).

    Args:
        model: the fingerprint of the model that they come from.
        before: vectors of an earlier state of the library; those of the same model are not read again.
    """
    keys = directory.keys
    matrix: Vectors | None = None
    missing = np.ones(len(keys), dtype=np.bool_)
    if before is not None and before.model == model and len(before.keys):
        matrix = np.zeros((len(keys), before.matrix.shape[1]), dtype=np.float32)
        places = directory.positions(before.keys)
        here = places >= 0
        matrix[places[here]] = before.matrix[here]
        missing[places[here]] = False
    for found, vectors in catalog.embeddings.chosen(keys[missing]):
        if matrix is None:
            matrix = np.zeros((len(keys), vectors.shape[1]), dtype=np.float32)
        matrix[directory.positions(found)] = vectors
    if matrix is None:
        matrix = np.empty((len(keys), 0), dtype=np.float32)
    return ExactVectors(directory.version, keys, matrix, model)
