"""Merging rankings: by score, which is what search does, and by rank, which it is measured against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kb.store.vectors import Keys, Scores


def blend(
    cosines: Scores,
    lexical: Scores,
    coverage: Scores | None = None,
    *,
    dense_weight: float,
    coverage_weight: float = 0.0,
) -> npt.NDArray[np.float32]:
    """One score from 0 to 1 for each candidate: a convex combination, each part brought to that scale.

    Cosines are stretched from the candidates' lowest to their highest, BM25 scores divided by the
    highest, as nothing scores below a text without any of the words (Bruch, Gai, Ingber, TOIS 2023,
    compare such scales). Unlike ranks, the scores keep how far the best stands out.

    Args:
        cosines: of every candidate with the question, shape (n,).
        lexical: BM25 of the same candidates, 0 where none of the words stands there.
        coverage: the share of the question's words that each holds, 0 to 1.
        dense_weight: 0 to 1, what the cosines count against BM25.
        coverage_weight: 0 to 1, what the coverage counts against both.
    """
    if not len(cosines):
        return np.empty(0, np.float32)
    spread = float(cosines.max() - cosines.min())
    near = (cosines - cosines.min()) / spread if spread > 0 else np.ones_like(cosines)
    most = float(lexical.max())
    worded = lexical / most if most > 0 else np.zeros_like(lexical)
    scores = dense_weight * near + (1 - dense_weight) * worded
    if coverage is not None:
        scores = (1 - coverage_weight) * scores + coverage_weight * coverage
    blended: npt.NDArray[np.float32] = scores.astype(np.float32)
    return blended


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
