"""Stored vectors, read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.store.embeddings import Embeddings
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

TEXTS = [f"Passage about subject{number}." for number in range(7)]
ENTRIES = [entry(text, source=f"/{text}.pdf") for text in TEXTS]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    database = Database(tmp_path / "catalog.db", bytes(32))
    catalog = Catalog(database)
    catalog.add(ENTRIES)
    catalog.publish([one.id for one in ENTRIES])
    yield catalog
    database.close()


def read(embeddings: Embeddings, keys: list[int]) -> dict[int, list[float]]:
    return {
        key: vector.tolist()
        for found, vectors in embeddings.chosen(np.array(keys, dtype=np.int64))
        for key, vector in zip(found.tolist(), vectors, strict=True)
    }


def test_chosen_vectors_are_those_that_were_stored(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = catalog.passage_keys()
    expected = dict(
        zip(keys, [FakeEmbedder().embed_question(text).tolist() for text in TEXTS], strict=True)
    )
    assert read(catalog.embeddings, keys) == expected
    some = [keys[1], keys[5]]
    assert read(catalog.embeddings, some) == {key: expected[key] for key in some}
    monkeypatch.setattr("kb.store.embeddings.BATCH", 3)
    assert read(catalog.embeddings, keys) == expected


def test_vectors_that_are_not_here_are_passed_over(catalog: Catalog) -> None:
    keys = catalog.passage_keys()
    catalog.remove([ENTRIES[0].id])
    assert set(read(catalog.embeddings, [*keys, 9_999])) == set(keys[1:])
    assert read(catalog.embeddings, [9_999]) == read(catalog.embeddings, []) == {}
