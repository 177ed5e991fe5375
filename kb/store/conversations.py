"""Conversations as rows: questions with their answers, each belonging to the person who asked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.errors import NotFound, WrongValue
from kb.store.database import Connection, Database
from kb.text.printable import named, one_line

_IDENTITY = re.compile(r"[0-9a-f]{12}")
MOST_WORDS = 400
# SQLite takes a negative limit for none.
NO_LIMIT = -1


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
    """One question as it was typed, and its answer as JSON; counted from 1. ``asked`` as above."""

    ordinal: int
    asked: str
    question: str
    answer: str
    replay: str


def is_identity(text: str) -> bool:
    """Whether a text could be the id of a conversation at all."""
    return _IDENTITY.fullmatch(text) is not None


def unknown(identity: str) -> NotFound:
    """The error for an id that its owner has no conversation of."""
    return NotFound(
        f"There is no conversation {named(identity)}.",
        hint="`kb conversations list` shows those there are.",
    )


def searchable(words: str) -> str:
    """The words to look for, on one line. Raises WrongValue for more than anybody looks for."""
    words = one_line(words)
    if len(words) > MOST_WORDS:
        raise WrongValue(
            f"These are {len(words)} characters, of which at most {MOST_WORDS} can be looked for.",
            hint="Look for a few words.",
            field="words",
        )
    return words


class ConversationTable:
    """Every call names the owner: nobody's conversations can be reached by another's name."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def start(self, owner: str, title: str, question: str, answer: str, replay: str) -> str:
        """Begin a conversation with its first turn, both or neither; return its id."""
        identity, now = secrets.token_hex(6), _now()
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)",
                (identity, owner, title, now, now),
            )
            _insert(connection, (identity, 1, now, question, answer, replay))
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
            _insert(connection, (identity, last + 1, now, question, answer, replay))
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

    def all(
        self, owner: str, words: str = "", *, limit: int | None = None, offset: int = 0
    ) -> list[ConversationRow]:
        """The owner's conversations, the newest first; with ``words`` those that hold all of them.

        Letters of the English alphabet match whatever their capitals.
        """
        condition, values = "", []
        for word in words.split():
            condition += (
                " AND (c.title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns t WHERE "
                "t.conversation = c.id AND (t.question LIKE ? ESCAPE '\\' "
                "OR json_extract(t.answer, '$.answer') LIKE ? ESCAPE '\\')))"
            )
            pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            values += [pattern] * 3
        return self._listed(
            f"c.owner = ?{condition} ORDER BY c.changed DESC, c.id LIMIT ? OFFSET ?",
            (owner, *values, _most(limit), offset),
        )

    def one(self, identity: str, owner: str) -> ConversationRow | None:
        """One conversation of the owner, or ``None``."""
        return next(iter(self._listed("c.owner = ? AND c.id = ?", (owner, identity))), None)

    def _listed(self, condition: str, values: tuple[object, ...]) -> list[ConversationRow]:
        rows = self.database.connection.execute(
            "SELECT c.id, c.title, c.started, c.changed, "
            "(SELECT count(*) FROM turns t WHERE t.conversation = c.id) FROM conversations c "
            f"WHERE {condition}",
            values,
        )
        return [ConversationRow(*row) for row in rows]

    def rewrite_holding(self, text: str, change: Callable[[str], str]) -> int:
        """Change every answer, whosever it is, whose JSON holds a text; return how many, all or none.

        In one transaction, so that of two that change one answer at once neither undoes the other's.
        """
        with self.database.write() as connection:
            rows = connection.execute(
                "SELECT conversation, ordinal, answer FROM turns WHERE instr(answer, ?) > 0",
                (text,),
            ).fetchall()
            connection.executemany(
                "UPDATE turns SET answer = ? WHERE conversation = ? AND ordinal = ?",
                [(change(answer), identity, ordinal) for identity, ordinal, answer in rows],
            )
        return len(rows)

    def turns(
        self, identity: str, owner: str, *, limit: int | None = None, offset: int = 0
    ) -> list[TurnRow]:
        """What was asked and answered, in order."""
        rows = self.database.connection.execute(
            "SELECT t.ordinal, t.asked, t.question, t.answer, t.replay FROM turns t "
            "JOIN conversations c ON c.id = t.conversation "
            "WHERE c.id = ? AND c.owner = ? ORDER BY t.ordinal LIMIT ? OFFSET ?",
            (identity, owner, _most(limit), offset),
        )
        return [TurnRow(*row) for row in rows]

    def questions(self, identity: str, owner: str) -> list[str]:
        """The questions as they were read, in order."""
        rows = self.database.connection.execute(
            "SELECT json_extract(t.answer, '$.question') FROM turns t "
            "JOIN conversations c ON c.id = t.conversation "
            "WHERE c.id = ? AND c.owner = ? ORDER BY t.ordinal",
            (identity, owner),
        )
        return [row[0] for row in rows]


def _most(limit: int | None) -> int:
    return NO_LIMIT if limit is None else limit


def _insert(connection: Connection, turn: tuple[object, ...]) -> None:
    connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)", turn)


def _now() -> str:
    # So fine that the newest is the newest, also where two were kept within a second.
    return datetime.now(UTC).isoformat(timespec="microseconds")
