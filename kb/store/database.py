"""The SQLCipher file: one connection a thread, and transactions."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.errors import CatalogError, WrongKey
from kb.store.migrations import migrate

Connection = Any

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=30000",
)


# What SQLite says when nothing is wrong with the statement, and what it means to a person.
_REFUSALS = {
    "database or disk is full": "the disk is full",
    "attempt to write a readonly database": "it is read-only",
    "disk I/O error": "the disk reports an error",
    "database is locked": "another process has been writing to it for too long",
}


class _Held:
    """A thread's connection: kept alive by the thread alone, so that it closes when the thread ends."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


class Database:
    """An encrypted SQLite file that many threads, and other processes, may use at once (WAL)."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create the file and bring its schema up to date.

        Raises:
            WrongKey: the key does not open the file.
            CatalogError: the file is damaged or written by a newer version.
        """
        self.path = path
        self._key = key
        self._local = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._guard = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        migrate(self.connection)
        path.chmod(0o600)

    @property
    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode."""
        held = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _Held(self._connect())
            with self._guard:
                self._all.add(held)
        return held.connection

    def _connect(self) -> Connection:
        import sqlcipher3

        connection = sqlcipher3.connect(
            str(self.path), isolation_level=None, check_same_thread=False, timeout=30
        )
        # What it would print on the terminal comes as an exception, too.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{self._key.hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher3.DatabaseError as error:
            connection.close()
            raise WrongKey(
                f"The key does not open the catalog {self.path}, or the file is damaged ({error}).",
                hint="Set KB_KEY_FILE to the key this library was made with, or restore a backup.",
            ) from error
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction: committed at the end, rolled back on any error.

        Raises:
            CatalogError: the disk is full, the file read-only or busy; then nothing was written.
        """
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            # A full disk has rolled it back already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if why := _REFUSALS.get(str(error)):
                raise CatalogError(
                    f"The catalog {self.path} could not be written: {why}.",
                    hint="What was there before is unharmed. See to the disk, then try again.",
                ) from error
            raise

    def damage(self) -> list[str]:
        """What `PRAGMA cipher_integrity_check` and `quick_check` find; empty when the file is sound."""
        import sqlcipher3

        found: list[str] = []
        for pragma in ("PRAGMA cipher_integrity_check", "PRAGMA quick_check"):
            try:
                found += [str(row[0]) for row in self.connection.execute(pragma)]
            except sqlcipher3.DatabaseError as error:
                found.append(str(error))
        return [line for line in found if line != "ok"]

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for held in list(self._all):
                held.connection.close()
            self._all.clear()
        self._local = threading.local()
