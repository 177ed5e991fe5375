"""What became of the works in the library: a join of documents with the list, their titles and each other.

Few works have any standing, so all of it is read at once and held until the library changes.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kb.store.database import Connection, Database
from kb.store.retractions import list_state
from kb.types import DocumentInfo, Notice, NoticeKind

ORDER: tuple[NoticeKind, ...] = ("retracted", "concern", "corrected", "superseded")
# What a title or a record says: the kind of notice, who says it, and in what words.
SAID: dict[str, tuple[NoticeKind, str, str]] = {
    "record-retracted": ("retracted", "its record", "Its record says that it was retracted"),
    "record-notice": ("retracted", "its record", "It is the notice of a retraction"),
    "retracted": ("retracted", "its title", "Its title says that it was retracted"),
    "withdrawn": ("retracted", "its title", "Its title says that it was withdrawn"),
    "notice": ("retracted", "its title", "It is the notice of a retraction"),
    "record-concern": ("concern", "its record", "Its record tells of an expression of concern"),
    "concern": ("concern", "its title", "Its title bears an expression of concern"),
    "record-corrected": ("corrected", "its record", "Its record tells of a correction"),
}
SUPERSEDED = {
    "edition": "A newer edition is in the library",
    "preprint": "The published version is in the library",
}
LIBRARY = "this library"

Standings = Mapping[str, tuple[Notice, ...]]


@dataclass(frozen=True, slots=True)
class _Entry:
    nature: str
    date: str | None
    reason: str | None
    doi: str | None


class Standing:
    """Notices by document id, for the documents that have any. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._guard = threading.Lock()
        self._held: tuple[int, Standings] | None = None

    def all(self, version: int) -> Standings:
        """Every document that has a standing, in the library's present ``version``."""
        held = self._held
        if held is not None and held[0] == version:
            return held[1]
        with self._guard:
            if self._held is None or self._held[0] != version:
                self._held = (version, _read(self.database.connection))
            return self._held[1]

    def put(self, document: DocumentInfo, version: int) -> DocumentInfo:
        """A document with its standing."""
        notices = self.all(version).get(document.id)
        return document if notices is None else replace(document, standing=notices)


def _read(connection: Connection) -> Standings:
    found: dict[str, list[Notice]] = defaultdict(list)
    listed = list_state(connection)
    if listed is not None:
        for document, entries in _listed(connection).items():
            found[document] += _judged(entries, listed.name)
    for document, word in _said(connection):
        kind, source, reason = SAID[word]
        if all(notice.kind != kind for notice in found[document]):
            found[document].append(Notice(kind, source, reason=reason))
    for document, newer, year, why in connection.execute(
        "SELECT d.id, n.id, n.year, d.superseded_as FROM documents d "
        "JOIN documents s ON s.key = d.superseded_by "
        "JOIN documents n ON n.key = coalesce(s.hidden_by, s.key) "
        "WHERE d.superseded_by IS NOT NULL AND d.state = 'ready'"
    ):
        found[document].append(
            Notice("superseded", LIBRARY, reason=SUPERSEDED[why], document=newer, year=year)
        )
    return {
        document: tuple(sorted(notices, key=lambda notice: ORDER.index(notice.kind)))
        for document, notices in found.items()
        if notices
    }


def _listed(connection: Connection) -> dict[str, set[_Entry]]:
    """The list's entries for each document: its own, and those of its twins, a preprint's aside."""
    found: dict[str, set[_Entry]] = defaultdict(set)
    rows = connection.execute(
        "SELECT w.document, w.kind, r.nature, r.date, r.reason, r.notice_doi FROM work_keys w "
        "CROSS JOIN retraction_keys k ON k.kind = w.kind AND k.value = w.value "
        "JOIN retractions r ON r.key = k.retraction "
        "WHERE w.kind IN ('doi', 'preprint', 'pmid')"
    ).fetchall()
    works = _works(connection, {row[0] for row in rows})
    for key, kind, *entry in rows:
        for document, own in works[key]:
            if own or kind != "preprint":
                found[document].add(_Entry(*entry))
    return found


def _said(connection: Connection) -> list[tuple[str, str]]:
    """Documents, and what their own title or record says, or a twin's."""
    rows = connection.execute(
        "SELECT document, value FROM work_keys WHERE kind = 'says' ORDER BY document"
    ).fetchall()
    works = _works(connection, {row[0] for row in rows})
    return [(document, word) for key, word in rows for document, _ in works[key]]


def _works(connection: Connection, keys: Iterable[int]) -> dict[int, list[tuple[str, bool]]]:
    """For each document the ids of all that are the same work, and whether that is the document itself."""
    found: dict[int, list[tuple[str, bool]]] = {}
    for key in keys:
        rows = connection.execute(
            "SELECT m.id, m.key FROM documents d "
            "JOIN documents m ON m.key = coalesce(d.hidden_by, d.key) WHERE d.key = ? "
            "UNION SELECT m.id, m.key FROM documents d "
            "JOIN documents m ON m.hidden_by = coalesce(d.hidden_by, d.key) WHERE d.key = ?",
            (key, key),
        ).fetchall()
        found[key] = [(document, member == key) for document, member in rows]
    return found


def _judged(entries: Iterable[_Entry], source: str) -> list[Notice]:
    """The notices that hold, the last of each kind: a reinstatement cancels the retractions before it."""
    known = sorted(entries, key=lambda one: (one.date or "", one.reason or ""))
    # One without a date cancels every retraction; a retraction without one is cancelled by any.
    reinstated = max(
        (one.date or "9999" for one in known if one.nature == "reinstatement"), default=""
    )
    natures: tuple[tuple[str, NoticeKind], ...] = (
        ("retraction", "retracted"),
        ("concern", "concern"),
        ("correction", "corrected"),
    )
    found = []
    for nature, kind in natures:
        held = [
            one
            for one in known
            if one.nature == nature
            and (kind != "retracted" or not reinstated or (one.date or "") > reinstated)
        ]
        if held:
            last = held[-1]
            found.append(Notice(kind, source, last.date, last.reason, last.doi))
    return found
