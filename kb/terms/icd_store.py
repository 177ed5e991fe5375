"""The code book's tables: releases, codes and notes, written at once and read by code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kb.store.database import Connection, Database
from kb.terms.icd_entries import CodeLine, Release
from kb.terms.icd_tabular import TabularRow

_BATCH = 5000
_SIGNS = re.compile(r"[\s.]+")

Step = Callable[[int, int, str], None]


def with_dot(code: str) -> str:
    """A code as the list writes it: upper case, dot after the third character; ranges stay."""
    plain = _SIGNS.sub("", code.strip().replace("–", "-")).upper()
    if "-" in plain or len(plain) <= 3:
        return plain
    return f"{plain[:3]}.{plain[3:]}"


class CodeTables:
    """Reading and writing the icd_* tables of the catalog."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # -- releases ---------------------------------------------------------------------------

    def releases(self) -> list[tuple[int, Release]]:
        """Every release with its key, the newest first."""
        rows = self.database.connection.execute(
            "SELECT key, name, effective, codes, billable, sha256, added FROM icd_releases "
            "ORDER BY effective DESC"
        ).fetchall()
        found: list[tuple[int, Release]] = []
        until: date | None = None
        for key, name, effective, codes, billable, sha256, added in rows:
            first = date.fromisoformat(effective)
            found.append((key, Release(name, first, until, codes, billable, sha256, added)))
            until = first - timedelta(days=1)
        return found

    def write_release(
        self,
        name: str,
        effective: date,
        sha256: str,
        rows: Iterable[TabularRow],
        progress: Step,
        *,
        anew: bool = True,
    ) -> int:
        """Write a release, in place of one of the same day; return its key.

        All or nothing: readers see the release once it is complete. If it need not be written
        ``anew``, what another process has just written of the same file stays as it is.
        """
        with self.database.write() as connection:
            held = connection.execute(
                "SELECT key FROM icd_releases WHERE effective = ? AND sha256 = ?",
                (effective.isoformat(), sha256),
            ).fetchone()
            if held is not None and not anew:
                return int(held[0])
            connection.execute(
                "DELETE FROM icd_releases WHERE effective = ?", (effective.isoformat(),)
            )
            key = connection.execute(
                "INSERT INTO icd_releases (name, effective, sha256, added, codes, billable) "
                "VALUES (?, ?, ?, ?, 0, 0)",
                (name, effective.isoformat(), sha256, datetime.now(UTC).isoformat("T", "seconds")),
            ).lastrowid
            _insert(connection, key, rows, progress)
            connection.execute(
                "UPDATE icd_releases SET "
                "codes = (SELECT count(*) FROM icd_codes WHERE release = :key "
                "         AND kind IN ('category', 'code')), "
                "billable = (SELECT count(*) FROM icd_codes WHERE release = :key AND billable) "
                "WHERE key = :key",
                {"key": key},
            )
        return int(key)

    # -- codes ------------------------------------------------------------------------------

    def row(self, release: int, code: str) -> tuple[Any, ...] | None:
        """code, description, kind, billable, parent, chapter, block, category; None if there is none."""
        found: tuple[Any, ...] | None = self.database.connection.execute(
            "SELECT code, description, kind, billable, parent, chapter, block, category "
            "FROM icd_codes WHERE release = ? AND code = ?",
            (release, code),
        ).fetchone()
        return found

    def notes(self, release: int, codes: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """For each of these codes its (kind, text), in the order of the list."""
        marks = ", ".join("?" * len(codes))
        rows = self.database.connection.execute(
            f"SELECT code, kind, text FROM icd_notes WHERE release = ? AND code IN ({marks}) "
            "ORDER BY code, position",
            (release, *codes),
        )
        found: dict[str, list[tuple[str, str]]] = {}
        for code, kind, text in rows:
            found.setdefault(code, []).append((kind, text))
        return found

    def children(self, release: int, code: str | None) -> list[CodeLine]:
        """The lines right below one; the chapters, below None."""
        where = "parent IS NULL" if code is None else "parent = ?"
        rows = self.database.connection.execute(
            "SELECT code, description, kind, billable FROM icd_codes "
            f"WHERE release = ? AND {where} ORDER BY position",
            (release,) if code is None else (release, code),
        )
        return [_line(row) for row in rows]

    def lines(self, release: int, codes: Sequence[str]) -> dict[str, CodeLine]:
        """These lines by code; those that do not exist are left out."""
        marks = ", ".join("?" * len(codes))
        rows = self.database.connection.execute(
            "SELECT code, description, kind, billable FROM icd_codes "
            f"WHERE release = ? AND code IN ({marks})",
            (release, *codes),
        )
        return {row[0]: _line(row) for row in rows}

    def beginning(self, release: int, start: str, limit: int) -> list[CodeLine]:
        """Categories and codes whose code begins so, in the order of the list."""
        rows = self.database.connection.execute(
            "SELECT code, description, kind, billable FROM icd_codes "
            "WHERE release = ? AND code >= ? AND code < ? AND kind IN ('category', 'code') "
            "ORDER BY code LIMIT ?",
            (release, start, start + "\uffff", limit),
        )
        return [_line(row) for row in rows]

    def every(self, release: int) -> Iterator[tuple[Any, ...]]:
        """Every line in order: code, description, kind, billable, extended, parent, category."""
        yield from self.database.connection.execute(
            "SELECT code, description, kind, billable, extended, parent, category "
            "FROM icd_codes WHERE release = ? ORDER BY position",
            (release,),
        )

    def every_note(self, release: int) -> Iterator[tuple[str, str, str]]:
        """Every note: code, kind, text."""
        yield from self.database.connection.execute(
            "SELECT code, kind, text FROM icd_notes WHERE release = ? ORDER BY code, position",
            (release,),
        )

    # -- indexes ----------------------------------------------------------------------------

    def index(self, release: int, name: str, edition: str) -> bytes | None:
        """A stored index of that edition, or None."""
        row = self.database.connection.execute(
            "SELECT value FROM icd_index WHERE release = ? AND name = ? AND edition = ?",
            (release, name, edition),
        ).fetchone()
        return None if row is None else row[0]

    def edition(self, release: int, name: str) -> str | None:
        """The edition of a stored index, or None where there is none."""
        row = self.database.connection.execute(
            "SELECT edition FROM icd_index WHERE release = ? AND name = ?", (release, name)
        ).fetchone()
        return None if row is None else str(row[0])

    def put_index(self, release: int, name: str, edition: str, value: bytes) -> None:
        """Store an index in place of an older edition."""
        with self.database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO icd_index (release, name, edition, value) VALUES (?, ?, ?, ?)",
                (release, name, edition, value),
            )


def _line(row: tuple[Any, ...]) -> CodeLine:
    return CodeLine(row[0], row[1], row[2], bool(row[3]))


def _insert(
    connection: Connection, release: int | None, rows: Iterable[TabularRow], progress: Step
) -> None:
    codes: list[tuple[Any, ...]] = []
    notes: list[tuple[Any, ...]] = []
    position = 0

    def flush() -> None:
        connection.executemany(
            "INSERT INTO icd_codes (release, code, position, kind, description, billable, extended, "
            "parent, chapter, block, category) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            codes,
        )
        connection.executemany("INSERT INTO icd_notes VALUES (?, ?, ?, ?, ?)", notes)
        codes.clear()
        notes.clear()

    for position, row in enumerate(rows, start=1):
        codes.append(
            (
                release,
                row.code,
                position,
                row.kind,
                row.description,
                row.billable,
                row.extended,
                row.parent,
                row.chapter,
                row.block,
                row.category,
            )
        )
        notes += [(release, row.code, at, kind, text) for at, (kind, text) in enumerate(row.notes)]
        if len(codes) >= _BATCH:
            flush()
            progress(position, 0, "codes")
    flush()
    progress(position, position, "codes")
