"""The catalog: documents, passages, full text and vectors, which is the truth of the library.

A document comes in two steps, so that a crash leaves the old or the new state and nothing between:
:meth:`Catalog.add` writes it as *pending*, invisible, with its passages and vectors; once the vector
index has them too, :meth:`Catalog.publish` makes it visible and drops, in the same transaction, what it
replaces. Vectors that must leave the index are listed in ``unindexed`` until they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from kb.errors import NotFound
from kb.store import correction_rows, works
from kb.store.containers import Containers
from kb.store.database import Connection, Database
from kb.store.embeddings import Embeddings
from kb.store.entries import NewDocument, drop_orphans, insert_document, point
from kb.store.meta import VERSION, grow_version, read_meta, write_meta
from kb.store.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    PASSAGE_WIDTH,
    document_info,
    parse_passage_id,
    passage,
)
from kb.store.standing import Standing
from kb.types import Collection, DocumentInfo, Passage, PassageKind


def document_id(sha256: str, collection: Collection, edition: str) -> str:
    """The opaque id of a document: the same content, collection and reading give the same id."""
    return blake2b(f"{sha256}:{collection}:{edition}".encode(), digest_size=8).hexdigest()


class Catalog:
    """Reading and writing documents. Reads see published documents only."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.containers = Containers(database)
        self.embeddings = Embeddings(database)
        self.standing = Standing(database)

    # -- meta -------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A named value, or ``None``."""
        return read_meta(self.database.connection, key)

    def set_meta(self, key: str, value: str) -> None:
        """Set a named value."""
        with self.database.write() as connection:
            write_meta(connection, key, value)

    @property
    def version(self) -> int:
        """A number that grows whenever what can be read changes."""
        return int(self.meta(VERSION) or 0)

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
        """Ids of documents that are written but not yet published, or claimed by a source anew."""
        rows = self.database.connection.execute(
            "SELECT id FROM documents WHERE state = 'pending' "
            "OR key IN (SELECT document FROM claims) ORDER BY key"
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
            grow_version(connection)
        return gone

    def refresh_works(self) -> None:
        """Look for twins and editions in all that is here, where that was done by older rules or not yet."""
        if self.meta(works.META) == works.RULES:
            return
        with self.database.write() as connection:
            if works.refresh(connection):
                grow_version(connection)

    def point(
        self, source: str, collection: Collection, container: str, document_id: str
    ) -> list[str]:
        """Say that ``source`` now holds a document that is already here; return what that dropped.

        Raises:
            NotFound: it is not here any more; somebody may have removed it just now.
        """
        with self.database.write() as connection:
            row = connection.execute(
                "SELECT key FROM documents WHERE id = ? AND state = 'ready'", (document_id,)
            ).fetchone()
            if row is None:
                raise NotFound(f"There is no document {document_id}.")
            gone = drop_orphans(connection, point(connection, source, collection, container, *row))
            grow_version(connection)
        return gone

    # -- leaving ------------------------------------------------------------------------------

    def remove(self, ids: Sequence[str]) -> None:
        """Forget documents: text, full text, vectors and where they came from."""
        with self.database.write() as connection:
            keys = _keys(connection, ids)
            correction_rows.forget(connection, keys)
            for key in keys:
                # The file it lies in is no longer completely here: read it again when it comes again.
                connection.execute(
                    "DELETE FROM containers WHERE (path, collection) IN "
                    "(SELECT container, collection FROM sources WHERE document = ?)",
                    (key,),
                )
                # A claim may be left of an ingest that was interrupted; it would hold the document here.
                connection.execute("DELETE FROM claims WHERE document = ?", (key,))
                connection.execute("DELETE FROM sources WHERE document = ?", (key,))
            drop_orphans(connection, keys)
            grow_version(connection)

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

    def ids(self) -> set[str]:
        """The id of every document that is written, published or not."""
        return {row[0] for row in self.database.connection.execute("SELECT id FROM documents")}

    def years(self, collections: Sequence[Collection]) -> tuple[int | None, int | None]:
        """The first and the last year of the documents that are offered in these collections."""
        marks = ",".join("?" * len(collections))
        first, last = self.database.connection.execute(
            "SELECT min(year), max(year) FROM documents WHERE state = 'ready' AND hidden_by IS NULL "
            f"AND collection IN ({marks})",
            tuple(collections),
        ).fetchone()
        return first, last

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

    def parts_by_key(self, keys: Sequence[int]) -> dict[int, tuple[PassageKind, str | None]]:
        """What part of its work each of these passages is: its kind, and its section's heading."""
        if not keys:
            return {}
        marks = ",".join("?" * len(keys))
        rows = self.database.connection.execute(
            f"SELECT key, kind, section FROM passages WHERE key IN ({marks})", tuple(keys)
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def passage_keys(self) -> list[int]:
        """The key of every passage of a published document, hidden or not, ascending."""
        rows = self.database.connection.execute(
            "SELECT p.key FROM documents d JOIN passages p ON p.document = d.key "
            "WHERE d.state = 'ready' ORDER BY p.key"
        )
        return [row[0] for row in rows]

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
