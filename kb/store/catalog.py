"""The catalog: documents, passages, full text and vectors, which is the truth of the library.

A document comes in two steps, so that a crash leaves the old or the new state and nothing between:
:meth:`Catalog.add` writes it as *pending*, invisible, with its passages and vectors; once the vector
index has them too, :meth:`Catalog.publish` makes it visible and drops, in the same transaction, what it
replaces. Vectors that must leave the index are listed in ``unindexed`` until they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from kb.store import corrections, works
from kb.store.database import Connection, Database
from kb.store.entries import NewDocument, drop_orphans, insert_document, point, unpoint
from kb.store.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    PASSAGE_WIDTH,
    Vectors,
    document_info,
    pack_vector,
    parse_passage_id,
    passage,
    unpack_vectors,
)
from kb.store.standing import Standing
from kb.types import Collection, DocumentInfo, Passage, PassageKind

VECTOR_BATCH = 2048


def document_id(sha256: str, collection: Collection, edition: str) -> str:
    """The opaque id of a document: the same content, collection and reading give the same id."""
    return blake2b(f"{sha256}:{collection}:{edition}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Indexable:
    """Vectors of one collection, with the passage keys that name them in the index."""

    collection: Collection
    keys: list[int]
    vectors: Vectors


class Catalog:
    """Reading and writing documents. Reads see published documents only."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.standing = Standing(database)

    # -- meta -------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A named value, or ``None``."""
        row = self.database.connection.execute(
            "SELECT value FROM meta WHERE key = ?", (key,)
        ).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Set a named value."""
        with self.database.write() as connection:
            _set_meta(connection, key, value)

    @property
    def version(self) -> int:
        """A number that grows whenever what can be read changes."""
        return int(self.meta("version") or 0)

    # -- coming in --------------------------------------------------------------------------

    def find(self, document_id: str) -> bool:
        """Whether a published document has this id."""
        row = self.database.connection.execute(
            "SELECT 1 FROM documents WHERE id = ? AND state = 'ready'", (document_id,)
        ).fetchone()
        return row is not None

    def readings(self, sha256: str, collection: Collection) -> list[tuple[str, str]]:
        """Ids and editions of the published documents that were read from a file of this content."""
        rows = self.database.connection.execute(
            "SELECT id, edition FROM documents "
            "WHERE sha256 = ? AND collection = ? AND state = 'ready' ORDER BY key DESC",
            (sha256, collection),
        )
        return [(row[0], row[1]) for row in rows]

    def source_document(self, source: str, collection: Collection) -> str | None:
        """The id of the document that was last read from ``source``."""
        row = self.database.connection.execute(
            "SELECT d.id FROM sources s JOIN documents d ON d.key = s.document "
            "WHERE s.source = ? AND s.collection = ?",
            (source, collection),
        ).fetchone()
        return None if row is None else str(row[0])

    def add(self, entries: Iterable[NewDocument]) -> None:
        """Write documents as pending, with passages, full text and vectors, in one transaction."""
        with self.database.write() as connection:
            for entry in entries:
                insert_document(connection, entry)

    def pending(self) -> list[str]:
        """Ids of documents that are written but not yet published."""
        rows = self.database.connection.execute(
            "SELECT id FROM documents WHERE state = 'pending' ORDER BY key"
        )
        return [row[0] for row in rows]

    def publish(self, ids: Sequence[str]) -> list[str]:
        """Make pending documents visible; return the ids of the documents that they replaced."""
        with self.database.write() as connection:
            left: list[int] = []
            for one in ids:
                connection.execute("UPDATE documents SET state = 'ready' WHERE id = ?", (one,))
                claims = connection.execute(
                    "SELECT c.source, c.collection, c.container, c.document FROM claims c "
                    "JOIN documents d ON d.key = c.document WHERE d.id = ?",
                    (one,),
                ).fetchall()
                for claim in claims:
                    left += point(connection, *claim)
                    connection.execute(
                        "DELETE FROM claims WHERE source = ? AND collection = ?", claim[:2]
                    )
            gone = drop_orphans(connection, left)
            works.welcome(connection, _keys(connection, ids))
            _bump(connection)
        return gone

    def refresh_works(self) -> None:
        """Look for twins and editions in all that is here, where that was done by older rules or not yet."""
        if self.meta(works.META) == works.RULES:
            return
        with self.database.write() as connection:
            if works.refresh(connection):
                _bump(connection)

    def point(
        self, source: str, collection: Collection, container: str, document_id: str
    ) -> list[str]:
        """Say that ``source`` now holds a document that is already here; return what that dropped."""
        with self.database.write() as connection:
            (key,) = connection.execute(
                "SELECT key FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            gone = drop_orphans(connection, point(connection, source, collection, container, key))
            _bump(connection)
        return gone

    # -- containers: files of many documents ----------------------------------------------------

    def container_known(self, path: str, collection: Collection, sha256: str, edition: str) -> bool:
        """Whether this very file was read completely before, by the same reader."""
        row = self.database.connection.execute(
            "SELECT 1 FROM containers WHERE path = ? AND collection = ? AND sha256 = ? AND edition = ?",
            (path, collection, sha256, edition),
        ).fetchone()
        return row is not None

    def container_sources(self, path: str, collection: Collection) -> set[str]:
        """Every source that came from this file."""
        rows = self.database.connection.execute(
            "SELECT source FROM sources WHERE container = ? AND collection = ?", (path, collection)
        )
        return {row[0] for row in rows}

    def finish_container(
        self, path: str, collection: Collection, sha256: str, edition: str, gone: Iterable[str]
    ) -> list[str]:
        """Record that a file was read completely and drop the sources that it no longer holds."""
        with self.database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO containers VALUES (?, ?, ?, ?)",
                (path, collection, sha256, edition),
            )
            left: list[int] = []
            for source in gone:
                left += unpoint(connection, source, collection)
            dropped = drop_orphans(connection, left)
            _bump(connection)
        return dropped

    # -- leaving ------------------------------------------------------------------------------

    def remove(self, ids: Sequence[str]) -> None:
        """Forget documents: text, full text, vectors and where they came from."""
        with self.database.write() as connection:
            keys = []
            for one in ids:
                row = connection.execute(
                    "SELECT key FROM documents WHERE id = ?", (one,)
                ).fetchone()
                if row is None:
                    continue
                keys.append(row[0])
                # The file it lies in is no longer completely here: read it again when it comes again.
                connection.execute(
                    "DELETE FROM containers WHERE (path, collection) IN "
                    "(SELECT container, collection FROM sources WHERE document = ?)",
                    row,
                )
                corrections.forget(connection, row)
                connection.execute("DELETE FROM sources WHERE document = ?", row)
            drop_orphans(connection, keys)
            _bump(connection)

    def compact(self) -> None:
        """Rewrite the full text without what is gone, whose words stay in its segments until then."""
        with self.database.write() as connection:
            connection.execute("INSERT INTO passages_text (passages_text) VALUES ('optimize')")

    def unindexed(self) -> dict[Collection, list[int]]:
        """Passage keys whose vectors must still leave the index, by collection."""
        found: dict[Collection, list[int]] = {}
        for key, collection in self.database.connection.execute(
            "SELECT passage, collection FROM unindexed ORDER BY passage"
        ):
            found.setdefault(collection, []).append(key)
        return found

    def clear_unindexed(self, keys: Sequence[int]) -> None:
        """Note that these vectors have left the index."""
        with self.database.write() as connection:
            connection.executemany(
                "DELETE FROM unindexed WHERE passage = ?", [(key,) for key in keys]
            )

    # -- reading ------------------------------------------------------------------------------

    def documents(
        self, collections: Sequence[Collection], *, hidden: bool = True
    ) -> list[DocumentInfo]:
        """Published documents of these collections, newest first.

        Args:
            hidden: with those that a better copy of the same work stands for.
        """
        version = self.version
        marks = ",".join("?" * len(collections))
        rows = self.database.connection.execute(
            f"SELECT {DOCUMENT_COLUMNS} FROM documents d WHERE d.state = 'ready' "
            f"AND d.collection IN ({marks}) {'' if hidden else 'AND d.hidden_by IS NULL '}"
            "ORDER BY d.key DESC",
            tuple(collections),
        )
        return [self.standing.put(document_info(row), version) for row in rows]

    def hidden_documents(self) -> int:
        """How many documents stand behind a better copy of the same work."""
        (count,) = self.database.connection.execute(
            "SELECT count(*) FROM documents WHERE hidden_by IS NOT NULL"
        ).fetchone()
        return int(count)

    def same_work(self, document_id: str) -> list[DocumentInfo]:
        """The other documents of the same work, the one that is offered first."""
        version = self.version
        rows = self.database.connection.execute(
            f"SELECT {DOCUMENT_COLUMNS} FROM documents d WHERE d.id != ? AND d.state = 'ready' "
            "AND d.key IN (SELECT coalesce(o.hidden_by, o.key) FROM documents o WHERE o.id = ? UNION "
            "SELECT m.key FROM documents o JOIN documents m "
            "ON m.hidden_by = coalesce(o.hidden_by, o.key) WHERE o.id = ?) "
            "ORDER BY d.hidden_by IS NOT NULL, d.key",
            (document_id,) * 3,
        )
        return [self.standing.put(document_info(row), version) for row in rows]

    def document(self, document_id: str) -> DocumentInfo | None:
        """One published document, or ``None``."""
        row = self.database.connection.execute(
            f"SELECT {DOCUMENT_COLUMNS} FROM documents d WHERE d.state = 'ready' AND d.id = ?",
            (document_id,),
        ).fetchone()
        return None if row is None else self.standing.put(document_info(row), self.version)

    def passages(
        self, document_id: str, *, first: int = 0, last: int | None = None
    ) -> list[Passage]:
        """A published document's passages, by ordinal from ``first`` to ``last`` inclusive."""
        rows = self.database.connection.execute(
            f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN documents d ON d.key = p.document "
            "WHERE d.id = ? AND d.state = 'ready' AND p.ordinal >= ? AND p.ordinal <= ? ORDER BY p.ordinal",
            (document_id, first, 2**31 if last is None else last),
        )
        return [passage(row) for row in rows]

    def passage(self, passage_id: str) -> Passage | None:
        """One passage of a published document, or ``None``."""
        place = parse_passage_id(passage_id)
        if place is None:
            return None
        found = self.passages(place[0], first=place[1], last=place[1])
        return found[0] if found else None

    def passages_by_key(self, keys: Sequence[int]) -> dict[int, tuple[Passage, DocumentInfo]]:
        """Passages of published documents by index key, each with its document."""
        if not keys:
            return {}
        version = self.version
        marks = ",".join("?" * len(keys))
        rows = self.database.connection.execute(
            f"SELECT {PASSAGE_COLUMNS}, {DOCUMENT_COLUMNS} FROM passages p "
            f"JOIN documents d ON d.key = p.document WHERE p.key IN ({marks}) AND d.state = 'ready'",
            tuple(keys),
        )
        return {
            row[0]: (
                passage(row[:PASSAGE_WIDTH]),
                self.standing.put(document_info(row[PASSAGE_WIDTH:]), version),
            )
            for row in rows
        }

    # -- vectors ------------------------------------------------------------------------------

    def vectors_of(self, ids: Sequence[str]) -> list[Indexable]:
        """Stored vectors of these documents, pending or not, by collection."""
        marks = ",".join("?" * len(ids))
        rows = self.database.connection.execute(
            "SELECT d.collection, p.key, v.vector FROM documents d "
            "JOIN passages p ON p.document = d.key JOIN vectors v ON v.passage = p.key "
            f"WHERE d.id IN ({marks}) ORDER BY p.key",
            tuple(ids),
        )
        found: dict[Collection, tuple[list[int], list[bytes]]] = {}
        for collection, key, vector in rows:
            keys, packed = found.setdefault(collection, ([], []))
            keys.append(key)
            packed.append(vector)
        return [
            Indexable(collection, keys, unpack_vectors(packed))
            for collection, (keys, packed) in found.items()
        ]

    def every_vector(self, collection: Collection) -> Iterator[Indexable]:
        """All vectors of a collection's published documents, in batches, by ascending key."""
        last = -1
        while True:
            rows = self.database.connection.execute(
                "SELECT p.key, v.vector FROM passages p JOIN documents d ON d.key = p.document "
                "JOIN vectors v ON v.passage = p.key "
                "WHERE p.key > ? AND d.collection = ? AND d.state = 'ready' ORDER BY p.key LIMIT ?",
                (last, collection, VECTOR_BATCH),
            ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield Indexable(
                collection, [row[0] for row in rows], unpack_vectors([row[1] for row in rows])
            )

    def parts_by_key(self, keys: Sequence[int]) -> dict[int, tuple[PassageKind, str | None]]:
        """What part of its work each of these passages is: its kind, and its section's heading."""
        if not keys:
            return {}
        marks = ",".join("?" * len(keys))
        rows = self.database.connection.execute(
            f"SELECT key, kind, section FROM passages WHERE key IN ({marks})", tuple(keys)
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def vectors_by_key(self, keys: Sequence[int]) -> dict[int, Vectors]:
        """Stored vectors of these passages, shape (dimension,) each."""
        if not keys:
            return {}
        marks = ",".join("?" * len(keys))
        rows = self.database.connection.execute(
            f"SELECT passage, vector FROM vectors WHERE passage IN ({marks})", tuple(keys)
        ).fetchall()
        return {row[0]: unpack_vectors([row[1]])[0] for row in rows}

    def passage_keys(self) -> list[int]:
        """The key of every passage of a published document, hidden or not, ascending."""
        rows = self.database.connection.execute(
            "SELECT p.key FROM documents d JOIN passages p ON p.document = d.key "
            "WHERE d.state = 'ready' ORDER BY p.key"
        )
        return [row[0] for row in rows]

    def replace_vectors(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Overwrite stored vectors, for another embedding model."""
        with self.database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (passage, vector) VALUES (?, ?)",
                [(key, pack_vector(row)) for key, row in zip(keys, vectors, strict=True)],
            )

    def counts(self) -> dict[Collection, tuple[int, int]]:
        """Published documents and passages, by collection, without those that stand behind a twin."""
        rows = self.database.connection.execute(
            "SELECT collection, count(*), coalesce(sum(passages), 0) FROM documents "
            "WHERE state = 'ready' AND hidden_by IS NULL GROUP BY collection"
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def _keys(connection: Connection, ids: Sequence[str]) -> list[int]:
    found = (
        connection.execute("SELECT key FROM documents WHERE id = ?", (one,)).fetchone()
        for one in ids
    )
    return [row[0] for row in found if row is not None]


def _set_meta(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def _bump(connection: Connection) -> None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    _set_meta(connection, "version", str(int(row[0]) + 1 if row else 1))
