"""What people corrected in the metadata of documents, and how it stays when these are read again.

A correction belongs to the content of a file (its sha256) and to the places that the content came from. A
document that comes in takes the corrections of its content, and of what its source held before; so they
outlast a better reader and a changed file. The corrected values stand in the document's own columns, so that
lists, search, filters and the standing of works need not know of any of this; ``as_read`` keeps what the
reader had found, for as long as there is a correction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from kb.errors import NotFound
from kb.store import works
from kb.store.correction_rows import Kept, find, of_document, record, withdraw
from kb.store.database import Connection, Database
from kb.store.embeddings import mark_outdated
from kb.store.lending import own_metadata, take_back
from kb.store.meta import grow_version
from kb.store.rows import METADATA_COLUMNS, document_values
from kb.text.fields import NAMES, Value
from kb.types import Document, Metadata


@dataclass(frozen=True, slots=True)
class Correction:
    """One field as a person corrected it: what it ``was`` as read, who did it, and when (ISO 8601)."""

    field: str
    value: Value
    was: Value
    by: str
    at: str

    @property
    def origin(self) -> str:
        """Where the value came from, in words for a person."""
        return f"corrected by {self.by} on {self.at[:10]}"


class Corrections:
    """Correcting published documents, one field at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(self, document_id: str) -> list[Correction]:
        """The corrections in force for a document, in the order of the fields."""
        connection = self.database.connection
        key = _key(connection, document_id)
        before = _as_read(connection, key)
        found = of_document(connection, key)
        return [
            Correction(one.field, one.value, getattr(before, one.field), one.by, one.at)
            for name in NAMES
            if (one := found.get(name)) is not None
        ]

    def correct(
        self, document_id: str, values: Mapping[str, Value], by: str, *, undo: Iterable[str] = ()
    ) -> None:
        """Set fields to what a person says they are and give others back what was read; all or, on an error, none.

        Raises:
            NotFound: there is no such document, or a field to undo was not corrected.
        """
        at = datetime.now(UTC).isoformat(timespec="seconds")
        undone = list(dict.fromkeys(undo))
        with self.database.write() as connection:
            key = _key(connection, document_id)
            missing = [one for one in undone if one not in of_document(connection, key)]
            if missing:
                raise NotFound(
                    f"Nobody corrected {', '.join(missing)} of document {document_id}.",
                    hint="`kb correct DOCUMENT` lists what was corrected.",
                )
            touched = withdraw(connection, key, undone)
            for field, value in values.items():
                touched += record(connection, key, field, value, by, at)
            _write_anew(connection, {key, *touched, *_same_content(connection, key)})

    def as_read(self, document_id: str) -> Metadata:
        """What the reader found, whatever was corrected or lent since. Raises NotFound."""
        connection = self.database.connection
        return _as_read(connection, _key(connection, document_id))

    def undo(self, document_id: str, names: Iterable[str]) -> None:
        """Give fields back what was read. Raises as :meth:`correct`."""
        self.correct(document_id, {}, "", undo=names)


def corrected(
    connection: Connection, document: Document, *, source: str
) -> tuple[Metadata, str | None]:
    """What a document on its way in is to be called, and, if that is not as read, what was read (JSON)."""
    found = find(connection, document.collection, document.sha256, [source])
    if not found:
        return document.metadata, None
    return _applied(document.metadata, found.values()), _packed(document.metadata)


def keep_for_content(connection: Connection, document: Document, *, source: str) -> None:
    """Let the corrections of a source hold for the content that now comes from it."""
    for one in find(connection, document.collection, document.sha256, [source]).values():
        connection.execute(
            "INSERT OR REPLACE INTO correction_keys VALUES ('sha256', ?, ?, ?, ?)",
            (document.sha256, document.collection, one.field, one.number),
        )


def _key(connection: Connection, document_id: str) -> int:
    row = connection.execute(
        "SELECT key FROM documents WHERE id = ? AND state = 'ready'", (document_id,)
    ).fetchone()
    if row is None:
        raise NotFound(f"There is no document {document_id}.")
    return int(row[0])


def _same_content(connection: Connection, key: int) -> list[int]:
    """Other readings of the same file, such as one that is about to be published."""
    rows = connection.execute(
        "SELECT o.key FROM documents o JOIN documents d "
        "ON o.sha256 = d.sha256 AND o.collection = d.collection WHERE d.key = ?",
        (key,),
    )
    return [row[0] for row in rows]


def _write_anew(connection: Connection, keys: Iterable[int]) -> None:
    """Put the values in force into the documents' columns, their full text and the works they belong to."""
    for key in sorted(keys):
        take_back(connection, key)
        before = _as_read(connection, key)
        found = of_document(connection, key)
        after = _applied(before, found.values())
        (shown,) = connection.execute(
            "SELECT title FROM documents WHERE key = ?", (key,)
        ).fetchone()
        if shown != after.title:
            mark_outdated(connection, key)
        columns = ", ".join(f"{name} = ?" for name in METADATA_COLUMNS)
        connection.execute(
            f"UPDATE documents SET {columns}, as_read = ? WHERE key = ?",
            (*document_values(after), _packed(before) if found else None, key),
        )
        connection.execute(
            "DELETE FROM passages_text WHERE rowid IN (SELECT key FROM passages WHERE document = ?)",
            (key,),
        )
        connection.execute(
            "INSERT INTO passages_text (rowid, title, section, text) "
            "SELECT key, ?, coalesce(section, ''), text FROM passages WHERE document = ?",
            (after.title or "", key),
        )
        works.renew(connection, key)
    grow_version(connection)


def _as_read(connection: Connection, key: int) -> Metadata:
    (packed,) = connection.execute("SELECT as_read FROM documents WHERE key = ?", (key,)).fetchone()
    return own_metadata(connection, key) if packed is None else _unpacked(packed)


def _applied(metadata: Metadata, found: Iterable[Kept]) -> Metadata:
    kept = {one.field: one for one in found}
    origins = [pair for pair in metadata.origins if pair[0] not in kept]
    origins += [
        (one.field, Correction(one.field, one.value, None, one.by, one.at).origin)
        for one in kept.values()
    ]
    values: dict[str, Any] = {one.field: one.value for one in kept.values()}
    if "authors" in values:
        values["authors"] = values["authors"] or ()
    return replace(metadata, **values, origins=tuple(origins))


def _packed(metadata: Metadata) -> str:
    return json.dumps({one.name: getattr(metadata, one.name) for one in fields(Metadata)})


def _unpacked(packed: str) -> Metadata:
    values = json.loads(packed)
    values["authors"] = tuple(values["authors"])
    values["origins"] = tuple((name, origin) for name, origin in values["origins"])
    return Metadata(**values)
