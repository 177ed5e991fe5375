"""Which documents are the same work or editions of one guideline, kept up as documents come and go.

Each published document of the literature has keys: its DOI, PMID, PMCID, title, what its title says of it,
and, for a guideline, what its editions have in common. Documents that share a key are compared; of those that
are the same work one is offered and the others carry its key in ``hidden_by``. An older edition carries the
newest one's in ``superseded_by``. Everything here runs inside the transaction that publishes or removes, and
looks only at documents that share a key with those that it is given. Records have no keys and no twins.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from kb.store.editions import Edition, newest_edition_of
from kb.store.lending import lend, take_all_back, take_back
from kb.store.members import beginning, member, surname
from kb.store.meta import read_meta, write_meta
from kb.store.twins import Member, best, by_description, same_work
from kb.text.bodies import bodies
from kb.text.identifiers import doi, is_preprint, pmcid, pmid
from kb.text.notices import said_by_record
from kb.text.titles import guideline_key, plain_words, says, title_key, title_year

Connection = Any

# Grows when the rules change, so that each library is gone through once with the new ones.
RULES = "2"
META = "works"
# Kinds of keys by which twins are found. A preprint's DOI is of a kind of its own: what a list says of the
# preprint is not said of the published work.
IDENTITY = ("doi", "preprint", "pmid", "pmcid", "title")
# A key that more documents share (a journal's DOI on every abstract of a supplement) tells none apart.
MOST_SHARED = 20
CHUNK = 500


def welcome(connection: Connection, keys: Sequence[int]) -> None:
    """Give documents that were just published their keys, and arrange the works that they belong to."""
    for chunk in _chunks(keys):
        rows = connection.execute(
            "SELECT key, title, doi, pmid, pmcid, type, warnings FROM documents "
            f"WHERE key IN ({_marks(chunk)}) AND collection = 'literature' AND state = 'ready'",
            chunk,
        ).fetchall()
        connection.executemany(
            "INSERT OR IGNORE INTO work_keys (kind, value, document) VALUES (?, ?, ?)",
            [
                (kind, value, row[0])
                for row in rows
                for kind, value in _keys_of(connection, *row)
                if value is not None
            ],
        )
    settle(connection, keys)


def renew(connection: Connection, key: int) -> None:
    """Take a document's keys anew, after a person corrected its metadata."""
    take_back(connection, key)
    before = neighbours(connection, [key])
    connection.execute("DELETE FROM work_keys WHERE document = ?", (key,))
    _release(connection, [key])
    welcome(connection, [key])
    settle(connection, before)


def refresh(connection: Connection) -> bool:
    """Go through the whole library once where the rules are newer; return whether it was needed."""
    if read_meta(connection, META) == RULES:
        return False
    take_all_back(connection)
    connection.execute("DELETE FROM work_keys")
    connection.execute(
        "UPDATE documents SET hidden_by = NULL, superseded_by = NULL, superseded_as = NULL "
        "WHERE hidden_by IS NOT NULL OR superseded_by IS NOT NULL"
    )
    keys = [
        row[0]
        for row in connection.execute(
            "SELECT key FROM documents WHERE collection = 'literature' AND state = 'ready'"
        )
    ]
    welcome(connection, keys)
    write_meta(connection, META, RULES)
    return bool(keys)


def neighbours(connection: Connection, keys: Sequence[int]) -> list[int]:
    """Documents that share a key with these, without them."""
    found: set[int] = set()
    for chunk in _chunks(keys):
        found |= {
            row[0]
            for row in connection.execute(
                "SELECT b.document FROM work_keys a JOIN work_keys b "
                "ON b.kind = a.kind AND b.value = a.value "
                f"WHERE a.document IN ({_marks(chunk)}) AND a.kind != 'says'",
                chunk,
            )
        }
    return sorted(found - set(keys))


def forget(connection: Connection, keys: Sequence[int]) -> None:
    """Let go of documents that are about to be deleted, so that none stays hidden behind them."""
    for chunk in _chunks(keys):
        marks = _marks(chunk)
        connection.execute(
            f"UPDATE documents SET hidden_by = NULL WHERE hidden_by IN ({marks})", chunk
        )
        connection.execute(
            "UPDATE documents SET superseded_by = NULL, superseded_as = NULL "
            f"WHERE superseded_by IN ({marks})",
            chunk,
        )


def present(connection: Connection, keys: Iterable[int]) -> list[int]:
    """Those of these documents that are (still) here."""
    return [
        key
        for key in dict.fromkeys(keys)
        if connection.execute("SELECT 1 FROM documents WHERE key = ?", (key,)).fetchone()
    ]


def settle(connection: Connection, keys: Sequence[int]) -> None:
    """Arrange anew the works and editions that these documents belong to."""
    seen: set[int] = set()
    touched: set[int] = set(keys)
    # Documents of a key that has just become too common are looked at again, without it.
    crowd: set[int] = set()
    waiting: Sequence[int] = keys
    while waiting:
        for chunk in _chunks(waiting):
            shared = _sharing(connection, chunk)
            for key in chunk:
                if key in seen:
                    continue
                members = _work(connection, key, crowd) if key in shared else {}
                seen |= {key, *members}
                if members:
                    _arrange(connection, list(members.values()))
                else:
                    _release(connection, [key])
        touched |= seen
        waiting = sorted(crowd - seen)
    _settle_editions(connection, sorted(touched))


