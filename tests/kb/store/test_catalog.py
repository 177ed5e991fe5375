"""Documents in the catalog: in two steps, out without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.errors import NotFound
from kb.store.catalog import Catalog, document_id
from kb.store.database import Database
from kb.store.entries import NewDocument
from kb.types import COLLECTIONS
from tests.fakes.documents import EDITION, entry

KEY = bytes(32)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    database = Database(tmp_path / "catalog.db", KEY)
    yield Catalog(database)
    database.close()


def put(catalog: Catalog, *entries: NewDocument) -> list[str]:
    """Add and publish; return what was replaced."""
    catalog.add(entries)
    return catalog.publish([one.id for one in entries])


def shown(catalog: Catalog) -> set[str]:
    return {one.id for one in catalog.documents(COLLECTIONS)}


def test_a_pending_document_is_invisible_everywhere(catalog: Catalog) -> None:
    one = entry("Metformin comes first.")
    catalog.add([one])
    assert catalog.pending() == [one.id]
    assert shown(catalog) == set()
    assert catalog.document(one.id) is None
    assert catalog.passages(one.id) == []
    assert catalog.passage(one.passages[0].id) is None
    assert not catalog.find(one.id)
    assert catalog.counts() == {}
    assert list(catalog.embeddings.every("literature")) == []
    (stored,) = catalog.embeddings.of([one.id])
    assert catalog.passages_by_key(stored.keys) == {}


def test_a_published_document_shows_what_was_read(catalog: Catalog) -> None:
    one = entry("Metformin comes first.", "Then others.", title="Diabetes", year=2022)
    assert put(catalog, one) == []
    info = catalog.document(one.id)
    assert info is not None
    assert (info.title, info.metadata.year, info.metadata.authors) == (
        "Diabetes",
        2022,
        ("Jane A. Smith",),
    )
    assert (info.source, info.passages, info.pages) == ("/papers/one.pdf", 2, 1)
    passages = catalog.passages(one.id)
    assert [passage.text for passage in passages] == ["Metformin comes first.", "Then others."]
    # Boxes are kept to a tenth of a point.
    assert passages[0].lines[0].box == replace(
        one.passages[0].lines[0].box, x0=72.0, y0=90.1, y1=104.2
    )
    assert replace(passages[1], lines=()) == replace(one.passages[1], lines=())
    assert catalog.passage(one.passages[1].id) == passages[1]
    assert catalog.counts() == {"literature": (1, 2)}
    assert catalog.pending() == []


def test_vectors_come_back_as_they_went_in(catalog: Catalog) -> None:
    one, two = (
        entry("First."),
        entry("Second.", "Third.", source="/notes/a.md", collection="records"),
    )
    put(catalog, one, two)
    batches = {batch.collection: batch for batch in catalog.embeddings.of([one.id, two.id])}
    assert np.array_equal(batches["literature"].vectors, one.vectors)
    assert np.array_equal(batches["records"].vectors, two.vectors)
    (every,) = catalog.embeddings.every("records")
    assert every.keys == batches["records"].keys


def test_vectors_are_read_in_batches(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.store.embeddings.BATCH", 2)
    one = entry(*(f"Passage {number}." for number in range(5)))
    put(catalog, one)
    batches = list(catalog.embeddings.every("literature"))
    assert [len(batch.keys) for batch in batches] == [2, 2, 1]
    assert np.array_equal(np.concatenate([batch.vectors for batch in batches]), one.vectors)


def test_a_changed_file_replaces_its_document(catalog: Catalog) -> None:
    old, new = entry("Aspirin for all."), entry("Aspirin for some.")
    put(catalog, old)
    keys = catalog.embeddings.of([old.id])[0].keys
    catalog.add([new])
    assert shown(catalog) == {old.id}, "the old state stands until the new one is complete"
    assert catalog.publish([new.id]) == [old.id]
    assert shown(catalog) == {new.id}
    assert catalog.unindexed() == {"literature": keys}
    assert catalog.embeddings.of([old.id]) == []
    catalog.clear_unindexed(keys)
    assert catalog.unindexed() == {}


def test_a_document_stays_while_any_file_holds_it(catalog: Catalog) -> None:
    one = entry("The same words.", source="/a.txt")
    put(catalog, one)
    assert catalog.point("/b.txt", "literature", "/b.txt", one.id) == []
    changed = entry("Other words.", source="/a.txt")
    assert put(catalog, changed) == []
    assert shown(catalog) == {one.id, changed.id}
    assert put(catalog, entry("Third words.", source="/b.txt")) == [one.id]


def test_the_same_content_in_both_collections_is_two_documents(catalog: Catalog) -> None:
    one, two = entry("Words."), entry("Words.", collection="records")
    assert one.id != two.id
    put(catalog, one, two)
    assert catalog.counts() == {"literature": (1, 1), "records": (1, 1)}
    assert [info.id for info in catalog.documents(["records"])] == [two.id]


def test_adding_what_is_pending_already_adds_nothing(catalog: Catalog) -> None:
    one = entry("Words.", source="/a.txt")
    catalog.add([one])
    catalog.add([one, entry("Words.", source="/b.txt")])
    assert catalog.pending() == [one.id]
    catalog.publish([one.id])
    assert catalog.counts() == {"literature": (1, 1)}
    assert catalog.source_document("/b.txt", "literature") == one.id


def test_another_edition_of_the_reader_replaces_what_the_old_one_read(catalog: Catalog) -> None:
    old = entry("Words.")
    put(catalog, old)
    identity = document_id(old.document.sha256, "literature", "newer")
    passages = [replace(one, id=f"{identity}-0000", document_id=identity) for one in old.passages]
    assert put(catalog, replace(old, id=identity, passages=passages, edition="newer")) == [old.id]
    assert shown(catalog) == {identity}


def test_removing_forgets_text_full_text_vectors_and_sources(catalog: Catalog) -> None:
    one, other = entry("Zanzibarov improved.", source="/a.txt"), entry("Others.", source="/b.txt")
    put(catalog, one, other)
    keys = catalog.embeddings.of([one.id])[0].keys
    catalog.remove([one.id, "unknown"])
    catalog.compact()
    assert shown(catalog) == {other.id}
    assert catalog.unindexed() == {"literature": keys}
    assert catalog.source_document("/a.txt", "literature") is None
    connection = catalog.database.connection
    for table, count in (("documents", 1), ("passages", 1), ("vectors", 1), ("sources", 1)):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,), table
    matches = "SELECT count(*) FROM passages_text WHERE passages_text MATCH ?"
    assert connection.execute(matches, ("zanzibarov",)).fetchone() == (0,)
    segments = connection.execute("SELECT block FROM passages_text_data").fetchall()
    assert not any(b"zanzibarov" in block for (block,) in segments)
    assert any(b"other" in block for (block,) in segments)


def test_a_claim_that_a_killed_run_left_is_finished_like_a_pending_document(
    catalog: Catalog,
) -> None:
    one = entry("Metformin comes first.")
    put(catalog, one)
    again = replace(one, document=replace(one.document, source="/copy.pdf"), container="/copy.pdf")
    catalog.add([again])
    assert catalog.pending() == [one.id]
    catalog.publish(catalog.pending())
    assert catalog.pending() == []
    assert catalog.source_document("/copy.pdf", "literature") == one.id


def test_a_claim_that_a_killed_run_left_does_not_hold_what_is_removed(catalog: Catalog) -> None:
    one = entry("Metformin comes first.")
    put(catalog, one)
    catalog.add([one])
    catalog.remove([one.id])
    assert shown(catalog) == set()
    catalog.publish([one.id])
    assert shown(catalog) == set()


def test_no_source_can_point_at_what_was_just_removed(catalog: Catalog) -> None:
    one = entry("Metformin comes first.")
    put(catalog, one)
    catalog.remove([one.id])
    with pytest.raises(NotFound):
        catalog.point("/copy.pdf", "literature", "/copy.pdf", one.id)


def test_a_file_of_many_documents_is_known_once_it_was_read_to_its_end(catalog: Catalog) -> None:
    lines = [
        entry(f"Abstract {number}.", source=f"/c.jsonl#{number}", container="/c.jsonl")
        for number in range(3)
    ]
    put(catalog, *lines)
    assert not catalog.containers.known("/c.jsonl", "literature", "hash", EDITION)
    assert catalog.containers.finish("/c.jsonl", "literature", "hash", EDITION, []) == []
    assert catalog.containers.known("/c.jsonl", "literature", "hash", EDITION)
    assert not catalog.containers.known("/c.jsonl", "literature", "other hash", EDITION)
    assert not catalog.containers.known("/c.jsonl", "literature", "hash", "other edition")
    assert not catalog.containers.known("/c.jsonl", "records", "hash", EDITION)
    assert catalog.containers.sources("/c.jsonl", "literature") == {
        f"/c.jsonl#{number}" for number in range(3)
    }
    gone = catalog.containers.finish("/c.jsonl", "literature", "new", EDITION, ["/c.jsonl#1"])
    assert gone == [lines[1].id]
    assert shown(catalog) == {lines[0].id, lines[2].id}


def test_a_file_is_read_again_after_one_of_its_documents_was_removed(catalog: Catalog) -> None:
    one = entry("Abstract.", source="/c.jsonl#1", container="/c.jsonl")
    put(catalog, one)
    catalog.containers.finish("/c.jsonl", "literature", "hash", EDITION, [])
    catalog.remove([one.id])
    assert not catalog.containers.known("/c.jsonl", "literature", "hash", EDITION)


def test_the_version_grows_with_every_visible_change(catalog: Catalog) -> None:
    one = entry("Words.")
    versions = [catalog.version]
    for change in (
        lambda: put(catalog, one),
        lambda: catalog.point("/b.txt", "literature", "/b.txt", one.id),
        lambda: catalog.containers.finish("/c.jsonl", "literature", "h", EDITION, []),
        lambda: catalog.remove([one.id]),
    ):
        change()
        versions.append(catalog.version)
    assert versions == sorted(set(versions))


def test_passages_around_one_are_read_by_their_place(catalog: Catalog) -> None:
    one = entry("a", "b", "c", "d")
    put(catalog, one)
    assert [passage.text for passage in catalog.passages(one.id, first=1, last=2)] == ["b", "c"]
    assert catalog.passages("unknown") == []


def test_meta_values_are_kept_and_replaced(catalog: Catalog) -> None:
    assert catalog.meta("a") is None
    catalog.set_meta("a", "1")
    catalog.set_meta("a", "2")
    assert catalog.meta("a") == "2"
