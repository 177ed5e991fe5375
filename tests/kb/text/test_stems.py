"""Words reduced to stems, the same way as the full-text index does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.text.stems import stem, stems
from tests.fakes.documents import entry


def test_forms_of_a_word_meet() -> None:
    assert stems("Targets targeted targeting") == stems("target")
    assert stems("treated") == stems("treatments are treating") & stems("treated")


def test_words_that_differ_stay_apart() -> None:
    assert not stems("hypertension") & stems("hypotension")


def test_stop_words_are_out() -> None:
    assert stems("What is the target of the treatment?") == stems("target treatment")
    assert stems("what is it") == frozenset()


def test_a_possessive_is_its_word() -> None:
    assert stems("Crohn's disease") == stems("Crohn disease") == stems("Crohn’s diseases")
    assert stems("it's") == frozenset()


@pytest.mark.parametrize(
    "word",
    ["anticoagulated", "therapies", "dosing", "agonists", "recommendation", "sepsis", "diabetes"],
)
def test_the_full_text_index_stems_alike(word: str, tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.db", bytes(32))
    catalog = Catalog(database)
    added = entry(f"Something on {word} here.")
    catalog.add([added])
    catalog.publish([added.id])
    (found,) = database.connection.execute(
        "SELECT count(*) FROM passages_text WHERE passages_text MATCH ?", (f'"{stem(word)}"',)
    ).fetchone()
    database.close()
    assert found == 1
