"""BM25 over the encrypted full-text index."""

from __future__ import annotations

import numpy as np

from kb.search.directory import Directory, Mask
from kb.search.first import first
from kb.search.postings import Posting
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

    How rare a phrase is, and how long a passage usually is, is reckoned over the whole library: a passage's
    own words score the same whatever the mask, which only says among which passages the best are taken.

    Args:
        mask: over the directory's passages; ``None`` lets every passage through.
        names_weight: 0 to 1, what the other names count.
    """
    own, named = query.own, query.phrases
    worded = _summed(database, directory, own)
    renamed = worded
    if names_weight > 0 and set(named) != set(own):
        renamed = _summed(database, directory, named)
    places = np.flatnonzero(worded if renamed is worded else np.maximum(worded, renamed))
    if mask is not None:
        places = places[mask[places]]
    scores = worded[places]
    if renamed is not worded and len(places):
        highest = scores.max()
        lacking = 1 - scores / highest if highest > 0 else np.ones_like(scores)
        added = np.maximum(renamed[places] - scores, 0)
        scores = scores + np.float32(names_weight) * lacking * added
    kept = np.flatnonzero(scores > 0)
    best = kept[first(scores[kept], k)]
    return directory.keys[places[best]], scores[best]


def _summed(database: Database, directory: Directory, phrases: tuple[str, ...]) -> Scores:
    """What all phrases together give each passage of the directory; shape (passages,).

    ``bm25()`` of phrases that are OR-ed is the sum of what each gives alone (SQLite, FTS5, section 5.1.1),
    so that each has to be read once only, whatever else is asked and whatever may be found.
    """
    total = np.zeros(len(directory.keys), dtype=np.float32)
    for posting in read_postings(database, directory, phrases):
        total[posting.places] += posting.scores
    return total


def read_postings(
    database: Database, directory: Directory, phrases: tuple[str, ...]
) -> list[Posting]:
    """Where each of these phrases stands; without very frequent ones while two others remain."""
    most = max(COMMON_PASSAGES, int(COMMON_SHARE * len(directory.keys)))
    if len(directory.keys) > most:
        read = [_rare(database, directory, one, most) for one in phrases]
        rare = [one for one in read if one is not None]
        if len(rare) >= FEWEST_PHRASES:
            return rare
    return [_whole(database, directory, one) for one in phrases]


def read_phrase(database: Database, directory: Directory, phrase: str) -> Posting | None:
    """Where a phrase stands; ``None`` if that is in very many passages of a large library."""
    most = max(COMMON_PASSAGES, int(COMMON_SHARE * len(directory.keys)))
    if len(directory.keys) > most:
        return _rare(database, directory, phrase, most)
    return _whole(database, directory, phrase)


def _rare(database: Database, directory: Directory, phrase: str, most: int) -> Posting | None:
    """The posting of a phrase, or ``None`` if it stands in more than ``most`` passages."""
    kept = directory.postings
    if kept.is_common(phrase):
        return None
    if kept.get(phrase) is None and _count(database, phrase, most + 1) > most:
        kept.know_common(phrase)
        return None
    return _whole(database, directory, phrase)


def _whole(database: Database, directory: Directory, phrase: str) -> Posting:
    found = directory.postings.get(phrase)
    if found is None:
        found = directory.postings.keep(phrase, _posting(directory, _rows(database, phrase)))
    return found


def _count(database: Database, phrase: str, most: int) -> int:
    """How many passages hold a phrase, ``most`` if there are more: a tenth of what scoring them costs."""
    (count,) = database.connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM passages_text WHERE passages_text MATCH ? LIMIT ?)",
        (phrase, most),
    ).fetchone()
    return int(count)


def _rows(database: Database, phrase: str) -> list[tuple[int, float]]:
    """The keys of passages that hold a phrase, with its BM25, lower for better."""
    rank = f"bm25(passages_text, {', '.join(map(str, WEIGHTS))})"
    rows: list[tuple[int, float]] = database.connection.execute(
        f"SELECT rowid, {rank} FROM passages_text WHERE passages_text MATCH ?", (phrase,)
    ).fetchall()
    return rows


def _posting(directory: Directory, rows: list[tuple[int, float]]) -> Posting:
    """The same by places, without passages that are pending, hidden or gone."""
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 2)
    places = directory.positions(table[:, 0].astype(np.int64))
    held = places >= 0
    return Posting(places[held].astype(np.int32), -table[held, 1].astype(np.float32))
