"""The encrypted file."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from kb.errors import CatalogError, WrongKey
from kb.store.database import Database

KEY = bytes(range(32))
SECRET = "Zanzibarov has hypertension"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def filled(path: Path) -> Database:
    database = Database(path, KEY)
    with database.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('secret', ?)", (SECRET,))
    return database


def test_what_is_written_is_unreadable_without_the_key(path: Path) -> None:
    database = filled(path)
    on_disk = b"".join(one.read_bytes() for one in path.parent.iterdir())
    database.close()
    on_disk += b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"Zanzibarov" not in on_disk
    assert b"SQLite format" not in on_disk
    assert b"CREATE TABLE" not in on_disk
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")


def test_another_key_is_refused_and_harms_nothing(path: Path) -> None:
    filled(path).close()
    with pytest.raises(WrongKey, match="does not open"):
        Database(path, bytes(32))
    again = Database(path, KEY)
    assert again.connection.execute("SELECT value FROM meta").fetchone() == (SECRET,)
    again.close()


def test_a_sound_file_has_no_damage(path: Path) -> None:
    database = filled(path)
    assert database.damage() == []
    database.close()


def test_a_flipped_byte_is_found(path: Path) -> None:
    filled(path).close()
    content = bytearray(path.read_bytes())
    content[4096 * 2 + 100] ^= 0xFF
    path.write_bytes(content)
    database = Database(path, KEY)
    assert any("page 3" in line or "HMAC" in line for line in database.damage())
    database.close()


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    database = Database(path, KEY)

    def write_half() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO meta VALUES ('a', '1')")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_half()
    assert database.connection.execute("SELECT count(*) FROM meta").fetchone() == (0,)
    with database.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', '1')")
    assert database.connection.execute("SELECT count(*) FROM meta").fetchone() == (1,)
    database.close()


def test_threads_see_what_others_committed(path: Path) -> None:
    database = filled(path)
    seen = []
    thread = threading.Thread(
        target=lambda: seen.append(database.connection.execute("SELECT value FROM meta").fetchone())
    )
    thread.start()
    thread.join()
    assert seen == [(SECRET,)]
    database.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files through /proc")
def test_a_thread_that_ends_takes_its_connection_along(path: Path) -> None:
    database = Database(path, KEY)

    def look() -> None:
        database.connection.execute("SELECT count(*) FROM meta").fetchone()

    def run(times: int) -> int:
        for _ in range(times):
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    assert run(20) == run(1)
    database.close()


def test_a_closed_database_opens_again_when_it_is_used(path: Path) -> None:
    database = filled(path)
    database.close()
    assert database.connection.execute("SELECT value FROM meta").fetchone() == (SECRET,)
    database.close()


def test_the_file_is_readable_by_its_owner_only_whatever_the_umask(path: Path) -> None:
    before = os.umask(0o022)
    try:
        Database(path, KEY).close()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_is_said_and_leaves_everything_as_it_was(path: Path) -> None:
    database = filled(path)
    (pages,) = database.connection.execute("PRAGMA page_count").fetchone()
    database.connection.execute(f"PRAGMA max_page_count={pages}")

    def write_much() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO meta VALUES ('small', '1')")
            connection.execute("INSERT INTO meta VALUES ('large', ?)", ("x" * 1_000_000,))

    with pytest.raises(CatalogError, match="the disk is full"):
        write_much()
    assert database.connection.execute("SELECT value FROM meta").fetchall() == [(SECRET,)]
    database.close()


def test_a_statement_that_is_wrong_is_no_matter_of_the_disk(path: Path) -> None:
    database = filled(path)

    def write_wrongly() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(Exception, match="no such table") as raised:
        write_wrongly()
    assert not isinstance(raised.value, CatalogError)
    database.close()
