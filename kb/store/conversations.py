"""Conversations as rows: questions with their answers, each belonging to the person who asked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.store.database import Database


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation as it is listed. Times are ISO 8601, UTC."""

    id: str
    title: str
    started: str
    changed: str
    turns: int


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One question, and its answer as JSON."""

    ordinal: int
    asked: str
    question: str
    answer: str
    replay: str


class ConversationTable:
    """Every call names the owner: nobody's conversations can be reached by another's name."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def start(self, owner: str, title: str) -> str:
        """Begin a conversation; return its id."""
        identity, now = secrets.token_hex(6), _now()
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)",
                (identity, owner, title, now, now),
            )
        return identity

    def add(self, identity: str, owner: str, question: str, answer: str, replay: str) -> int | None:
        """Add a turn; return its ordinal, from 1, or ``None`` if the owner has no such conversation."""
        now = _now()
        with self.database.write() as connection:
            changed = connection.execute(
                "UPDATE conversations SET changed = ? WHERE id = ? AND owner = ?",
                (now, identity, owner),
            ).rowcount
            if not changed:
                return None
            (last,) = connection.execute(
                "SELECT coalesce(max(ordinal), 0) FROM turns WHERE conversation = ?", (identity,)
            ).fetchone()
            connection.execute(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)",
                (identity, last + 1, now, question, answer, replay),
            )
        return int(last) + 1

    def rename(self, identity: str, owner: str, title: str) -> bool:
        """Give it another title; whether the owner has it."""
        with self.database.write() as connection:
            return bool(
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?",
                    (title, identity, owner),
                ).rowcount
            )

    def delete(self, identity: str, owner: str) -> bool:
        """Forget it with everything that was said; whether the owner had it."""
        with self.database.write() as connection:
            return bool(
                connection.execute(
                    "DELETE FROM conversations WHERE id = ? AND owner = ?", (identity, owner)
                ).rowcount
            )

    def all(self, owner: str, words: str = "") -> list[ConversationRow]:
        """The owner's conversations, the newest first; with ``words`` those that hold all of them."""
        condition, values = "", []
        for word in words.split():
            condition += (
                " AND (c.title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns t WHERE "
                "t.conversation = c.id AND (t.question LIKE ? ESCAPE '\\' OR json_extract(t.answer, '$.answer') LIKE ? ESCAPE '\\')))"
            )
            pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            values += [pattern] * 3
        rows = self.database.connection.execute(
            "SELECT c.id, c.title, c.started, c.changed, "
            "(SELECT count(*) FROM turns t WHERE t.conversation = c.id) FROM conversations c "
            f"WHERE c.owner = ?{condition} ORDER BY c.changed DESC, c.id",
            (owner, *values),
        )
        return [ConversationRow(*row) for row in rows]

    def one(self, identity: str, owner: str) -> ConversationRow | None:
        """One conversation of the owner, or ``None``."""
        return next((row for row in self.all(owner) if row.id == identity), None)

    def holding(self, text: str) -> list[tuple[str, int, str]]:
        """Turns of anybody whose answer's JSON holds a text: conversation, ordinal, answer."""
        rows = self.database.connection.execute(
            "SELECT conversation, ordinal, answer FROM turns WHERE instr(answer, ?) > 0", (text,)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def rewrite(self, identity: str, ordinal: int, answer: str) -> None:
        """Replace an answer, as when a document that it quotes is forgotten."""
        with self.database.write() as connection:
            connection.execute(
                "UPDATE turns SET answer = ? WHERE conversation = ? AND ordinal = ?",
                (answer, identity, ordinal),
            )

    def turns(self, identity: str, owner: str) -> list[TurnRow]:
        """What was asked and answered, in order."""
        rows = self.database.connection.execute(
            "SELECT t.ordinal, t.asked, t.question, t.answer, t.replay FROM turns t "
            "JOIN conversations c ON c.id = t.conversation "
            "WHERE c.id = ? AND c.owner = ? ORDER BY t.ordinal",
            (identity, owner),
        )
        return [TurnRow(*row) for row in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
