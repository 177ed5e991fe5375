"""How much a question's words weigh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.search.query import prepare
from kb.search.terms import QuestionTerms, weigh_terms
from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.text.stems import stems
from tests.fakes.documents import entry


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalog.db", bytes(32))
    catalog = Catalog(database)
    entries = [
        entry(f"Patients took {drug}.", source=f"/{drug}.pdf")
        for drug in ("warfarin", "apixaban", "metformin")
    ]
    catalog.add(entries)
    catalog.publish([one.id for one in entries])
    yield database
    database.close()


def weighed(database: Database, question: str) -> QuestionTerms:
    return weigh_terms(database, prepare(question), 3)


def test_rare_words_weigh_more_and_unknown_ones_most(database: Database) -> None:
    terms = weighed(database, "Do patients take warfarin or xylophones?").weighed
    known = {one.term.phrases[0].lower(): one for one in terms}
    assert known["patients"].weight < known["warfarin"].weight < known["xylophones"].weight
    assert (known["patients"].passages, known["xylophones"].passages) == (3, 0)
    assert all(one.weight > 0 for one in terms)


def test_coverage_is_the_share_of_the_weight(database: Database) -> None:
    terms = weighed(database, "warfarin patients")
    assert terms.coverage(stems("The patient is on warfarin.")) == pytest.approx(1.0)
    assert terms.coverage(stems("Nothing of it.")) == 0.0
    weights = {one.term.phrases[0]: one.weight for one in terms.weighed}
    assert terms.coverage(stems("Warfarins")) == pytest.approx(weights["warfarin"] / terms.total)


def test_a_question_without_words_covers_nothing(database: Database) -> None:
    terms = weighed(database, "?!")
    assert terms.weighed == ()
    assert terms.coverage(stems("what is it")) == 0.0
