"""The catalog's schema, as numbered steps that are only ever appended to.

Each step runs once, in a transaction of its own, and is recorded in ``migrations``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kb.errors import CatalogError

Connection = Any


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            connection.execute(statement)


def _create_catalog(connection: Connection) -> None:
    statements = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE documents (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        edition TEXT NOT NULL,
        collection TEXT NOT NULL CHECK (collection IN ('literature', 'records')),
        state TEXT NOT NULL CHECK (state IN ('pending', 'ready')),
        media_type TEXT NOT NULL,
        title TEXT, authors TEXT NOT NULL, journal TEXT, year INTEGER, volume TEXT,
        page_range TEXT, doi TEXT, pmid TEXT,
        pages INTEGER NOT NULL, passages INTEGER NOT NULL,
        warnings TEXT NOT NULL, attested_by TEXT, added TEXT NOT NULL,
        UNIQUE (sha256, collection, edition)
    );
    CREATE INDEX documents_pending ON documents (key) WHERE state = 'pending';
    CREATE TABLE sources (
        source TEXT NOT NULL, collection TEXT NOT NULL, container TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        PRIMARY KEY (source, collection)
    ) WITHOUT ROWID;
    CREATE INDEX sources_document ON sources (document);
    CREATE INDEX sources_container ON sources (container, collection);
    CREATE TABLE claims (
        source TEXT NOT NULL, collection TEXT NOT NULL, container TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        PRIMARY KEY (source, collection)
    ) WITHOUT ROWID;
    CREATE INDEX claims_document ON claims (document);
    CREATE TABLE containers (
        path TEXT NOT NULL, collection TEXT NOT NULL, sha256 TEXT NOT NULL, edition TEXT NOT NULL,
        PRIMARY KEY (path, collection)
    ) WITHOUT ROWID;
    CREATE TABLE passages (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        page INTEGER NOT NULL, section TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        tokens INTEGER NOT NULL, text TEXT NOT NULL, lines BLOB NOT NULL
    );
    CREATE UNIQUE INDEX passages_place ON passages (document, ordinal);
    CREATE TABLE vectors (
        passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
        vector BLOB NOT NULL
    );
    CREATE VIRTUAL TABLE passages_text USING fts5 (
        title, section, text, content='', contentless_delete=1,
        tokenize="porter unicode61 remove_diacritics 2"
    );
    CREATE TABLE unindexed (
        passage INTEGER PRIMARY KEY, collection TEXT NOT NULL
    );
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL,
        started TEXT NOT NULL, finished TEXT, owner INTEGER NOT NULL,
        progress TEXT NOT NULL, report TEXT, error TEXT
    );
    CREATE INDEX jobs_started ON jobs (started);
    """
    _run(connection, statements)


def _create_code_book(connection: Connection) -> None:
    statements = """
    CREATE TABLE icd_releases (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL, effective TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, added TEXT NOT NULL,
        codes INTEGER NOT NULL, billable INTEGER NOT NULL
    );
    CREATE TABLE icd_codes (
        release INTEGER NOT NULL REFERENCES icd_releases (key) ON DELETE CASCADE,
        code TEXT NOT NULL, position INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('chapter', 'block', 'category', 'code')),
        description TEXT NOT NULL, billable INTEGER NOT NULL, extended INTEGER NOT NULL,
        parent TEXT, chapter TEXT NOT NULL, block TEXT NOT NULL, category TEXT NOT NULL,
        PRIMARY KEY (release, code)
    ) WITHOUT ROWID;
    CREATE INDEX icd_codes_parent ON icd_codes (release, parent, position);
    CREATE TABLE icd_notes (
        release INTEGER NOT NULL REFERENCES icd_releases (key) ON DELETE CASCADE,
        code TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (release, code, position)
    ) WITHOUT ROWID;
    CREATE TABLE icd_index (
        release INTEGER NOT NULL REFERENCES icd_releases (key) ON DELETE CASCADE,
        name TEXT NOT NULL, edition TEXT NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (release, name)
    );
    """
    _run(connection, statements)


def _describe_works(connection: Connection) -> None:
    statements = """
    ALTER TABLE documents ADD COLUMN pmcid TEXT;
    ALTER TABLE documents ADD COLUMN licence TEXT;
    ALTER TABLE documents ADD COLUMN type TEXT;
    ALTER TABLE documents ADD COLUMN design TEXT;
    ALTER TABLE documents ADD COLUMN sample_size INTEGER;
    ALTER TABLE documents ADD COLUMN origins TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE documents ADD COLUMN confidence TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE passages ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
    CREATE TABLE document_tables (
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL, page INTEGER NOT NULL, caption TEXT, rows TEXT NOT NULL,
        header_rows INTEGER NOT NULL, notes TEXT, start INTEGER NOT NULL, stop INTEGER NOT NULL,
        boxes TEXT NOT NULL,
        PRIMARY KEY (document, ordinal)
    ) WITHOUT ROWID;
    CREATE TABLE document_references (
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL, text TEXT NOT NULL, doi TEXT, pmid TEXT,
        PRIMARY KEY (document, ordinal)
    ) WITHOUT ROWID;
    """
    _run(connection, statements)


