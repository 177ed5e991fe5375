"""Merging rankings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.store.vectors import Keys


def fuse(rankings: Sequence[Keys], *, k: int = 60) -> list[tuple[int, float]]:
    """Merge rankings by reciprocal rank; return keys with fused scores, best first.

    A passage scores the sum of 1 / (k + rank) over the rankings that hold it, so that no scale has to
    be matched between cosine and BM25 (Cormack, Clarke, Büttcher, SIGIR 2009). Ties keep the order of
    first appearance.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(np.asarray(ranking).tolist(), start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
