"""BM25 over the encrypted full-text index."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kb.search.directory import Directory, Mask
from kb.search.query import Query
from kb.store.database import Database
from kb.store.vectors import Keys, Scores

# Weights of title, section and text in bm25(); see docs/decisions/0006-hybrid-retrieval.md.
WEIGHTS = (2.0, 1.0, 1.0)
# A phrase in more passages than this, and in more than this share, tells little and costs most.
COMMON_PASSAGES = 2000
COMMON_SHARE = 0.05
FEWEST_PHRASES = 2


def lexical_ranking(
    database: Database,
    directory: Directory,
    query: Query,
    mask: Mask | None,
    k: int,
    *,
    names_weight: float,
) -> tuple[Keys, Scores]:
    """The k best passage keys by BM25, best first, with positive scores.

    A passage scores what the question's own words give it. What other names of its terms would add counts
    the more, the more a passage lacks of the best one's score: a term that is there under its own name is
    not counted twice. In a large library, phrases that stand in very many passages are left out while
    two others remain.

    Args:
        mask: over the directory's passages; ``None`` lets every passage through.
        names_weight: 0 to 1, what the other names count.
    """
    own, named = query.own, query.phrases
    worded = dict(_scored(_ranking(database, directory, own, mask, k)))
    if names_weight > 0 and set(named) != set(own):
        highest = max(worded.values(), default=0.0)
        for key, score in _scored(_ranking(database, directory, named, mask, k)):
            before = worded.get(key, 0.0)
            lacking = 1 - before / highest if highest else 1.0
            worded[key] = before + names_weight * lacking * max(0.0, score - before)
    best = sorted(worded.items(), key=lambda item: (-item[1], item[0]))[:k]
    return (
        np.array([key for key, _ in best], dtype=np.int64),
        np.array([score for _, score in best], dtype=np.float32),
    )


def _scored(ranking: tuple[Keys, Scores]) -> Iterator[tuple[int, float]]:
    keys, scores = ranking
    return zip(keys.tolist(), scores.tolist(), strict=True)


def _ranking(
    database: Database,
    directory: Directory,
    phrases: tuple[str, ...],
    mask: Mask | None,
    k: int,
) -> tuple[Keys, Scores]:
    nothing = np.empty(0, np.int64), np.empty(0, np.float32)
    expression = _expression(database, directory, phrases)
    allowed = len(directory.keys) if mask is None else int(mask.sum())
    if not expression or not allowed:
        return nothing
    # Passages that are pending or masked are dropped afterwards: ask for as many more, and for all
    # where that was too few.
    for limit in (int(1.5 * k * len(directory.keys) / allowed) + k, -1):
        keys, scores = _best(database, expression, limit)
        places = directory.positions(keys)
        keep = places >= 0
        if mask is not None:
            keep &= mask[places]
        if len(keys) < limit or int(keep.sum()) >= k:
            break
    return keys[keep][:k], scores[keep][:k]


def _best(database: Database, expression: str, limit: int) -> tuple[Keys, Scores]:
    rank = f"bm25(passages_text, {', '.join(map(str, WEIGHTS))})"
    rows = database.connection.execute(
        f"SELECT rowid, {rank} AS score FROM passages_text WHERE passages_text MATCH ? "
        "ORDER BY score LIMIT ?",
        (expression, limit),
    ).fetchall()
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    return keys, -np.array([row[1] for row in rows], dtype=np.float32)


def _expression(database: Database, directory: Directory, phrases: tuple[str, ...]) -> str:
    most = max(COMMON_PASSAGES, int(COMMON_SHARE * len(directory.keys)))
    if len(directory.keys) > most:
        rare = [one for one in phrases if not _is_common(database, directory, one, most)]
        if len(rare) >= FEWEST_PHRASES:
            phrases = tuple(rare)
    return " OR ".join(phrases)


def _is_common(database: Database, directory: Directory, phrase: str, most: int) -> bool:
    known = directory.common.get(phrase)
    if known is None:
        (count,) = database.connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM passages_text WHERE passages_text MATCH ? LIMIT ?)",
            (phrase, most + 1),
        ).fetchone()
        known = directory.common[phrase] = int(count) > most
    return known
