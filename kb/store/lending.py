"""What the copy of a work that is offered does not say of itself, lent by the copies that stand behind it.

A PDF that was read well is offered before the XML of the same article, and often knows no PMID or year. The
values stand in the offered document's own columns, so that lists, filters and citations have them; ``lent`` names
their fields, and each field's origin names the copy. A document's keys and corrections are of what it says
itself: whoever asks for that takes what was lent away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kb.store.database import Connection
from kb.store.rows import METADATA_COLUMNS, document_values, metadata_of
from kb.types import Metadata

FIELDS = ("journal", "year", "volume", "pages", "doi", "pmid", "pmcid", "type")


def lend(connection: Connection, offered: int, hidden: Sequence[int]) -> None:
    """Fill what the offered document does not know from the first of the hidden ones that does.

    A field that a person emptied stays empty.
    """
    own = own_metadata(connection, offered)
    said = {name for name, _ in own.origins}
    wanted = [name for name in FIELDS if getattr(own, name) is None and name not in said]
    found: dict[str, Any] = {}
    origins: list[tuple[str, str]] = []
    for key in hidden if wanted else ():
        other, name = own_metadata(connection, key), _file_name(connection, key)
        for field in wanted:
            if field not in found and getattr(other, field) is not None:
                found[field] = getattr(other, field)
                origins.append((field, f"its copy {name}"))
    _write(
        connection, offered, replace(own, **found, origins=(*own.origins, *origins)), list(found)
    )


def take_back(connection: Connection, key: int) -> None:
    """Leave a document what it says itself."""
    row = connection.execute("SELECT lent FROM documents WHERE key = ?", (key,)).fetchone()
    if row is not None and row[0] is not None:
        _write(connection, key, own_metadata(connection, key), [])


def take_all_back(connection: Connection) -> None:
    """Leave every document what it says itself."""
    for (key,) in connection.execute("SELECT key FROM documents WHERE lent IS NOT NULL").fetchall():
        take_back(connection, key)


def own_metadata(connection: Connection, key: int) -> Metadata:
    """A document's metadata, corrected where a person did, without what was lent."""
    columns = ", ".join(METADATA_COLUMNS)
    *values, lent = connection.execute(
        f"SELECT {columns}, lent FROM documents WHERE key = ?", (key,)
    ).fetchone()
    shown = metadata_of(values)
    if lent is None:
        return shown
    names: list[str] = json.loads(lent)
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(
        shown, **nothing, origins=tuple(pair for pair in shown.origins if pair[0] not in names)
    )


def _write(connection: Connection, key: int, metadata: Metadata, lent: Sequence[str]) -> None:
    columns = ", ".join(f"{name} = ?" for name in METADATA_COLUMNS)
    connection.execute(
        f"UPDATE documents SET {columns}, lent = ? WHERE key = ?",
        (*document_values(metadata), json.dumps(lent) if lent else None, key),
    )


def _file_name(connection: Connection, key: int) -> str:
    (source,) = connection.execute(
        "SELECT coalesce(min(source), '') FROM sources WHERE document = ?", (key,)
    ).fetchone()
    return str(source).rsplit("/", 1)[-1]
