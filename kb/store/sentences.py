"""Vectors of the sentences of passages, beside the passages' own vectors.

They sharpen a search and are never needed for one: a passage may have none yet. Rows go with their passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.store.database import Database
from kb.store.rows import Vectors, parse_passage_id
from kb.types import Collection, PassageKind

TITLE = (-1, -1)
"""The span of a work's title, which stands in no passage."""
_FITS = 127.0


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """The sentences of one passage: ``spans`` are offsets in its text, shape (n, 2), or ``TITLE``.

    ``numbers`` are their vectors as signed bytes, shape (n, dimension), each stretched to the full range; a
    unit vector's length is known, so that no scale has to be kept.
    """

    spans: npt.NDArray[np.int32]
    numbers: npt.NDArray[np.int8]

    @classmethod
    def pack(cls, spans: Sequence[tuple[int, int]], vectors: Vectors) -> SentenceVectors:
        """From unit vectors, shape (n, dimension). What the bytes lose is about 0.001 of a cosine."""
        highest = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-12)
        numbers = np.rint(vectors * (_FITS / highest)[:, None]).astype(np.int8)
        return cls(np.array(spans, dtype=np.int32).reshape(-1, 2), numbers)

    @property
    def vectors(self) -> Vectors:
        """The unit vectors, shape (n, dimension)."""
        return as_unit(self.numbers)


def as_unit(numbers: npt.NDArray[np.int8]) -> Vectors:
    """Stretched vectors brought back to length 1, shape (n, dimension)."""
    rows = numbers.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.maximum(lengths, 1.0)[:, None]
    return rows


@dataclass(frozen=True, slots=True)
class Unsharpened:
    """A passage whose sentences have no vectors."""

    key: int
    text: str
    kind: PassageKind
    collection: Collection
    title: str | None


class SentenceTable:
    """Reads and writes the vectors of sentences. ``edition`` names what computed them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def read(self, keys: Sequence[int], edition: str) -> dict[int, SentenceVectors]:
        """Those of these passages that have any of this edition, by passage key."""
        if not keys:
            return {}
        marks = ",".join("?" * len(keys))
        rows = self.database.connection.execute(
            "SELECT passage, spans, vectors FROM sentence_vectors "
            f"WHERE passage IN ({marks}) AND edition = ?",
            (*keys, edition),
        )
        return {key: _unpacked(*packed) for key, *packed in rows if packed[0]}

    def of(self, passage_ids: Sequence[str], edition: str) -> dict[str, SentenceVectors]:
        """The same by passage id."""
        places = [(one, parse_passage_id(one)) for one in passage_ids]
        found = {}
        for passage_id, place in places:
            row = self.database.connection.execute(
                "SELECT s.spans, s.vectors FROM documents d JOIN passages p ON p.document = d.key "
                "JOIN sentence_vectors s ON s.passage = p.key "
                "WHERE d.id = ? AND p.ordinal = ? AND s.edition = ?",
                (*(place or ("", -1)), edition),
            ).fetchone()
            if row is not None and row[0]:
                found[passage_id] = _unpacked(*row)
        return found

    def missing(self, edition: str, most: int, *, after: int = -1) -> list[Unsharpened]:
        """Passages of published documents whose sentences have no vectors of this edition, by key.

        Args:
            after: only passages with a greater key.
        """
        rows = self.database.connection.execute(
            "SELECT p.key, p.text, p.kind, d.collection, d.title FROM passages p JOIN documents d ON d.key = p.document "
            "LEFT JOIN sentence_vectors s ON s.passage = p.key AND s.edition = ? "
            "WHERE p.key > ? AND s.passage IS NULL AND d.state = 'ready' ORDER BY p.key LIMIT ?",
            (edition, after, most),
        )
        return [Unsharpened(*row) for row in rows]

    def count_missing(self, edition: str) -> int:
        """How many passages :meth:`missing` would give in all."""
        (count,) = self.database.connection.execute(
            "SELECT count(*) FROM passages p JOIN documents d ON d.key = p.document "
            "LEFT JOIN sentence_vectors s ON s.passage = p.key AND s.edition = ? "
            "WHERE s.passage IS NULL AND d.state = 'ready'",
            (edition,),
        ).fetchone()
        return int(count)

    def drop(self, keys: Sequence[int]) -> None:
        """Forget the vectors of these passages, so that they are computed anew."""
        with self.database.write() as connection:
            connection.executemany(
                "DELETE FROM sentence_vectors WHERE passage = ?", [(key,) for key in keys]
            )

    def write(self, edition: str, rows: Sequence[tuple[int, SentenceVectors]]) -> None:
        """Keep vectors; those of passages that left meanwhile are let go."""
        with self.database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO sentence_vectors (passage, edition, spans, vectors) "
                "SELECT key, ?, ?, ? FROM passages WHERE key = ?",
                [
                    (edition, one.spans.astype("<i4").tobytes(), one.numbers.tobytes(), key)
                    for key, one in rows
                ],
            )


def _unpacked(spans: bytes, vectors: bytes) -> SentenceVectors:
    offsets = np.frombuffer(spans, dtype="<i4").reshape(-1, 2)
    return SentenceVectors(offsets, np.frombuffer(vectors, dtype=np.int8).reshape(len(offsets), -1))
