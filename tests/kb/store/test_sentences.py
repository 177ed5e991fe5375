"""Vectors of sentences: kept small, kept apart by what computed them, gone with their passage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.store.sentences import SentenceTable, SentenceVectors
from tests.fakes.documents import entry

ONE = entry("Metformin is given first. Renal function is checked.", "Then insulin.")
TWO = entry("Warfarin is steered by the INR.", source="/vka.pdf")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "catalog.db", bytes(32))
    yield made
    made.close()


@pytest.fixture
def catalog(database: Database) -> Catalog:
    made = Catalog(database)
    made.add([ONE, TWO])
    made.publish([ONE.id, TWO.id])
    return made


@pytest.fixture
def table(catalog: Catalog) -> SentenceTable:
    return SentenceTable(catalog.database)


def unit(count: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 48)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def packed(count: int) -> SentenceVectors:
    return SentenceVectors.pack([(at, at + 1) for at in range(count)], unit(count))


def test_a_byte_a_number_keeps_the_cosines() -> None:
    vectors, question = unit(200), unit(1, seed=2)[0]
    kept = SentenceVectors.pack([(0, 1)] * 200, vectors)
    assert kept.numbers.nbytes == vectors.nbytes // 4
    assert np.abs(kept.vectors @ question - vectors @ question).max() < 0.005
    assert np.allclose(np.linalg.norm(kept.vectors, axis=1), 1, atol=1e-5)


def test_what_is_written_is_read_again(table: SentenceTable) -> None:
    keys = [one.key for one in table.missing("m", 10)]
    table.write("m", [(keys[0], packed(2))])
    read = table.read(keys, "m")
    assert set(read) == {keys[0]}
    assert read[keys[0]].spans.tolist() == [[0, 1], [1, 2]]
    assert np.array_equal(read[keys[0]].numbers, packed(2).numbers)
    by_id = table.of([f"{ONE.id}-0000", f"{ONE.id}-0001", "nonsense"], "m")
    assert set(by_id) == {f"{ONE.id}-0000"}


def test_another_model_reads_nothing_and_lacks_all(table: SentenceTable) -> None:
    keys = [one.key for one in table.missing("m", 10)]
    table.write("m", [(key, packed(1)) for key in keys])
    assert table.read(keys, "other") == {}
    assert table.of([f"{ONE.id}-0000"], "other") == {}
    assert (table.count_missing("m"), table.count_missing("other")) == (0, 3)
    table.write("other", [(keys[0], packed(1))])
    assert table.count_missing("m") == 1


def test_a_passage_without_sentences_is_not_asked_for_again(table: SentenceTable) -> None:
    first = table.missing("m", 1)[0].key
    table.write("m", [(first, SentenceVectors.pack([], np.empty((0, 0), np.float32)))])
    assert table.count_missing("m") == 2
    assert table.read([first], "m") == {}


def test_pending_documents_are_not_asked_for(database: Database) -> None:
    Catalog(database).add([ONE])
    table = SentenceTable(database)
    assert table.missing("m", 10) == []
    assert table.count_missing("m") == 0


def test_missing_goes_on_behind_a_key(table: SentenceTable) -> None:
    every = [one.key for one in table.missing("m", 10)]
    assert [one.key for one in table.missing("m", 10, after=every[0])] == every[1:]


def test_vectors_go_with_their_passage(catalog: Catalog, table: SentenceTable) -> None:
    keys = [one.key for one in table.missing("m", 10)]
    table.write("m", [(key, packed(1)) for key in keys])
    catalog.remove([ONE.id])
    (count,) = catalog.database.connection.execute(
        "SELECT count(*) FROM sentence_vectors"
    ).fetchone()
    assert count == 1


def test_vectors_for_a_passage_that_left_are_let_go(catalog: Catalog, table: SentenceTable) -> None:
    keys = [one.key for one in table.missing("m", 10)]
    catalog.remove([ONE.id])
    table.write("m", [(key, packed(1)) for key in keys])
    assert set(table.read(keys, "m")) == {keys[2]}
