"""What must hold of a library at rest, whatever happened to it before."""

from __future__ import annotations

from kb.library import Library
from kb.types import COLLECTIONS


def sources(library: Library) -> dict[str, str]:
    """Every source, with the whole text of the document that it points at."""
    rows = library.store.database.connection.execute(
        "SELECT s.source, d.id FROM sources s JOIN documents d ON d.key = s.document"
    )
    return {
        source: "\n".join(one.text for one in library.store.catalog.passages(document))
        for source, document in rows.fetchall()
    }


def assert_sound(library: Library) -> None:
    """Nothing pending, nothing orphaned, nothing twice; each vector finds itself."""
    catalog, index = library.store.catalog, library.store.index()
    connection = library.store.database.connection

    def count(table: str) -> int:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    assert catalog.pending() == []
    assert catalog.unindexed() == {}
    assert count("claims") == 0
    assert count("vectors") == count("passages")
    full_text = {row[0] for row in connection.execute("SELECT rowid FROM passages_text")}
    assert full_text == {row[0] for row in connection.execute("SELECT key FROM passages")}
    orphans = connection.execute(
        "SELECT id FROM documents WHERE key NOT IN (SELECT document FROM sources)"
    )
    assert orphans.fetchall() == []
    for document in catalog.documents(COLLECTIONS):
        ordinals = [one.ordinal for one in catalog.passages(document.id)]
        assert ordinals == list(range(document.passages))
    contents = connection.execute("SELECT count(DISTINCT sha256 || collection) FROM documents")
    assert contents.fetchone()[0] == count("documents")
    for collection in COLLECTIONS:
        keys = [key for batch in catalog.embeddings.every(collection) for key in batch.keys]
        assert index.count(collection) == len(keys)
        for batch in catalog.embeddings.every(collection):
            for vector in batch.vectors:
                _, scores = index.query(collection, vector, 1)
                assert scores[0] > 0.999
    assert library.store.sweep() == 0


def assert_clean(library: Library) -> None:
    """The same, and everything that is to be found is found by its own words."""
    assert_sound(library)
    directory = library.searcher.directory()
    index = library.store.index()
    for collection in COLLECTIONS:
        for batch in library.store.catalog.embeddings.every(collection):
            for key, vector in zip(batch.keys, batch.vectors, strict=True):
                near, scores = index.query(collection, vector, 5)
                equal = near[scores > 0.999].tolist()
                assert key in equal or len(equal) == 5
    assert len(directory.keys) == sum(n for _, n in library.store.catalog.counts().values())