def _keys_of(
    connection: Connection,
    key: int,
    title: str | None,
    raw_doi: str | None,
    raw_pmid: str | None,
    raw_pmcid: str | None,
    kind: str | None,
    warnings: str,
) -> Iterator[tuple[str, str | None]]:
    name = doi(raw_doi)
    yield ("preprint" if is_preprint(name) else "doi"), name
    yield "pmid", pmid(raw_pmid)
    yield "pmcid", pmcid(raw_pmcid)
    yield "title", title_key(title)
    yield "guideline", guideline_key(title, kind)
    for word in said_by_record(json.loads(warnings)):
        yield "says", word
    if title and "retract" in title.lower() and says(title) is None:
        yield "says", says(title, beginning(connection, key))
    else:
        yield "says", says(title)


def _sharing(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Those of these documents that share a key of identity with any other."""
    kinds = ",".join(f"'{kind}'" for kind in IDENTITY)
    return {
        row[0]
        for row in connection.execute(
            f"SELECT a.document FROM work_keys a WHERE a.document IN ({_marks(keys)}) "
            f"AND a.kind IN ({kinds}) AND EXISTS (SELECT 1 FROM work_keys b "
            "WHERE b.kind = a.kind AND b.value = a.value AND b.document != a.document)",
            tuple(keys),
        )
    }


def _work(connection: Connection, start: int, crowd: set[int]) -> dict[int, Member]:
    """The documents of the work that one belongs to, itself among them; adds to ``crowd``."""
    found = {start: member(connection, start)}
    compared: dict[int, Member] = dict(found)
    waiting = [start]
    while waiting:
        here = compared[waiting.pop()]
        for other in _candidates(connection, here.key, crowd):
            if other in found:
                continue
            if other not in compared:
                compared[other] = member(connection, other)
            if same_work(here, compared[other]):
                found[other] = compared[other]
                waiting.append(other)
    return found


def _candidates(connection: Connection, key: int, crowd: set[int]) -> list[int]:
    found: dict[int, None] = {}
    for kind, value in connection.execute(
        "SELECT kind, value FROM work_keys WHERE document = ?", (key,)
    ).fetchall():
        if kind not in IDENTITY:
            continue
        rows = connection.execute(
            "SELECT w.document, d.hidden_by FROM work_keys w JOIN documents d ON d.key = w.document "
            "WHERE w.kind = ? AND w.value = ? ORDER BY w.document LIMIT ?",
            (kind, value, MOST_SHARED + 1),
        ).fetchall()
        if len(rows) <= MOST_SHARED:
            found |= dict.fromkeys(row[0] for row in rows if row[0] != key)
        else:
            crowd |= {row[0] for row in rows if row[1] is not None}
    return list(found)


def _arrange(connection: Connection, members: Sequence[Member]) -> None:
    """Offer the best of a work's documents, hide the others behind it, and let them lend it what they know.

    A preprint whose published version is here as an abstract only stays beside it, marked.
    """
    offered = best(members)
    published = [one for one in members if not one.preprint]
    kept: Member | None = None
    if offered.preprint and published:
        kept, offered = offered, best(published)
    for one in members:
        hidden = None if one in (offered, kept) else offered.key
        connection.execute(
            "UPDATE documents SET hidden_by = ?, superseded_by = ?, superseded_as = ? WHERE key = ?",
            (
                hidden,
                offered.key if one is kept else None,
                "preprint" if one is kept else None,
                one.key,
            ),
        )
        take_back(connection, one.key)
    # Nothing is lent to a published work by its preprint, whose names and year are its own.
    behind = [
        one for one in members if one not in (offered, kept) and one.preprint == offered.preprint
    ]
    lend(connection, offered.key, [one.key for one in by_description(behind)])


def _release(connection: Connection, keys: Sequence[int]) -> None:
    for key in keys:
        take_back(connection, key)
    connection.executemany(
        "UPDATE documents SET hidden_by = NULL, superseded_by = NULL, superseded_as = NULL "
        "WHERE key = ? AND (hidden_by IS NOT NULL OR superseded_by IS NOT NULL)",
        [(key,) for key in keys],
    )


def _settle_editions(connection: Connection, keys: Sequence[int]) -> None:
    values: set[str] = set()
    for chunk in _chunks(keys):
        values |= {
            row[0]
            for row in connection.execute(
                "SELECT value FROM work_keys WHERE kind = 'guideline' "
                f"AND document IN ({_marks(chunk)})",
                chunk,
            )
        }
    for value in sorted(values):
        rows = connection.execute(
            "SELECT d.key, d.title, d.authors, d.journal, d.year, d.superseded_as FROM work_keys w "
            "JOIN documents d ON d.key = w.document "
            "WHERE w.kind = 'guideline' AND w.value = ? AND d.hidden_by IS NULL LIMIT ?",
            (value, MOST_SHARED + 1),
        ).fetchall()
        editions = [
            Edition(
                key=key,
                year=year,
                title_year=title_year(title),
                bodies=bodies(title or "").union(*map(bodies, json.loads(authors))),
                people=frozenset(
                    name for one in json.loads(authors) if (name := surname([one])) is not None
                ),
                journal=" ".join(plain_words(journal or "")) or None,
            )
            for key, title, authors, journal, year, _ in rows
        ]
        newest = newest_edition_of(editions) if len(editions) <= MOST_SHARED else {}
        for key, *_, superseded_as in rows:
            if superseded_as == "preprint":
                continue
            newer = newest.get(key)
            connection.execute(
                "UPDATE documents SET superseded_by = ?, superseded_as = ? WHERE key = ?",
                (newer, None if newer is None else "edition", key),
            )


def _chunks(keys: Iterable[int]) -> Iterator[tuple[int, ...]]:
    walk = iter(keys)
    while chunk := tuple(islice(walk, CHUNK)):
        yield chunk


def _marks(chunk: Sequence[int]) -> str:
    return ",".join("?" * len(chunk))