def _know_the_standing_of_works(connection: Connection) -> None:
    statements = """
    ALTER TABLE documents ADD COLUMN hidden_by INTEGER;
    ALTER TABLE documents ADD COLUMN superseded_by INTEGER;
    ALTER TABLE documents ADD COLUMN superseded_as TEXT;
    CREATE INDEX documents_hidden ON documents (hidden_by) WHERE hidden_by IS NOT NULL;
    CREATE INDEX documents_superseded ON documents (superseded_by) WHERE superseded_by IS NOT NULL;
    CREATE TABLE work_keys (
        kind TEXT NOT NULL, value TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        PRIMARY KEY (kind, value, document)
    ) WITHOUT ROWID;
    CREATE INDEX work_keys_document ON work_keys (document);
    CREATE TABLE retraction_list (
        one INTEGER PRIMARY KEY CHECK (one = 1), file TEXT NOT NULL, newest TEXT, imported TEXT NOT NULL,
        imported_by TEXT NOT NULL, entries INTEGER NOT NULL, passed_over INTEGER NOT NULL
    );
    CREATE TABLE retractions (
        key INTEGER PRIMARY KEY, nature TEXT NOT NULL, date TEXT, reason TEXT, notice_doi TEXT
    );
    CREATE TABLE retraction_keys (
        kind TEXT NOT NULL, value TEXT NOT NULL, retraction INTEGER NOT NULL,
        PRIMARY KEY (kind, value, retraction)
    ) WITHOUT ROWID;
    """
    _run(connection, statements)


def _keep_corrections(connection: Connection) -> None:
    statements = """
    ALTER TABLE documents ADD COLUMN as_read TEXT;
    CREATE TABLE corrections (
        number INTEGER PRIMARY KEY AUTOINCREMENT, field TEXT NOT NULL, value TEXT NOT NULL,
        corrected_by TEXT NOT NULL, corrected_at TEXT NOT NULL
    );
    CREATE TABLE correction_keys (
        kind TEXT NOT NULL CHECK (kind IN ('sha256', 'source')), value TEXT NOT NULL,
        collection TEXT NOT NULL, field TEXT NOT NULL,
        correction INTEGER NOT NULL REFERENCES corrections (number) ON DELETE CASCADE,
        PRIMARY KEY (kind, value, collection, field)
    ) WITHOUT ROWID;
    CREATE INDEX correction_keys_correction ON correction_keys (correction);
    """
    _run(connection, statements)


def _create_conversations(connection: Connection) -> None:
    for statement in (
        "CREATE TABLE conversations (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, "
        "started TEXT NOT NULL, changed TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX conversations_owner ON conversations (owner, changed)",
        "CREATE TABLE turns (conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, "
        "ordinal INTEGER NOT NULL, asked TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, "
        "replay TEXT NOT NULL, PRIMARY KEY (conversation, ordinal)) WITHOUT ROWID",
    ):
        connection.execute(statement)


def _keep_searches(connection: Connection) -> None:
    for statement in (
        "CREATE TABLE searches (id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, "
        "saved TEXT NOT NULL, question TEXT NOT NULL, filters TEXT NOT NULL, sort TEXT NOT NULL, "
        "UNIQUE (owner, name)) WITHOUT ROWID",
        "CREATE INDEX searches_owner ON searches (owner, saved)",
    ):
        connection.execute(statement)


def _keep_sentence_vectors(connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE sentence_vectors ("
        "passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE, "
        "edition TEXT NOT NULL, spans BLOB NOT NULL, vectors BLOB NOT NULL)"
    )


def _mark_outdated_vectors(connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE outdated_vectors (document INTEGER PRIMARY KEY "
        "REFERENCES documents (key) ON DELETE CASCADE, since INTEGER NOT NULL)"
    )
    # What was corrected before this step was embedded with the title that was read.
    connection.execute(
        "INSERT INTO outdated_vectors SELECT key, 0 FROM documents "
        "WHERE as_read IS NOT NULL AND title IS NOT json_extract(as_read, '$.title')"
    )


def _lend_metadata(connection: Connection) -> None:
    connection.execute("ALTER TABLE documents ADD COLUMN lent TEXT")
    connection.execute("CREATE INDEX documents_lent ON documents (key) WHERE lent IS NOT NULL")


STEPS: tuple[tuple[int, str, Callable[[Connection], None]], ...] = (
    (1, "documents, passages, full text, vectors, jobs", _create_catalog),
    (2, "the code book: releases of ICD-10-CM and their indexes", _create_code_book),
    (3, "what a work is, its tables and references", _describe_works),
    (4, "the standing of works: twins, editions, retractions", _know_the_standing_of_works),
    (5, "what people corrected in the metadata", _keep_corrections),
    (6, "conversations", _create_conversations),
    (7, "saved searches", _keep_searches),
    (8, "vectors of sentences", _keep_sentence_vectors),
    (9, "documents whose vectors know another title", _mark_outdated_vectors),
    (10, "what copies of a work lend each other", _lend_metadata),
)


def migrate(connection: Connection) -> list[int]:
    """Bring the schema up to date; return the numbers of the steps that ran.

    Raises:
        CatalogError: the catalog was written by a newer version of this program.
    """
    known = {number for number, _, _ in STEPS}
    # Looked at without a lock first, so that opening never waits for somebody who is writing.
    if _applied(connection) == known:
        return []
    connection.execute("BEGIN EXCLUSIVE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT, applied TEXT)"
        )
        done = _applied(connection)
        if newer := done - known:
            raise CatalogError(
                f"This library was written by a newer version (schema step {max(newer)}).",
                hint="Update clinical-kb before opening it.",
            )
        ran = []
        for number, name, step in STEPS:
            if number not in done:
                step(connection)
                connection.execute(
                    "INSERT INTO migrations VALUES (?, ?, ?)",
                    (number, name, datetime.now(UTC).isoformat(timespec="seconds")),
                )
                ran.append(number)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return ran


def _applied(connection: Connection) -> set[int]:
    """The numbers of the steps that ran before."""
    made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    if made is None:
        return set()
    return {row[0] for row in connection.execute("SELECT number FROM migrations")}
