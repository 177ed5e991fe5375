"""Measures of a ranking against judgements.

nDCG as in Järvelin and Kekäläinen (TOIS 2002) with gain = judgement and log2 discount, which is what
trec_eval and BEIR report; recall@k is the share of the relevant documents among the first k; MRR is the
mean of 1 / rank of the first relevant one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], relevant: Mapping[str, int], k: int = 10) -> float:
    """nDCG@k of one question's ranking, 0 to 1."""
    gained = sum(
        relevant.get(one, 0) / math.log2(place + 1)
        for place, one in enumerate(ranking[:k], start=1)
    )
    ideal = sum(
        gain / math.log2(place + 1)
        for place, gain in enumerate(sorted(relevant.values(), reverse=True)[:k], start=1)
    )
    return gained / ideal if ideal else 0.0


def recall(ranking: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """recall@k of one question's ranking, 0 to 1."""
    wanted = {one for one, gain in relevant.items() if gain > 0}
    return len(wanted.intersection(ranking[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Mapping[str, int]) -> float:
    """1 / rank of the first relevant document; 0 if there is none."""
    for place, one in enumerate(ranking, start=1):
        if relevant.get(one, 0) > 0:
            return 1.0 / place
    return 0.0
