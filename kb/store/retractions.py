"""The list of retractions, as it was last imported; a later import replaces the whole of it.

It is kept beside the documents and joined with them at reading (:mod:`kb.store.standing`), so that a document
that is added after the list is known at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kb.store.database import Connection, Database
from kb.store.meta import grow_version
from kb.text.identifiers import is_preprint

Nature = Literal["retraction", "correction", "concern", "reinstatement"]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry: what became of the work of this DOI or PMID (at least one of them), and when.

    ``doi`` and ``pmid`` in the forms of :mod:`kb.text.identifiers`, ``date`` ISO, ``notice_doi`` the DOI of
    the published notice.
    """

    nature: Nature
    doi: str | None
    pmid: str | None
    date: str | None = None
    reason: str | None = None
    notice_doi: str | None = None


@dataclass(frozen=True, slots=True)
class ListState:
    """The list that is in force: ``newest`` entry's date, when and by whom it was imported.

    ``passed_over`` rows named no DOI or PMID, or a nature that is not known here.
    """

    file: str
    newest: str | None
    imported: str
    imported_by: str
    entries: int
    passed_over: int

    @property
    def name(self) -> str:
        """How the list is named as a source."""
        return f"Retraction Watch list of {self.newest or self.imported[:10]}"


class Retractions:
    """The list, read and replaced."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def state(self) -> ListState | None:
        """The list in force, or ``None`` where none was imported."""
        return list_state(self.database.connection)

    def replace(
        self, entries: Iterable[ListEntry | None], *, file: str, imported_by: str
    ) -> ListState:
        """Put a new list in the place of the old one, wholly or not at all.

        Args:
            entries: ``None`` for a row that was passed over. What they raise leaves the old list as it was.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        newest: str | None = None
        count = passed_over = 0
        with self.database.write() as connection:
            connection.execute("DELETE FROM retraction_list")
            connection.execute("DELETE FROM retractions")
            connection.execute("DELETE FROM retraction_keys")
            for entry in entries:
                if entry is None:
                    passed_over += 1
                    continue
                count += 1
                _insert(connection, count, entry)
                # A year that was mistyped must not make the list look newer than it is.
                if entry.date and (newest or "") < entry.date <= now[:10]:
                    newest = entry.date
            connection.execute(
                "INSERT INTO retraction_list VALUES (1, ?, ?, ?, ?, ?, ?)",
                (file, newest, now, imported_by, count, passed_over),
            )
            grow_version(connection)
        return ListState(file, newest, now, imported_by, count, passed_over)


def list_state(connection: Connection) -> ListState | None:
    """The list in force, or ``None``."""
    row = connection.execute(
        "SELECT file, newest, imported, imported_by, entries, passed_over FROM retraction_list"
    ).fetchone()
    return None if row is None else ListState(*row)


def _insert(connection: Connection, key: int, entry: ListEntry) -> None:
    connection.execute(
        "INSERT INTO retractions VALUES (?, ?, ?, ?, ?)",
        (key, entry.nature, entry.date, entry.reason, entry.notice_doi),
    )
    if entry.doi:
        kind = "preprint" if is_preprint(entry.doi) else "doi"
        connection.execute("INSERT INTO retraction_keys VALUES (?, ?, ?)", (kind, entry.doi, key))
    if entry.pmid:
        connection.execute("INSERT INTO retraction_keys VALUES ('pmid', ?, ?)", (entry.pmid, key))
