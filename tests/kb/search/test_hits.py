"""Hits made of keys."""

from __future__ import annotations

import numpy as np
import pytest

from kb.library import Library
from kb.search.hits import hits_of
from kb.store.vectors import Keys, Scores
from tests.fakes.documents import entry

NOTHING = (np.empty(0, np.int64), np.empty(0, np.float32))
ENTRIES = [entry(f"Passage of work {number}.", source=f"/{number}.pdf") for number in range(3)]


@pytest.fixture
def keys(library: Library) -> list[int]:
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    found: list[int] = library.searcher.directory().keys.tolist()
    return found


def ranking(*pairs: tuple[int, float]) -> tuple[Keys, Scores]:
    return np.array([key for key, _ in pairs]), np.array([score for _, score in pairs], np.float32)


def test_a_hit_tells_where_each_ranking_had_it(library: Library, keys: list[int]) -> None:
    first, second, third = keys
    hits = hits_of(
        library.store.catalog,
        [(second, 0.9), (first, 0.5), (third, 0.1)],
        ranking((first, 0.8), (second, 0.5)),
        ranking((third, 7.5)),
    )
    assert [(hit.rank, hit.score) for hit in hits] == [(1, 0.9), (2, 0.5), (3, 0.1)]
    assert [hit.dense_rank for hit in hits] == [2, 1, None]
    assert [hit.bm25_rank for hit in hits] == [None, None, 1]
    assert [hit.dense_score for hit in hits] == [0.5, pytest.approx(0.8), None]
    assert hits[2].bm25_score == 7.5
    assert hits[0].passage.text == "Passage of work 1."


def test_what_left_meanwhile_takes_no_rank(library: Library, keys: list[int]) -> None:
    first, second, _ = keys
    catalog = library.store.catalog
    catalog.remove([ENTRIES[0].id])
    hits = hits_of(catalog, [(first, 0.9), (10_000, 0.8), (second, 0.7)], NOTHING, NOTHING)
    assert [(hit.rank, hit.document.id) for hit in hits] == [(1, ENTRIES[1].id)]
    assert hits_of(catalog, [], NOTHING, NOTHING) == ()
