"""Everything the library keeps on disk, opened together, with one owner of the vector index.

Reading the catalog needs no lock. Opening the index does, and whoever opens it first finishes what an
interrupted process left: pending documents get their vectors and become visible, vectors of documents
that are gone leave.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from kb.errors import KeyMissing
from kb.store.catalog import Catalog
from kb.store.corrections import Corrections
from kb.store.database import Database
from kb.store.jobs import Jobs
from kb.store.keys import check_apart, create_key, read_key
from kb.store.lock import OwnerLock
from kb.store.parts import Parts
from kb.store.retractions import Retractions
from kb.store.rows import Vectors
from kb.store.sentences import SentenceTable
from kb.store.vault import Vault
from kb.store.vectors import ChromaIndex, VectorIndex, remove_index
from kb.types import COLLECTIONS, Collection

Step = Callable[[int, int], None]

CATALOG_FILE = "catalog.db"
GENERATION = "index_generation"
STALE = "index_stale"


class Store:
    """The data folder: catalog, jobs, originals, and the vector index once it is asked for."""

    def __init__(self, home: Path, key_file: Path) -> None:
        """Open the data folder, creating it and its key on first use.

        Raises:
            KeyMissing, WrongKey, CatalogError, SettingsError: see :mod:`kb.errors`.
        """
        self.home = home
        check_apart(key_file, home)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = home / CATALOG_FILE
        try:
            key = read_key(key_file)
        except KeyMissing:
            if path.exists():
                raise
            key = create_key(key_file)
        self.database = Database(path, key)
        self.catalog = Catalog(self.database)
        self.parts = Parts(self.database)
        self.sentences = SentenceTable(self.database)
        self.corrections = Corrections(self.database)
        self.retractions = Retractions(self.database)
        self.jobs = Jobs(self.database)
        self.vault = Vault(home / "originals", key)
        self.lock = OwnerLock(home)
        self._index: ChromaIndex | None = None
        # Held by whoever opens, changes or replaces the index, one at a time; searches do not take it.
        self._guard = threading.RLock()

    # -- the index --------------------------------------------------------------------------

    def index(self, *, wait_seconds: float = 0.0) -> VectorIndex:
        """The vector index, opened by taking ownership of it.

        Raises:
            LibraryBusy: another process owns it.
        """
        current = self._index
        if current is not None:
            return current
        with self._guard:
            if self._index is None:
                self.lock.acquire(wait_seconds=wait_seconds)
                self._index = ChromaIndex(self._generation_folder())
                self._recover()
            return self._index

    def _generation_folder(self) -> Path:
        name = self.catalog.meta(GENERATION)
        if name is None:
            name = secrets.token_hex(4)
            self.catalog.set_meta(GENERATION, name)
        folder = self.home / "index" / name
        if folder.parent.is_dir():
            for stray in folder.parent.iterdir():
                if stray != folder:
                    remove_index(stray)
        return folder

    def _recover(self) -> None:
        self.catalog.refresh_works()
        pending = self.catalog.pending()
        if pending:
            self.publish(pending)
        self._drain()

    def sweep(self) -> int:
        """Delete originals that no document owns, which an interrupted run may leave; return how many."""
        return self.vault.sweep(self.catalog.ids())

    def publish(self, ids: Sequence[str]) -> list[str]:
        """Put the vectors of pending documents into the index, then make the documents visible.

        Returns the ids of the documents that they replaced.
        """
        with self._guard:
            index = self.index()
            for batch in self.catalog.embeddings.of(ids):
                index.upsert(batch.collection, batch.keys, batch.vectors)
            gone = self.catalog.publish(ids)
            self.forget(gone)
        return gone

    def revise(self, collection: Collection, keys: Sequence[int], vectors: Vectors) -> None:
        """Put other vectors in the place of those of some passages, in the catalog and then in the index."""
        with self._guard:
            self.catalog.embeddings.replace(keys, vectors)
            # As they lie in the catalog now: what was removed meanwhile is not brought back.
            for here, stored in self.catalog.embeddings.chosen(np.array(keys, dtype=np.int64)):
                self.index().upsert(collection, here.tolist(), stored)

    def forget(self, ids: Sequence[str]) -> None:
        """Finish what the catalog already dropped: originals and vectors of these documents."""
        for one in ids:
            self.vault.delete(one)
        self._drain()

    def _drain(self) -> None:
        with self._guard:
            index = self.index()
            for collection, keys in self.catalog.unindexed().items():
                index.delete(collection, keys)
                # Counted first: a kill in between counts them twice, which only asks for a rebuild.
                self.catalog.set_meta(STALE, str(self.stale_vectors + len(keys)))
                self.catalog.clear_unindexed(keys)

    @property
    def stale_vectors(self) -> int:
        """Vectors that were deleted but still lie in the index's files until the next rebuild."""
        return int(self.catalog.meta(STALE) or 0)

    def rebuild(self, progress: Step | None = None) -> int:
        """Build the index anew from the catalog's vectors and delete the old files; return how many.

        Searches go on in the old index meanwhile; changes wait.
        """
        with self._guard:
            self.index()
            total = len(self.catalog.passage_keys())
            name = secrets.token_hex(4)
            fresh = ChromaIndex(self.home / "index" / name)
            done = 0
            for collection in COLLECTIONS:
                for batch in self.catalog.embeddings.every(collection):
                    fresh.upsert(collection, batch.keys, batch.vectors)
                    done += len(batch.keys)
                    if progress is not None:
                        progress(done, total)
            old, self._index = self._index, fresh
            self.catalog.set_meta(GENERATION, name)
            self.catalog.set_meta(STALE, "0")
            if old is not None:
                old.close()
                remove_index(old.folder)
            return done

    def close(self) -> None:
        """Close everything and give the lock back."""
        with self._guard:
            if self._index is not None:
                self._index.close()
                self._index = None
            self.lock.release()
            self.database.close()
