"""Passages with their documents, and where each of two rankings had them."""

from __future__ import annotations

from collections.abc import Sequence

from kb.store.catalog import Catalog
from kb.store.vectors import Keys, Scores
from kb.types import Hit


def hits_of(
    catalog: Catalog,
    ranked: Sequence[tuple[int, float]],
    dense: tuple[Keys, Scores],
    bm25: tuple[Keys, Scores],
) -> tuple[Hit, ...]:
    """The hits of a ranking, given by keys and scores, best first; those that left meanwhile are left out.

    Args:
        dense: the ranking by cosine that it came from.
        bm25: the ranking by BM25.
    """
    known = catalog.passages_by_key([key for key, _ in ranked])
    ranks = [
        {
            key: (rank, float(score))
            for rank, (key, score) in enumerate(zip(keys.tolist(), scores, strict=True), 1)
        }
        for keys, scores in (dense, bm25)
    ]
    hits: list[Hit] = []
    for key, score in ranked:
        if key not in known:
            continue
        passage, document = known[key]
        dense_rank, dense_score = ranks[0].get(key, (None, None))
        bm25_rank, bm25_score = ranks[1].get(key, (None, None))
        hits.append(
            Hit(
                rank=len(hits) + 1,
                score=score,
                passage=passage,
                document=document,
                dense_rank=dense_rank,
                dense_score=dense_score,
                bm25_rank=bm25_rank,
                bm25_score=bm25_score,
            )
        )
    return tuple(hits)
