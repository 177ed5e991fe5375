"""How sure a measured difference is: bootstrap intervals and a paired randomisation test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

DRAWS = 10_000
INTERVAL_DRAWS = 1_000
SEED = 7


def interval(values: Sequence[float]) -> list[float]:
    """A 95 % percentile bootstrap interval of the mean (Efron 1979), 1,000 draws, fixed seed."""
    draws = np.random.default_rng(SEED).choice(
        np.asarray(values, dtype=float), (INTERVAL_DRAWS, len(values))
    )
    return [round(float(edge), 4) for edge in np.percentile(draws.mean(axis=1), (2.5, 97.5))]


def paired_p(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Two-sided p of the mean difference of two configurations over the same questions.

    Fisher's randomisation test, which Smucker, Allan and Carterette (CIKM 2007) advise for retrieval:
    how often random swaps of each pair give a difference at least as large; 10,000 swaps, fixed seed. The
    observed one counts as one of them, so that p is never 0.

    Raises:
        ValueError: the two are not of the same length.
    """
    differences = np.asarray(ours, dtype=float) - np.asarray(theirs, dtype=float)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    generator = np.random.default_rng(SEED)
    observed = abs(float(differences.sum()))
    larger = 0
    for _ in range(DRAWS // 500):
        signs = generator.choice((-1.0, 1.0), (500, len(differences)))
        larger += int((np.abs(signs @ differences) >= observed - 1e-12).sum())
    return round((larger + 1) / (DRAWS + 1), 4)
