"""The candidates of both rankings with one score: by meaning, by words, and by what single sentences say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kb.search.closeness import nearest_sentences, nearness
from kb.search.coverage import coverage
from kb.search.dense import DenseSearch
from kb.search.directory import Directory
from kb.search.embedder import Embedder
from kb.search.fusion import blend
from kb.search.query import Query
from kb.search.sharpen import edition
from kb.settings import SearchSettings
from kb.store.rows import Vectors
from kb.store.store import Store
from kb.store.vectors import Keys, Scores


class Blending:
    """Blends what two rankings found. What each part counts is given with the settings of each call."""

    def __init__(self, store: Store, dense: DenseSearch, embedder: Callable[[], Embedder]) -> None:
        self._store = store
        self._dense = dense
        self._embedder = embedder

    def blended(
        self,
        directory: Directory,
        query: Query,
        vector: Vectors,
        dense: tuple[Keys, Scores],
        bm25: tuple[Keys, Scores],
        *,
        width: int,
        settings: SearchSettings,
    ) -> list[tuple[int, float]]:
        """The ``width`` best of each ranking, as keys with one score, best first.

        Each is scored by both: cosines that the dense ranking does not have are computed.
        """
        cosines = dict(zip(dense[0].tolist(), dense[1].tolist(), strict=True))
        worded = dict(zip(bm25[0].tolist(), bm25[1].tolist(), strict=True))
        keys = list(dict.fromkeys([*dense[0][:width].tolist(), *bm25[0][:width].tolist()]))
        lacking = [key for key in keys if key not in cosines]
        cosines |= self._dense.cosines(directory, vector, lacking)
        keys = [key for key in keys if key in cosines]
        near = np.array([cosines[key] for key in keys], dtype=np.float32)
        if settings.sentence_weight > 0:
            sentences = self._store.sentences.read(keys, edition(self._embedder().fingerprint))
            nearest = nearest_sentences(sentences, keys, vector)
            near = nearness(near, nearest, sentence_weight=settings.sentence_weight)
        covered = None
        if settings.coverage_weight > 0:
            candidates = np.array(keys, dtype=np.int64)
            covered = coverage(self._store.database, directory, query, candidates)
        scores = blend(
            near,
            np.array([worded.get(key, 0.0) for key in keys], dtype=np.float32),
            covered,
            dense_weight=settings.dense_weight,
            coverage_weight=settings.coverage_weight,
        )
        order = np.argsort(-scores, kind="stable")
        return [(keys[place], float(scores[place])) for place in order.tolist()]
