"""The rows of corrections: for which contents and places each holds, and for how long.

A correction holds for the content of a file (its sha256) and for the places that the content came from. Where
several hold for one field of a document, the youngest counts. One that holds for nothing any more is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.store.database import Connection
from kb.text.fields import Value


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction as it is kept; ``number`` grows, ``at`` is ISO 8601, UTC."""

    number: int
    field: str
    value: Value
    by: str
    at: str


def find(
    connection: Connection, collection: str, sha256: str, sources: Sequence[str]
) -> dict[str, Kept]:
    """The corrections of a content and of these sources by field; the youngest counts."""
    return {one.field: one for one in _all(connection, collection, sha256, sources)}


def of_document(connection: Connection, key: int) -> dict[str, Kept]:
    """The corrections in force for a document by field."""
    return {one.field: one for one in _all_of(connection, key)}


def record(
    connection: Connection, key: int, field: str, value: Value, by: str, at: str
) -> list[int]:
    """Write a correction, for the document's content and for every place that it came from.

    It takes the place of the one before wherever that one holds; returns the documents that had it.
    """
    before = of_document(connection, key).get(field)
    number = connection.execute(
        "INSERT INTO corrections (field, value, corrected_by, corrected_at) VALUES (?, ?, ?, ?)",
        (field, json.dumps(value, ensure_ascii=False), by, at),
    ).lastrowid
    touched: list[int] = []
    if before is not None:
        connection.execute(
            "UPDATE correction_keys SET correction = ? WHERE correction = ?",
            (number, before.number),
        )
        touched = _holders(connection, number)
    connection.execute(
        "INSERT OR REPLACE INTO correction_keys (kind, value, collection, field, correction) "
        "SELECT 'sha256', sha256, collection, ?, ? FROM documents WHERE key = ? UNION ALL "
        "SELECT 'source', source, collection, ?, ? FROM sources WHERE document = ?",
        (field, number, key, field, number, key),
    )
    _sweep(connection)
    return touched


def withdraw(connection: Connection, key: int, names: Iterable[str]) -> list[int]:
    """Delete a document's corrections of these fields; return the documents that had them, too.

    An older one of the same field, of its content or of a place that it came from, goes as well: it would
    come to light in its stead.
    """
    wanted = set(names)
    touched: list[int] = []
    for one in _all_of(connection, key):
        if one.field in wanted:
            touched += _holders(connection, one.number)
            connection.execute("DELETE FROM corrections WHERE number = ?", (one.number,))
    return touched


def follow(connection: Connection, source: str, collection: str, key: int) -> None:
    """Let a source that now holds this document have the document's corrections and no others."""
    had = connection.execute(
        "DELETE FROM correction_keys WHERE kind = 'source' AND value = ? AND collection = ?",
        (source, collection),
    ).rowcount
    connection.execute(
        "INSERT INTO correction_keys (kind, value, collection, field, correction) "
        "SELECT 'source', ?, k.collection, k.field, k.correction FROM correction_keys k "
        "JOIN documents d ON k.kind = 'sha256' AND k.value = d.sha256 AND k.collection = d.collection "
        "WHERE d.key = ?",
        (source, key),
    )
    if had:
        _sweep(connection)


def forget(connection: Connection, keys: Sequence[int]) -> None:
    """Forget the corrections of documents that a person takes out of the library.

    Those that another document here has as well, such as an older state of the file at another place, stay
    with that one.
    """
    leaving = set(keys)
    numbers = {one.number for key in keys for one in _all_of(connection, key)}
    for number in numbers:
        for place in connection.execute(
            "SELECT kind, value, collection, field FROM correction_keys WHERE correction = ?",
            (number,),
        ).fetchall():
            if not _held_by(connection, *place[:3]) - leaving:
                connection.execute(
                    "DELETE FROM correction_keys "
                    "WHERE kind = ? AND value = ? AND collection = ? AND field = ?",
                    place,
                )
    _sweep(connection)


def _all(
    connection: Connection, collection: str, sha256: str, sources: Sequence[str]
) -> list[Kept]:
    """Every correction of a content and of these sources, the youngest last."""
    marks = ",".join("?" * len(sources))
    rows = connection.execute(
        "SELECT DISTINCT c.number, c.field, c.value, c.corrected_by, c.corrected_at FROM correction_keys k "
        "JOIN corrections c ON c.number = k.correction WHERE k.collection = ? "
        f"AND ((k.kind = 'sha256' AND k.value = ?) OR (k.kind = 'source' AND k.value IN ({marks}))) "
        "ORDER BY c.number",
        (collection, sha256, *sources),
    )
    return [
        Kept(number, field, _value(json.loads(value)), by, at)
        for number, field, value, by, at in rows
    ]


def _all_of(connection: Connection, key: int) -> list[Kept]:
    sha256, collection = connection.execute(
        "SELECT sha256, collection FROM documents WHERE key = ?", (key,)
    ).fetchone()
    rows = connection.execute("SELECT source FROM sources WHERE document = ?", (key,))
    return _all(connection, collection, sha256, [row[0] for row in rows])


def _held_by(connection: Connection, kind: str, value: str, collection: str) -> set[int]:
    """The documents of a content, or the one that was read from a source."""
    rows = connection.execute(
        "SELECT key FROM documents WHERE sha256 = ? AND collection = ?"
        if kind == "sha256"
        else "SELECT document FROM sources WHERE source = ? AND collection = ?",
        (value, collection),
    )
    return {row[0] for row in rows}


def _holders(connection: Connection, number: int) -> list[int]:
    """The documents of whose content a correction holds."""
    rows = connection.execute(
        "SELECT d.key FROM documents d JOIN correction_keys k ON k.kind = 'sha256' "
        "AND k.value = d.sha256 AND k.collection = d.collection WHERE k.correction = ?",
        (number,),
    )
    return [row[0] for row in rows]


def _sweep(connection: Connection) -> None:
    """Delete corrections that hold for nothing any more: what they say may be what is to be forgotten."""
    connection.execute(
        "DELETE FROM corrections WHERE NOT EXISTS "
        "(SELECT 1 FROM correction_keys k WHERE k.correction = corrections.number)"
    )


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value
