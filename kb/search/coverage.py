"""How much of a question's words a passage holds, of those that tell the candidates apart."""

from __future__ import annotations

import numpy as np

from kb.search.directory import Directory
from kb.search.lexical import read_phrase
from kb.search.query import Query, quoted
from kb.store.database import Database
from kb.store.vectors import Keys, Scores


def coverage(database: Database, directory: Directory, query: Query, keys: Keys) -> Scores:
    """The share of the question's terms, weighted, that each of these passages holds; shape (n,).

    BM25 lets one word that a passage repeats make up for others that it lacks; this does not. A term is held
    under any of its names. It weighs ln(1 + (n - df + 0.5) / (df + 0.5)), as in BM25, but among these n
    passages: what all of them hold tells nothing any more. Terms that stand in very many passages of a
    large library are left out.
    """
    places = directory.positions(keys)
    held = []
    for term in query.terms:
        names = quoted(term.phrases)
        postings = [read_phrase(database, directory, name) for name in names]
        known = [one for one in postings if one is not None]
        if known:
            there = [np.isin(places, posting.places) for posting in known]
            held.append(np.logical_or.reduce(there))
    if not held or not len(keys):
        return np.zeros(len(keys), dtype=np.float32)
    terms = np.stack(held).astype(np.float32)
    among = terms.sum(axis=1)
    weights = np.log(1 + (len(keys) - among + 0.5) / (among + 0.5))
    total = float(weights.sum())
    shares: Scores = (weights @ terms / total if total > 0 else terms.mean(axis=0)).astype(
        np.float32
    )
    return shares
