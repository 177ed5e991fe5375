"""Nearest passages by cosine: from the vector index where it can, exactly where something is filtered.

The index holds each access class apart. Whatever else narrows a search is exact, so that it finds what a
search over those documents alone would find.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np

from kb.errors import LibraryBusy
from kb.search.directory import Directory, Mask
from kb.search.exact import ExactVectors, cosines_of, load_exact
from kb.store.rows import Vectors
from kb.store.store import Store
from kb.store.vectors import IndexClosedError, Keys, Scores
from kb.types import Collection


class DenseSearch:
    """The vectors of a library, searched. Thread-safe."""

    def __init__(self, store: Store, model: Callable[[], str | None]) -> None:
        """``model`` names the model that the library's vectors come from at present."""
        self._store = store
        self._model = model
        self._guard = threading.Lock()
        self._exact: ExactVectors | None = None

    def exact(self, directory: Directory) -> ExactVectors:
        """All vectors of the library's present state, read when first needed."""
        with self._guard:
            model, held = self._model(), self._exact
            if held is None or (held.version, held.model) != (directory.version, model):
                held = load_exact(self._store.catalog, directory, model=model, before=held)
                self._exact = held
            return held

    def ranking(
        self,
        directory: Directory,
        vector: Vectors,
        mask: Mask | None,
        aside: Mask | None,
        allowed: tuple[Collection, ...],
        k: int,
        known: Scores | None = None,
    ) -> tuple[Keys, Scores]:
        """The k nearest keys and their cosines, best first.

        Args:
            mask: the passages of what was asked for; ``None`` for all.
            aside: passages that are left out of it.
            allowed: the collections that may be read, at least one.
            known: the cosines of all passages with this vector, where they are known already.
        """
        if known is not None or not is_whole(directory, mask, allowed):
            shown = directory.without(mask, aside)
            return self.exact(directory).query(directory, vector, shown, k, known)
        # The index also holds passages that are hidden or left out: where there are any, more are asked
        # for at once, and twice as many again while too few are left.
        width = 2 * k if directory.hidden or aside is not None else k
        while True:
            try:
                found = self._nearest(vector, allowed, width)
            except LibraryBusy:
                shown = directory.without(mask, aside)
                return self.exact(directory).query(directory, vector, shown, k)
            keys = np.concatenate([one[0] for one in found])
            scores = np.concatenate([one[1] for one in found])
            places = directory.positions(keys)
            keep = places >= 0
            if aside is not None:
                keep &= ~aside[places]
            if int(keep.sum()) >= k or all(len(one[0]) < width for one in found):
                break
            if not directory.hidden and aside is None:
                break
            width *= 2
        keys, scores = keys[keep], scores[keep]
        order = np.argsort(-scores, kind="stable")[:k]
        return keys[order], scores[order]

    def cosines(
        self, directory: Directory, vector: Vectors, keys: Sequence[int]
    ) -> dict[int, float]:
        """The cosines of these passages; those that are no longer here have none."""
        held = self._exact
        present = (directory.version, self._model())
        if held is not None and (held.version, held.model) == present:
            places = directory.positions(np.array(keys, dtype=np.int64))
            known = places[places >= 0]
            scores = cosines_of(held.matrix[known], vector)
            return dict(zip(directory.keys[known].tolist(), scores.tolist(), strict=True))
        stored = self._store.catalog.embeddings.by_key(keys)
        return {key: float(one @ vector) for key, one in stored.items()}

    def _nearest(
        self, vector: Vectors, allowed: tuple[Collection, ...], k: int
    ) -> list[tuple[Keys, Scores]]:
        """Ask the index; once more if a newer one took its place meanwhile."""
        while True:
            index = self._store.index()
            try:
                return [index.query(name, vector, k) for name in allowed]
            except IndexClosedError:
                continue


def is_whole(directory: Directory, mask: Mask | None, allowed: tuple[Collection, ...]) -> bool:
    """Whether a mask is exactly the allowed collections, which the index holds apart."""
    if mask is None:
        return True
    whole = directory.whole(allowed)
    return whole is not None and bool((whole == mask).all())
