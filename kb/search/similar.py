"""Similar works: the documents whose passages, taken together, lie nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.directory import Directory
from kb.search.exact import ExactVectors, cosines_of
from kb.types import COLLECTIONS, Collection, DocumentInfo


@dataclass(frozen=True, slots=True)
class Similar:
    """A document by its id, and how near it is: a cosine of mean vectors."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class SimilarWork:
    """A similar document, the nearest first; ``score`` is a cosine of mean vectors."""

    document: DocumentInfo
    score: float


def means(directory: Directory, exact: ExactVectors) -> npt.NDArray[np.float32]:
    """The mean vector of each document's passages, of length 1; shape (documents, dimension)."""
    sums = np.zeros((directory.count, exact.matrix.shape[1]), dtype=np.float32)
    if not len(directory.documents):
        return sums
    order = np.argsort(directory.documents, kind="stable")
    numbers = directory.documents[order]
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    sums[numbers[starts]] = np.add.reduceat(exact.matrix[order], starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    found: npt.NDArray[np.float32] = np.divide(sums, lengths, out=sums, where=lengths > 0)
    return found


def nearest_documents(
    directory: Directory,
    exact: ExactVectors,
    document_id: str,
    allowed: tuple[Collection, ...],
    k: int,
) -> list[Similar]:
    """The k nearest documents in ``allowed`` collections, without itself and without retracted works."""
    number = directory.document_numbers.get(document_id)
    if number is None or not allowed:
        return []
    vectors = means(directory, exact)
    scores = cosines_of(vectors, vectors[number])
    codes = [COLLECTIONS.index(name) for name in allowed]
    offered = np.isin(directory.collections, codes) & ~directory.aside
    left_out = np.ones(directory.count, dtype=np.bool_)
    left_out[directory.documents[offered]] = False
    left_out[number] = True
    scores[left_out] = -np.inf
    # A document's own number is the first name that leads to it; twins' names come after.
    names: dict[int, str] = {}
    for name, at in directory.document_numbers.items():
        names.setdefault(at, name)
    best = np.argsort(-scores, kind="stable")[:k]
    return [
        Similar(names[at], round(float(scores[at]), 4))
        for at in best.tolist()
        if np.isfinite(scores[at])
    ]
