"""A document's tables and its list of references, beside its passages."""

from __future__ import annotations

import json

from kb.store.database import Connection, Database
from kb.types import Box, Document, Reference, Table


def insert_parts(connection: Connection, key: int | None, document: Document) -> None:
    """Write a new document's tables and references, within the transaction that writes the document."""
    connection.executemany(
        "INSERT INTO document_tables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                ordinal,
                one.page,
                one.caption,
                json.dumps(one.rows, ensure_ascii=False),
                one.header_rows,
                one.notes,
                one.start,
                one.end,
                json.dumps([[box.page, box.x0, box.y0, box.x1, box.y1] for box in one.boxes]),
            )
            for ordinal, one in enumerate(document.tables)
        ],
    )
    connection.executemany(
        "INSERT INTO document_references VALUES (?, ?, ?, ?, ?)",
        [
            (key, ordinal, one.text, one.doi, one.pmid)
            for ordinal, one in enumerate(document.references)
        ],
    )


class Parts:
    """Reading tables and references of published documents."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def tables(self, document_id: str) -> list[Table]:
        """A document's tables, in the order of its text."""
        rows = self.database.connection.execute(
            "SELECT t.caption, t.page, t.rows, t.header_rows, t.notes, t.start, t.stop, t.boxes "
            "FROM document_tables t JOIN documents d ON d.key = t.document "
            "WHERE d.id = ? AND d.state = 'ready' ORDER BY t.ordinal",
            (document_id,),
        )
        return [
            Table(
                caption=caption,
                page=page,
                rows=tuple(tuple(row) for row in json.loads(cells)),
                header_rows=header_rows,
                notes=notes,
                start=start,
                end=end,
                boxes=tuple(Box(*box) for box in json.loads(boxes)),
            )
            for caption, page, cells, header_rows, notes, start, end, boxes in rows
        ]

    def references(self, document_id: str) -> list[Reference]:
        """A document's list of references, in its order."""
        rows = self.database.connection.execute(
            "SELECT r.text, r.doi, r.pmid FROM document_references r "
            "JOIN documents d ON d.key = r.document "
            "WHERE d.id = ? AND d.state = 'ready' ORDER BY r.ordinal",
            (document_id,),
        )
        return [Reference(*row) for row in rows]
