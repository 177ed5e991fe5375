"""Exact search over the catalog's vectors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.search.directory import load_directory
from kb.search.exact import load_exact
from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.types import Filters
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    database = Database(tmp_path / "catalog.db", bytes(32))
    yield Catalog(database)
    database.close()


def test_it_agrees_with_a_plain_reckoning_also_behind_a_mask(catalog: Catalog) -> None:
    entries = [
        entry(f"word{number} common text", source=f"/{number}.pdf", year=2000 + number)
        for number in range(20)
    ]
    entries.append(entry("word3 in a note", source="/note.md", collection="records"))
    catalog.add(entries)
    catalog.publish([one.id for one in entries])
    directory = load_directory(catalog.database, catalog.version)
    exact = load_exact(catalog, directory)
    question = FakeEmbedder().embed_question("word3 text")
    scores = np.concatenate([one.vectors for one in entries]) @ question

    keys, found = exact.query(directory, question, None, 5)
    assert found == pytest.approx(np.sort(scores)[::-1][:5])
    assert keys[0] == directory.keys[int(np.argmax(scores))]

    mask = directory.mask(("literature", "records"), Filters(year_from=2010))
    assert mask is not None
    keys, found = exact.query(directory, question, mask, 50)
    assert len(keys) == 10
    assert set(keys.tolist()) == set(directory.keys[mask].tolist())
    assert found == pytest.approx(np.sort(scores[:20][10:])[::-1])


def test_an_empty_library_or_an_empty_mask_gives_nothing(catalog: Catalog) -> None:
    directory = load_directory(catalog.database, catalog.version)
    question = FakeEmbedder().embed_question("anything")
    keys, scores = load_exact(catalog, directory).query(directory, question, None, 5)
    assert (len(keys), len(scores)) == (0, 0)

    one = entry("Words.")
    catalog.add([one])
    catalog.publish([one.id])
    directory = load_directory(catalog.database, catalog.version)
    nothing = np.zeros(1, dtype=np.bool_)
    keys, scores = load_exact(catalog, directory).query(directory, question, nothing, 5)
    assert (len(keys), len(scores)) == (0, 0)
