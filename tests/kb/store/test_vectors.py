"""The Chroma folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.store.vectors import ChromaIndex, IndexClosedError, remove_index

EAST, NORTH, WEST = [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]


def vectors(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ChromaIndex]:
    index = ChromaIndex(tmp_path / "index")
    yield index
    index.close()


def test_the_nearest_come_first_with_their_cosines(index: ChromaIndex) -> None:
    index.upsert("literature", [7, 8, 9], vectors(EAST, NORTH, WEST))
    keys, scores = index.query("literature", np.array([0.6, 0.8], np.float32), 3)
    assert keys.tolist() == [8, 7, 9]
    assert scores == pytest.approx([0.8, 0.6, -0.6], abs=1e-5)


def test_collections_are_apart(index: ChromaIndex) -> None:
    index.upsert("literature", [1], vectors(EAST))
    index.upsert("records", [2], vectors(EAST))
    keys, _ = index.query("literature", np.array(EAST, np.float32), 5)
    assert keys.tolist() == [1]
    assert (index.count("literature"), index.count("records")) == (1, 1)


def test_an_empty_collection_gives_nothing(index: ChromaIndex) -> None:
    keys, scores = index.query("records", np.array(EAST, np.float32), 5)
    assert (len(keys), len(scores)) == (0, 0)


def test_writing_a_key_again_overwrites_it(index: ChromaIndex) -> None:
    index.upsert("literature", [1, 2], vectors(EAST, NORTH))
    index.upsert("literature", [1], vectors(WEST))
    keys, scores = index.query("literature", np.array(WEST, np.float32), 1)
    assert (keys.tolist(), index.count("literature")) == ([1], 2)
    assert scores == pytest.approx([1.0])


def test_deleting_takes_out_and_ignores_the_unknown(index: ChromaIndex) -> None:
    index.upsert("literature", [1, 2], vectors(EAST, NORTH))
    index.delete("literature", [1, 99])
    index.delete("literature", [])
    keys, _ = index.query("literature", np.array(EAST, np.float32), 5)
    assert keys.tolist() == [2]


def test_more_than_one_batch_goes_in_and_out(
    index: ChromaIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.store.vectors.BATCH", 3)
    turns = np.linspace(0, np.pi, 10)
    rows = np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)
    index.upsert("literature", list(range(10)), rows)
    for key, row in enumerate(rows):
        assert index.query("literature", row, 1)[0].tolist() == [key]
    index.delete("literature", list(range(8)))
    assert index.count("literature") == 2


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    first = ChromaIndex(tmp_path / "index")
    first.upsert("literature", [5], vectors(NORTH))
    first.close()
    second = ChromaIndex(tmp_path / "index")
    assert second.query("literature", np.array(NORTH, np.float32), 1)[0].tolist() == [5]
    second.close()


def test_a_closed_index_says_so_and_its_folder_can_go(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "index")
    index.upsert("literature", [5], vectors(NORTH))
    index.close()
    with pytest.raises(IndexClosedError):
        index.query("literature", np.array(NORTH, np.float32), 1)
    remove_index(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_closing_waits_for_the_queries_in_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = ChromaIndex(tmp_path / "index")
    index.upsert("literature", [5], vectors(NORTH))
    asked, go_on = threading.Event(), threading.Event()
    chroma = index._collections["literature"]

    class Slow:
        def query(self, **wanted: object) -> object:
            asked.set()
            assert go_on.wait(30)
            return chroma.query(**wanted)

    monkeypatch.setitem(index._collections, "literature", Slow())
    found = []
    query = threading.Thread(
        target=lambda: found.append(index.query("literature", np.array(NORTH, np.float32), 1))
    )
    query.start()
    assert asked.wait(30)
    closing = threading.Thread(target=index.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    go_on.set()
    query.join()
    closing.join()
    assert found[0][0].tolist() == [5]


def test_its_files_are_readable_by_their_owner_only(index: ChromaIndex) -> None:
    index.upsert("literature", [1], vectors(EAST))
    paths = [index.folder, *index.folder.rglob("*")]
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in paths} == {
        path.name: "0o0" for path in paths
    }
