"""The embeddings of passages as the catalog keeps them, from which the vector index is made at any time.

A passage is embedded under its document's title. Where a person corrects that, the document is listed as
*outdated* in the same transaction, until its passages have been embedded anew (:mod:`kb.search.revise`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.store.database import Connection, Database
from kb.store.meta import VERSION, grow_version, read_meta, write_meta
from kb.store.rows import Vectors, pack_vector, unpack_vectors
from kb.types import Collection

BATCH = 2048
REVISION = "embeddings_revision"


@dataclass(frozen=True, slots=True)
class Indexable:
    """Vectors of one collection, with the passage keys that name them in the index."""

    collection: Collection
    keys: list[int]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Outdated:
    """A document that was embedded under another title; ``since`` tells one correction from the next."""

    document: str
    since: int


class Embeddings:
    """Reading stored vectors, and replacing them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(self, ids: Sequence[str]) -> list[Indexable]:
        """Stored vectors of these documents, pending or not, by collection."""
        marks = ",".join("?" * len(ids))
        rows = self.database.connection.execute(
            "SELECT d.collection, p.key, v.vector FROM documents d "
            "JOIN passages p ON p.document = d.key JOIN vectors v ON v.passage = p.key "
            f"WHERE d.id IN ({marks}) ORDER BY p.key",
            tuple(ids),
        )
        found: dict[Collection, tuple[list[int], list[bytes]]] = {}
        for collection, key, vector in rows:
            keys, packed = found.setdefault(collection, ([], []))
            keys.append(key)
            packed.append(vector)
        return [
            Indexable(collection, keys, unpack_vectors(packed))
            for collection, (keys, packed) in found.items()
        ]

    def every(self, collection: Collection) -> Iterator[Indexable]:
        """All vectors of a collection's published documents, in batches, by ascending key."""
        last = -1
        while True:
            rows = self.database.connection.execute(
                "SELECT p.key, v.vector FROM passages p JOIN documents d ON d.key = p.document "
                "JOIN vectors v ON v.passage = p.key "
                "WHERE p.key > ? AND d.collection = ? AND d.state = 'ready' ORDER BY p.key LIMIT ?",
                (last, collection, BATCH),
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield Indexable(
                collection, [row[0] for row in rows], unpack_vectors([row[1] for row in rows])
            )

    def chosen(
        self, keys: npt.NDArray[np.int64]
    ) -> Iterator[tuple[npt.NDArray[np.int64], Vectors]]:
        """Stored vectors of these passages, in batches, each with its keys.

        Those that are no longer here are passed over.
        """
        for at in range(0, len(keys), BATCH):
            batch = keys[at : at + BATCH]
            marks = ",".join("?" * len(batch))
            rows = self.database.connection.execute(
                f"SELECT passage, vector FROM vectors WHERE passage IN ({marks}) ORDER BY passage",
                batch.tolist(),
            ).fetchall()
            if rows:
                found = np.array([row[0] for row in rows], dtype=np.int64)
                yield found, unpack_vectors([row[1] for row in rows])

    def by_key(self, keys: Sequence[int]) -> dict[int, Vectors]:
        """Stored vectors of these passages, shape (dimension,) each."""
        if not keys:
            return {}
        marks = ",".join("?" * len(keys))
        rows = self.database.connection.execute(
            f"SELECT passage, vector FROM vectors WHERE passage IN ({marks})", tuple(keys)
        ).fetchall()
        return {row[0]: unpack_vectors([row[1]])[0] for row in rows}

    def replace(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Overwrite stored vectors, as for another embedding model; passages that are gone stay gone."""
        with self.database.write() as connection:
            connection.executemany(
                "UPDATE vectors SET vector = ? WHERE passage = ?",
                [(pack_vector(row), key) for key, row in zip(keys, vectors, strict=True)],
            )
            write_meta(connection, REVISION, str(self.revision + 1))

    @property
    def revision(self) -> int:
        """A number that grows whenever stored vectors are replaced."""
        return int(read_meta(self.database.connection, REVISION) or 0)

    def outdated(self) -> list[Outdated]:
        """Published documents that must be embedded anew."""
        rows = self.database.connection.execute(
            "SELECT d.id, o.since FROM outdated_vectors o JOIN documents d ON d.key = o.document "
            "WHERE d.state = 'ready' ORDER BY d.key"
        )
        return [Outdated(*row) for row in rows]

    def clear_outdated(self, done: Sequence[Outdated]) -> None:
        """Note that these were embedded anew; one that was corrected once more meanwhile stays listed."""
        with self.database.write() as connection:
            connection.executemany(
                "DELETE FROM outdated_vectors WHERE since = ? "
                "AND document = (SELECT key FROM documents WHERE id = ?)",
                [(one.since, one.document) for one in done],
            )
            grow_version(connection)


def mark_outdated(connection: Connection, key: int) -> None:
    """List a document whose title is another than the one that it was embedded under."""
    connection.execute(
        "INSERT OR REPLACE INTO outdated_vectors (document, since) VALUES (?, ?)",
        (key, int(read_meta(connection, VERSION) or 0)),
    )
