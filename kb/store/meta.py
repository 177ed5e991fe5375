"""Named values of a library, and the version that grows whenever what can be read changes."""

from __future__ import annotations

from kb.store.database import Connection

VERSION = "version"


def read_meta(connection: Connection, key: str) -> str | None:
    """A named value, or ``None``."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set a named value."""
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def grow_version(connection: Connection) -> None:
    """Say that what can be read is another now; within the transaction that makes it so."""
    write_meta(connection, VERSION, str(int(read_meta(connection, VERSION) or 0) + 1))
