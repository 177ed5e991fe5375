"""How documents enter and leave the catalog's tables, statement by statement, inside a transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.store import correction_rows, corrections, works
from kb.store.database import Connection
from kb.store.embeddings import mark_outdated
from kb.store.parts import insert_parts
from kb.store.rows import Vectors, document_values, pack_lines, pack_vector
from kb.types import Document, Passage


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document on its way in. ``container`` is the file that ``source`` lies in (often the same)."""

    id: str
    document: Document
    passages: Sequence[Passage]
    vectors: Vectors
    edition: str
    container: str
    attested_by: str | None = None


def insert_document(connection: Connection, entry: NewDocument) -> None:
    """Write a document as pending with its passages, full text and vectors, and claim its source."""
    document = entry.document
    known = connection.execute("SELECT key FROM documents WHERE id = ?", (entry.id,)).fetchone()
    if known is None:
        metadata, as_read = corrections.corrected(connection, document, source=document.source)
        cursor = connection.execute(
            "INSERT INTO documents (id, sha256, edition, collection, state, media_type, title, authors, "
            "journal, year, volume, page_range, doi, pmid, pmcid, licence, type, design, sample_size, "
            "origins, pages, passages, warnings, confidence, attested_by, added, as_read) "
            "VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.id,
                document.sha256,
                entry.edition,
                document.collection,
                document.media_type,
                *document_values(metadata),
                document.page_count,
                len(entry.passages),
                json.dumps(document.warnings, ensure_ascii=False),
                json.dumps([round(page, 3) for page in document.confidence]),
                entry.attested_by,
                datetime.now(UTC).isoformat(timespec="seconds"),
                as_read,
            ),
        )
        key = cursor.lastrowid
        _insert_passages(connection, key, metadata.title or "", entry)
        if metadata.title != document.metadata.title:
            # It was embedded under the title that was read.
            mark_outdated(connection, key)
        insert_parts(connection, key, document)
        corrections.keep_for_content(connection, document, source=document.source)
    else:
        key = known[0]
    connection.execute(
        "INSERT OR REPLACE INTO claims (source, collection, container, document) VALUES (?, ?, ?, ?)",
        (document.source, document.collection, entry.container, key),
    )


def _insert_passages(
    connection: Connection, key: int | None, title: str, entry: NewDocument
) -> None:
    """Write a document's passages with their vectors, and their full text under its title."""
    for one, vector in zip(entry.passages, entry.vectors, strict=True):
        row = connection.execute(
            'INSERT INTO passages (document, ordinal, page, section, start, "end", tokens, text, lines, kind) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                one.ordinal,
                one.page,
                one.section,
                one.start,
                one.end,
                one.tokens,
                one.text,
                pack_lines(one.lines),
                one.kind,
            ),
        ).lastrowid
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, pack_vector(vector)))
        connection.execute(
            "INSERT INTO passages_text (rowid, title, section, text) VALUES (?, ?, ?, ?)",
            (row, title, one.section or "", one.text),
        )


def unpoint(connection: Connection, source: str, collection: str) -> list[int]:
    """Drop a source; return the key of the document that it pointed at, if any."""
    rows = connection.execute(
        "SELECT document FROM sources WHERE source = ? AND collection = ?", (source, collection)
    ).fetchall()
    connection.execute(
        "DELETE FROM sources WHERE source = ? AND collection = ?", (source, collection)
    )
    return [row[0] for row in rows]


def point(
    connection: Connection, source: str, collection: str, container: str, key: int
) -> list[int]:
    """Let a source point at a document; return the key of the one that it pointed at before, if any."""
    before = unpoint(connection, source, collection)
    connection.execute(
        "INSERT INTO sources (source, collection, container, document) VALUES (?, ?, ?, ?)",
        (source, collection, container, key),
    )
    correction_rows.follow(connection, source, collection, key)
    return before


def drop_orphans(connection: Connection, keys: Iterable[int]) -> list[str]:
    """Delete those of these documents that no source holds any more; return their ids.

    Twins that stood behind them come forward.
    """
    gone = []
    left: list[int] = []
    for key in dict.fromkeys(keys):
        row = connection.execute(
            "SELECT id FROM documents d WHERE d.key = ? "
            "AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.document = d.key) "
            "AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.document = d.key)",
            (key,),
        ).fetchone()
        if row is None:
            continue
        connection.execute(
            "INSERT OR REPLACE INTO unindexed (passage, collection) "
            "SELECT p.key, d.collection FROM passages p JOIN documents d ON d.key = p.document "
            "WHERE d.key = ?",
            (key,),
        )
        connection.execute(
            "DELETE FROM passages_text WHERE rowid IN (SELECT key FROM passages WHERE document = ?)",
            (key,),
        )
        left += works.neighbours(connection, [key])
        works.forget(connection, [key])
        connection.execute("DELETE FROM documents WHERE key = ?", (key,))
        gone.append(row[0])
    works.settle(connection, works.present(connection, left))
    return gone
