"""BM25 over the encrypted full-text index."""

from __future__ import annotations

import numpy as np

from kb.search.directory import Directory, Mask
from kb.store.database import Database
from kb.store.vectors import Keys, Scores

# Weights of title, section and text in bm25(); see docs/decisions/0006-hybrid-retrieval.md.
WEIGHTS = (2.0, 1.0, 1.0)


def lexical_ranking(
    database: Database, directory: Directory, expression: str, mask: Mask | None, k: int
) -> tuple[Keys, Scores]:
    """The k best passage keys by BM25, best first, with positive scores.

    Args:
        expression: an FTS5 query, such as :attr:`kb.search.query.Query.match`.
        mask: over the directory's passages; ``None`` lets every passage through.
    """
    if not expression or not len(directory.keys):
        return np.empty(0, np.int64), np.empty(0, np.float32)
    rank = f"bm25(passages_text, {', '.join(map(str, WEIGHTS))})"
    # Pending passages are in the full text already; a few extra rows make up for dropping them.
    limit = 2 * k if mask is None else -1
    rows = database.connection.execute(
        f"SELECT rowid, {rank} AS score FROM passages_text WHERE passages_text MATCH ? "
        "ORDER BY score LIMIT ?",
        (expression, limit),
    ).fetchall()
    if not rows:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    scores = -np.array([row[1] for row in rows], dtype=np.float32)
    places = directory.positions(keys)
    keep = places >= 0
    if mask is not None:
        keep &= mask[places]
    return keys[keep][:k], scores[keep][:k]
