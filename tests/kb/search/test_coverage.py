"""How much of the question a passage holds."""

from __future__ import annotations

import numpy as np
import pytest

from kb.library import Library
from kb.search.coverage import coverage
from kb.search.hybrid import FINGERPRINT
from kb.search.query import prepare
from kb.store.vectors import Scores
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

ENTRIES = [
    entry("Metformin in diabetes. Metformin. Metformin. Metformin.", source="/often.pdf"),
    entry("Metformin in pregnancy with diabetes.", source="/both.pdf"),
    entry("Insulin in diabetes.", source="/insulin.pdf"),
]


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


def covered(library: Library, question: str, keys: list[int] | None = None) -> Scores:
    directory = library.searcher.directory()
    wanted = directory.keys if keys is None else np.array(keys, dtype=np.int64)
    return coverage(library.store.database, directory, prepare(question), wanted)


def test_repeating_a_word_makes_up_for_none(filled: Library) -> None:
    often, both, insulin = covered(filled, "metformin pregnancy").tolist()
    assert both == pytest.approx(1)
    assert 0 < often < 0.5
    assert insulin == 0


def test_a_word_that_all_hold_tells_little(filled: Library) -> None:
    often, _, insulin = covered(filled, "metformin diabetes").tolist()
    assert often == pytest.approx(1)
    assert insulin < 0.3


def test_words_of_no_passage_and_no_passages_are_no_error(filled: Library) -> None:
    # An unknown word is a word that is lacking.
    assert covered(filled, "xylophone").tolist() == [0, 0, 0]
    assert covered(filled, "metformin xylophone").max() < 1
    assert len(covered(filled, "metformin", [])) == 0
    assert covered(filled, "?!").tolist() == [0, 0, 0]


def test_a_passage_that_is_gone_covers_nothing(filled: Library) -> None:
    assert covered(filled, "metformin", [10**6]).tolist() == [0]
