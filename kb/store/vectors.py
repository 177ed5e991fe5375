"""The vector index: a seam, and Chroma behind it.

Chroma holds opaque passage keys and vectors, nothing else: what it is given lies on disk in clear and
stays there after a delete. Forgetting therefore means building a new generation of the index from the
catalog and deleting the old one's folder.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kb.offline import switch_off
from kb.store.memory import clear_fresh_memory
from kb.store.rows import Vectors
from kb.types import COLLECTIONS, Collection

Keys = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

# Measured in docs/benchmarks.md: recall@10 against exact search with these is above 0.98.
HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 200}
BATCH = 5000


class VectorIndex(Protocol):
    """Nearest passages by cosine. What one machine's folder does, a server may do later."""

    def upsert(self, collection: Collection, keys: Sequence[int], vectors: Vectors) -> None:
        """Add or overwrite vectors, shape (len(keys), dimension)."""

    def delete(self, collection: Collection, keys: Sequence[int]) -> None:
        """Take vectors out; unknown keys are ignored."""

    def query(self, collection: Collection, vector: Vectors, k: int) -> tuple[Keys, Scores]:
        """The k nearest keys, best first, and their cosines."""

    def count(self, collection: Collection) -> int:
        """How many vectors a collection holds."""

    def keys(self, collection: Collection) -> Keys:
        """The keys of all vectors of a collection, in no order."""

    def close(self) -> None:
        """Let go of files."""


class IndexClosedError(Exception):
    """The index was replaced by a newer one; ask the store for that."""


class ChromaIndex:
    """A Chroma folder, one collection per access class. Open it only while holding the owner lock."""

    def __init__(self, folder: Path) -> None:
        switch_off()
        clear_fresh_memory()
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._client = chromadb.PersistentClient(
            path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
        )
        self._guard = threading.Lock()
        self._users = 0
        self._idle = threading.Condition()
        self._closed = False
        self._collections: dict[Collection, Any] = {
            name: self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": HNSW}
            )
            for name in COLLECTIONS
        }

    def upsert(self, collection: Collection, keys: Sequence[int], vectors: Vectors) -> None:
        """Add or overwrite vectors, shape (len(keys), dimension)."""
        with self._guard:
            for at in range(0, len(keys), BATCH):
                self._collections[collection].upsert(
                    ids=[str(key) for key in keys[at : at + BATCH]],
                    embeddings=vectors[at : at + BATCH],
                )

    def delete(self, collection: Collection, keys: Sequence[int]) -> None:
        """Take vectors out; unknown keys are ignored."""
        with self._guard:
            for at in range(0, len(keys), BATCH):
                self._collections[collection].delete(
                    ids=[str(key) for key in keys[at : at + BATCH]]
                )

    def query(self, collection: Collection, vector: Vectors, k: int) -> tuple[Keys, Scores]:
        """The k nearest keys, best first, and their cosines. Raises IndexClosedError."""
        with self._in_use():
            found = self._collections[collection].query(
                query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"]
            )
        keys = np.array([int(one) for one in found["ids"][0]], dtype=np.int64)
        return keys, 1.0 - np.array(found["distances"][0], dtype=np.float32)

    def count(self, collection: Collection) -> int:
        """How many vectors a collection holds."""
        return int(self._collections[collection].count())

    def keys(self, collection: Collection) -> Keys:
        """The keys of all vectors of a collection, in no order."""
        found = self._collections[collection].get(include=[])
        return np.array([int(one) for one in found["ids"]], dtype=np.int64)

    def close(self) -> None:
        """Let go of the folder, once the queries in hand are answered, so that it can be deleted."""
        with self._idle:
            self._closed = True
            self._idle.wait_for(lambda: self._users == 0)
        self._collections = {}
        self._client.close()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._idle:
            if self._closed:
                raise IndexClosedError
            self._users += 1
        try:
            yield
        finally:
            with self._idle:
                self._users -= 1
                self._idle.notify_all()


def remove_index(folder: Path) -> None:
    """Delete an index generation with everything that Chroma left in it."""
    shutil.rmtree(folder, ignore_errors=True)
