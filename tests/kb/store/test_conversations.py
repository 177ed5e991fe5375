"""Conversations as rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.errors import CatalogError, WrongValue
from kb.store.conversations import MOST_WORDS, ConversationTable, is_identity, searchable, unknown
from kb.store.database import Database

ANSWER = '{"question": "How is warfarin steered?", "answer": "By the INR."}'


@pytest.fixture
def table(tmp_path: Path) -> ConversationTable:
    return ConversationTable(Database(tmp_path / "catalog.db", b"k" * 32))


def start(table: ConversationTable, owner: str = "me", title: str = "Warfarin") -> str:
    return table.start(owner, title, "How?", ANSWER, "{}")


def test_a_conversation_begins_with_its_first_turn(table: ConversationTable) -> None:
    identity = start(table)
    assert is_identity(identity)
    row = table.one(identity, "me")
    assert row is not None
    assert (row.title, row.turns) == ("Warfarin", 1)
    assert table.questions(identity, "me") == ["How is warfarin steered?"]


def test_a_full_disk_leaves_no_conversation_without_its_turn(table: ConversationTable) -> None:
    start(table)
    connection = table.database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(CatalogError, match="the disk is full"):
        table.start("me", "Large", "How?", "x" * 1_000_000, "{}")
    assert [row.title for row in table.all("me")] == ["Warfarin"]
    connection.execute("PRAGMA max_page_count=100000")
    start(table, title="Later")
    assert [row.title for row in table.all("me")] == ["Later", "Warfarin"]


def test_turns_that_come_at_once_are_counted_one_by_one(table: ConversationTable) -> None:
    identity = start(table)
    with ThreadPoolExecutor(6) as pool:
        given = list(
            pool.map(lambda n: table.add(identity, "me", f"Q{n}", ANSWER, "{}"), range(24))
        )
    assert sorted(given) == list(range(2, 26))  # type: ignore[type-var]
    assert [turn.ordinal for turn in table.turns(identity, "me")] == list(range(1, 26))


def test_a_list_can_be_read_in_pages(table: ConversationTable) -> None:
    every = [start(table, title=f"T{n}") for n in range(7)][::-1]
    assert [row.id for row in table.all("me")] == every
    assert [row.id for row in table.all("me", limit=3, offset=2)] == every[2:5]
    assert table.all("me", limit=3, offset=9) == []
    table.add(every[-1], "me", "Again?", ANSWER, "{}")
    assert table.all("me", limit=1)[0].id == every[-1]
    assert [turn.ordinal for turn in table.turns(every[-1], "me", limit=5, offset=1)] == [2]


def test_nobody_sees_the_turns_of_another(table: ConversationTable) -> None:
    identity = start(table)
    assert table.one(identity, "you") is None
    assert table.turns(identity, "you") == []
    assert table.questions(identity, "you") == []
    assert table.all("you", "warfarin") == []
    assert table.add(identity, "you", "Q", ANSWER, "{}") is None


def test_what_is_forgotten_takes_its_turns_along(table: ConversationTable) -> None:
    identity = start(table)
    assert table.delete(identity, "me")
    left = table.database.connection.execute("SELECT count(*) FROM turns").fetchone()
    assert left == (0,)
    assert table.add(identity, "me", "Q", ANSWER, "{}") is None


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", '"', "'; DROP TABLE turns; --", "*", "("])
def test_signs_in_words_are_looked_for_as_they_are(table: ConversationTable, words: str) -> None:
    plain, signed = start(table), start(table, title=f"About {words}")
    assert [row.id for row in table.all("me", words)] == [signed]
    assert len(table.all("me")) == 2
    assert plain != signed


def test_as_many_words_as_are_taken_can_be_looked_for(table: ConversationTable) -> None:
    identity = start(table)
    assert [row.id for row in table.all("me", searchable("w " * (MOST_WORDS // 2)))] == [identity]
    with pytest.raises(WrongValue, match="at most"):
        searchable("w" * (MOST_WORDS + 1))


@pytest.mark.parametrize("wrong", ["", "0123456789aB", "0123456789ab\n", "0123456789abc", "é" * 12])
def test_what_cannot_be_an_id_is_known_by_its_look(wrong: str) -> None:
    assert not is_identity(wrong)
    assert len(unknown(wrong * 1000).message) < 100
