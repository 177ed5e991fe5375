"""How near passages are to a question: each as a whole, and by its nearest sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kb.search.exact import cosines_of
from kb.store.rows import Vectors
from kb.store.sentences import SentenceVectors, as_unit
from kb.store.vectors import Scores


def nearest_sentences(
    sentences: Mapping[int, SentenceVectors], keys: Sequence[int], question: Vectors
) -> Scores:
    """The cosine of each passage's nearest sentence; NaN for passages without vectors; shape (n,).

    Args:
        sentences: by passage key.
        question: a unit vector, shape (dimension,).
    """
    nearest = np.full(len(keys), np.nan, dtype=np.float32)
    held = [place for place, key in enumerate(keys) if key in sentences]
    if not held:
        return nearest
    parts = [sentences[keys[place]].numbers for place in held]
    cosines = cosines_of(as_unit(np.concatenate(parts)), question)
    starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
    nearest[held] = np.maximum.reduceat(cosines, starts)
    return nearest


def nearness(whole: Scores, nearest: Scores, *, sentence_weight: float) -> Scores:
    """The passage as a whole and its nearest sentence as one; the whole alone where that is all there is.

    Args:
        whole: cosines of passages, shape (n,).
        nearest: of :func:`nearest_sentences`.
        sentence_weight: 0 to 1, what the sentence counts.
    """
    both = (1 - sentence_weight) * whole + sentence_weight * nearest
    found: Scores = np.where(np.isnan(nearest), whole, both).astype(np.float32)
    return found
