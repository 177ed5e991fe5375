"""The first few of many by score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def first(scores: npt.NDArray[np.float32], k: int) -> npt.NDArray[np.int64]:
    """Where the k highest scores stand, the highest first; of equal ones those that stand first."""
    if k <= 0:
        return np.empty(0, np.int64)
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    found: npt.NDArray[np.int64] = places[np.argsort(-scores[places], kind="stable")][:k]
    return found
