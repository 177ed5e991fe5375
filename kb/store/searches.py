"""Saved searches as rows, each belonging to the person who saved it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.errors import NotFound
from kb.store.database import Database
from kb.text.printable import named

_COLUMNS = "id, name, saved, question, filters, sort"
# SQLite takes a negative limit for none.
NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A saved search; ``filters`` is JSON, ``saved`` ISO 8601, UTC."""

    id: str
    name: str
    saved: str
    question: str
    filters: str
    sort: str


def unknown(identity: str) -> NotFound:
    """The error for an id or a name that its owner has no search of."""
    return NotFound(
        f"There is no saved search {named(identity)}.",
        hint="`kb searches list` shows those there are.",
    )


class SearchTable:
    """Every call names the owner: nobody's searches can be reached by another's name."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def save(self, owner: str, name: str, question: str, filters: str, sort: str) -> SearchRow:
        """Save a search, in the place of the owner's search of the same name if there is one."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO searches (id, owner, name, saved, question, filters, sort) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, name) DO UPDATE SET "
                "saved = excluded.saved, question = excluded.question, "
                "filters = excluded.filters, sort = excluded.sort",
                (secrets.token_hex(4), owner, name, now, question, filters, sort),
            )
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM searches WHERE owner = ? AND name = ?", (owner, name)
            ).fetchone()
        return SearchRow(*row)

    def all(self, owner: str, *, limit: int | None = None, offset: int = 0) -> list[SearchRow]:
        """The owner's searches, the newest first."""
        rows = self.database.connection.execute(
            f"SELECT {_COLUMNS} FROM searches WHERE owner = ? "
            "ORDER BY saved DESC, name LIMIT ? OFFSET ?",
            (owner, NO_LIMIT if limit is None else limit, offset),
        )
        return [SearchRow(*row) for row in rows]

    def one(self, identity: str, owner: str) -> SearchRow | None:
        """The owner's search of this id, or else of this name, or ``None``."""
        row = self.database.connection.execute(
            f"SELECT {_COLUMNS} FROM searches WHERE owner = ? AND ? IN (id, name) "
            "ORDER BY id = ? DESC LIMIT 1",
            (owner, identity, identity),
        ).fetchone()
        return None if row is None else SearchRow(*row)

    def delete(self, identity: str, owner: str) -> bool:
        """Forget one; whether the owner had it."""
        with self.database.write() as connection:
            return bool(
                connection.execute(
                    "DELETE FROM searches WHERE id = ? AND owner = ?", (identity, owner)
                ).rowcount
            )
