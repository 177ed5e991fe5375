"""Files that hold many documents, each a source of its own: which were read to their end, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable

from kb.store.database import Database
from kb.store.entries import drop_orphans, unpoint
from kb.store.meta import grow_version
from kb.types import Collection


class Containers:
    """A file counts as read once all of its documents are here."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def known(self, path: str, collection: Collection, sha256: str, edition: str) -> bool:
        """Whether this very file was read completely before, by the same reader."""
        row = self.database.connection.execute(
            "SELECT 1 FROM containers WHERE path = ? AND collection = ? AND sha256 = ? AND edition = ?",
            (path, collection, sha256, edition),
        ).fetchone()
        return row is not None

    def sources(self, path: str, collection: Collection) -> set[str]:
        """Every source that came from this file."""
        rows = self.database.connection.execute(
            "SELECT source FROM sources WHERE container = ? AND collection = ?", (path, collection)
        )
        return {row[0] for row in rows}

    def finish(
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
            grow_version(connection)
        return dropped
