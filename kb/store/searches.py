"""Saved searches as rows, each belonging to the person who saved it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.store.database import Database


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A saved search; ``filters`` is JSON, ``saved`` ISO 8601, UTC."""

    id: str
    name: str
    saved: str
    question: str
    filters: str
    sort: str


class SearchTable:
    """Every call names the owner: nobody's searches can be reached by another's name."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def save(self, owner: str, name: str, question: str, filters: str, sort: str) -> SearchRow:
        """Save a search, in the place of the owner's search of the same name if there is one."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO searches (id, owner, name, saved, question, filters, sort) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, name) DO UPDATE SET "
                "saved = excluded.saved, question = excluded.question, "
                "filters = excluded.filters, sort = excluded.sort",
                (secrets.token_hex(4), owner, name, now, question, filters, sort),
            )
        return next(row for row in self.all(owner) if row.name == name)

    def all(self, owner: str) -> list[SearchRow]:
        """The owner's searches, the newest first."""
        rows = self.database.connection.execute(
            "SELECT id, name, saved, question, filters, sort FROM searches "
            "WHERE owner = ? ORDER BY saved DESC, name",
            (owner,),
        )
        return [SearchRow(*row) for row in rows]

    def delete(self, identity: str, owner: str) -> bool:
        """Forget one; whether the owner had it."""
        with self.database.write() as connection:
            return bool(
                connection.execute(
                    "DELETE FROM searches WHERE id = ? AND owner = ?", (identity, owner)
                ).rowcount
            )
