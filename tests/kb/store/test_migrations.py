"""The schema's steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import CatalogError
from kb.store.database import Database
from kb.store.migrations import STEPS, migrate

KEY = bytes(32)


def test_steps_are_numbered_without_gaps_from_one() -> None:
    assert [number for number, _, _ in STEPS] == list(range(1, len(STEPS) + 1))


def test_every_step_runs_once(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.db", KEY)
    assert migrate(database.connection) == []
    database.close()
    again = Database(tmp_path / "catalog.db", KEY)
    recorded = again.connection.execute("SELECT number, name FROM migrations ORDER BY number")
    assert recorded.fetchall() == [(number, name) for number, name, _ in STEPS]
    again.close()


def test_a_library_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.db", KEY)
    with database.write() as connection:
        connection.execute("INSERT INTO migrations VALUES (999, 'from the future', '')")
    database.close()
    with pytest.raises(CatalogError, match="newer version") as caught:
        Database(tmp_path / "catalog.db", KEY)
    assert "Update clinical-kb" in caught.value.hint


def test_opening_does_not_wait_for_somebody_who_is_writing(tmp_path: Path) -> None:
    writer = Database(tmp_path / "catalog.db", KEY)
    with writer.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', '1')")
        reader = Database(tmp_path / "catalog.db", KEY)
        assert reader.connection.execute("SELECT count(*) FROM meta").fetchone() == (0,)
        reader.close()
    writer.close()
