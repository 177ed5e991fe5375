"""Saved searches as rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.store.database import Database
from kb.store.searches import SearchTable


@pytest.fixture
def table(tmp_path: Path) -> SearchTable:
    return SearchTable(Database(tmp_path / "catalog.db", b"k" * 32))


def test_one_is_found_by_its_id_or_its_name(table: SearchTable) -> None:
    saved = table.save("me", "ACE/ARB", "ace inhibitor", "{}", "year")
    assert table.one(saved.id, "me") == saved
    assert table.one("ACE/ARB", "me") == saved
    assert table.one("ACE/ARB", "you") is None
    assert table.one("ace", "me") is None


def test_an_id_goes_before_a_name_that_looks_like_it(table: SearchTable) -> None:
    first = table.save("me", "first", "a", "{}", "year")
    table.save("me", first.id, "b", "{}", "year")
    assert table.one(first.id, "me") == first


def test_a_list_can_be_read_in_pages(table: SearchTable) -> None:
    every = [table.save("me", f"s{n}", "q", "{}", "year").name for n in range(6)][::-1]
    assert [row.name for row in table.all("me")] == every
    assert [row.name for row in table.all("me", limit=2, offset=1)] == every[1:3]


def test_the_same_name_keeps_its_id_and_comes_first(table: SearchTable) -> None:
    first = table.save("me", "first", "a", "{}", "year")
    table.save("me", "second", "b", "{}", "year")
    again = table.save("me", "first", "c", "{}", "relevance")
    assert again.id == first.id
    assert [row.name for row in table.all("me")] == ["first", "second"]
