"""The audit of index against catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.store.audit import audit
from kb.store.store import Store
from tests.fakes.documents import entry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "home", tmp_path / "key")
    entries = [entry(f"Trial {n} of drug{n} in people.", source=f"/{n}.pdf") for n in range(30)]
    store.catalog.add(entries)
    store.publish([one.id for one in entries])
    yield store
    store.close()


def keys(store: Store) -> list[int]:
    return [key for batch in store.catalog.embeddings.every("literature") for key in batch.keys]


def test_a_sound_index_passes(store: Store) -> None:
    found = audit(store.catalog, store.index(), "literature")
    assert found.sound
    assert (found.catalogued, found.indexed, found.asked) == (30, 30, 30)
    assert audit(store.catalog, store.index(), "records").asked == 0


def test_a_vector_that_left_behind_the_catalogs_back_is_missing(store: Store) -> None:
    store.index().delete("literature", keys(store)[3:5])
    found = audit(store.catalog, store.index(), "literature")
    assert (found.missing, found.orphaned, found.lost) == (2, 0, 0)
    assert not found.sound


def test_a_vector_that_nobody_owns_is_orphaned(store: Store) -> None:
    store.index().upsert("literature", [10_000], np.ones((1, 64), dtype=np.float32))
    assert audit(store.catalog, store.index(), "literature").orphaned == 1


def test_a_vector_that_was_overwritten_does_not_find_itself(store: Store) -> None:
    store.index().upsert("literature", keys(store)[:1], -np.ones((1, 64), dtype=np.float32))
    found = audit(store.catalog, store.index(), "literature")
    assert (found.missing, found.orphaned, found.lost) == (0, 0, 1)


def test_pending_and_leaving_vectors_are_no_orphans(store: Store) -> None:
    pending = entry("Pending.", source="/pending.pdf")
    store.catalog.add([pending])
    (batch,) = store.catalog.embeddings.of([pending.id])
    store.index().upsert("literature", batch.keys, batch.vectors)
    store.catalog.remove([store.catalog.documents(["literature"])[0].id])
    assert audit(store.catalog, store.index(), "literature").sound


def test_equal_vectors_are_not_lost_behind_each_other(store: Store) -> None:
    letters = entry(*["A form letter that many got."] * 12, source="/l.pdf", collection="records")
    store.catalog.add([letters])
    store.publish([letters.id])
    assert audit(store.catalog, store.index(), "records").sound


def test_a_large_library_is_asked_by_sample(store: Store) -> None:
    found = audit(store.catalog, store.index(), "literature", most=7)
    assert (found.asked, found.sound) == (7, True)
    assert audit(store.catalog, store.index(), "literature", most=0).asked == 0
    assert audit(store.catalog, store.index(), "literature", only=keys(store)[:4]).asked == 4
