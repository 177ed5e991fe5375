"""What is kept of phrases between questions."""

from __future__ import annotations

import numpy as np

from kb.search.postings import Posting, Postings


def posting(size: int) -> Posting:
    return Posting(np.arange(size, dtype=np.int32), np.ones(size, dtype=np.float32))


def test_what_is_kept_is_found_again() -> None:
    kept, one = Postings(), posting(3)
    assert kept.get("a") is None
    assert kept.keep("a", one) is one
    assert kept.get("a") is one
    assert kept.size == 3


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept = Postings(most=10)
    for name in ("a", "b"):
        kept.keep(name, posting(5))
    kept.get("a")
    kept.keep("c", posting(5))
    assert [kept.get(name) is not None for name in ("a", "b", "c")] == [True, False, True]
    assert kept.size == 10


def test_one_that_is_larger_than_all_room_is_kept_alone() -> None:
    kept = Postings(most=10)
    kept.keep("a", posting(5))
    kept.keep("large", posting(50))
    assert (kept.get("a"), kept.size) == (None, 50)
    kept.keep("b", posting(1))
    assert (kept.get("large"), kept.size) == (None, 1)


def test_keeping_a_phrase_twice_counts_it_once() -> None:
    kept = Postings()
    kept.keep("a", posting(5))
    kept.keep("a", posting(4))
    assert kept.size == 4


def test_common_phrases_are_known_by_name_alone() -> None:
    kept = Postings()
    assert not kept.is_common("patients")
    kept.know_common("patients")
    assert kept.is_common("patients")
    assert kept.size == 0
