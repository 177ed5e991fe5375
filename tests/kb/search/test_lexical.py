"""BM25 in the encrypted full text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.search.directory import load_directory
from kb.search.lexical import lexical_ranking
from kb.search.query import prepare
from kb.store.catalog import Catalog
from kb.store.database import Database
from kb.types import Filters
from tests.fakes.documents import entry

ENTRIES = [
    entry("Warfarin is monitored by the INR.", source="/a.pdf", year=2001),
    entry("Apixaban needs no monitoring of the INR.", source="/b.pdf", year=2015),
    entry("Statins lower LDL cholesterol.", source="/c.pdf", title="Warfarin", year=2020),
    entry("Anticoagulated patients were treated.", source="/d.pdf", year=2021),
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    database = Database(tmp_path_factory.mktemp("lexical") / "catalog.db", bytes(32))
    catalog = Catalog(database)
    catalog.add(ENTRIES)
    catalog.publish([one.id for one in ENTRIES])
    yield catalog
    database.close()


def found(
    catalog: Catalog, question: str, filters: Filters | None = None, k: int = 10
) -> list[str]:
    """The texts found, best first."""
    directory = load_directory(catalog.database, catalog.version)
    mask = directory.mask(("literature", "records"), filters or Filters())
    keys, scores = lexical_ranking(
        catalog.database, directory, prepare(question), mask, k, names_weight=0.3
    )
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert all(score > 0 for score in scores)
    known = catalog.passages_by_key(keys.tolist())
    return [known[key][0].text for key in keys.tolist()]


def test_the_passage_with_more_of_the_rare_words_comes_first(catalog: Catalog) -> None:
    texts = found(catalog, "How is warfarin monitored with the INR?")
    assert texts[0] == "Warfarin is monitored by the INR."
    assert "Apixaban needs no monitoring of the INR." in texts


def test_titles_count(catalog: Catalog) -> None:
    assert "Statins lower LDL cholesterol." in found(catalog, "warfarin")


def test_word_forms_are_matched_by_their_stem(catalog: Catalog) -> None:
    assert found(catalog, "treating anticoagulated patient") == [
        "Anticoagulated patients were treated."
    ]


def test_question_words_do_not_decide_unless_there_are_no_others(catalog: Catalog) -> None:
    assert '"what"' not in prepare("What is the INR?").match.lower()
    assert '"it"' in prepare("what is it").match
    assert prepare("?!").match == ""


def test_a_filter_is_kept(catalog: Catalog) -> None:
    assert found(catalog, "INR", Filters(year_from=2010)) == [
        "Apixaban needs no monitoring of the INR."
    ]
    assert found(catalog, "INR", k=1) != []
    assert len(found(catalog, "INR", k=1)) == 1


def test_words_that_nobody_wrote_find_nothing(catalog: Catalog) -> None:
    assert found(catalog, "xylophone") == []
    assert found(catalog, "") == []


@given(question=st.text(max_size=80))
@hypothesis_settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_question_is_syntax(catalog: Catalog, question: str) -> None:
    found(catalog, question)
    found(catalog, f'{question} AND "INR" OR NEAR(text:INR*) -title:x ^y')


def plainly(catalog: Catalog, question: str) -> dict[int, float]:
    """What FTS5 itself gives the question's own words, OR-ed, by passage."""
    phrases = " OR ".join(prepare(question).own)
    rows = catalog.database.connection.execute(
        "SELECT rowid, -bm25(passages_text, 2.0, 1.0, 1.0) FROM passages_text "
        "WHERE passages_text MATCH ?",
        (phrases,),
    )
    return dict(rows.fetchall())


QUESTION = "Is warfarin monitored by the INR, and are patients treated?"


def test_a_question_scores_what_its_words_score_together(catalog: Catalog) -> None:
    directory = load_directory(catalog.database, catalog.version)
    expected = plainly(catalog, QUESTION)
    for _ in range(2):  # read first, then kept
        keys, scores = lexical_ranking(
            catalog.database, directory, prepare(QUESTION), None, 10, names_weight=0
        )
        assert dict(zip(keys.tolist(), scores.tolist(), strict=True)) == pytest.approx(expected)


@pytest.mark.parametrize("names_weight", [0.0, 0.8])
def test_behind_a_mask_the_best_are_those_of_all_that_pass_it(
    catalog: Catalog, names_weight: float
) -> None:
    directory = load_directory(catalog.database, catalog.version)
    query = prepare(QUESTION)
    every = np.arange(len(directory.keys))
    for bits in range(2 ** len(every)):
        mask = (bits >> every) & 1 == 1
        keys, scores = lexical_ranking(
            catalog.database, directory, query, mask, 2, names_weight=names_weight
        )
        assert mask[directory.positions(keys)].all()
        if names_weight == 0:
            among = {key: score for key, score in plainly(catalog, QUESTION).items()
                     if mask[directory.positions(np.array([key]))][0]}  # fmt: skip
            assert scores.tolist() == pytest.approx(sorted(among.values(), reverse=True)[:2])


def test_a_word_of_very_many_passages_is_passed_over_while_others_tell_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.lexical.COMMON_PASSAGES", 3)
    entries = [entry(f"Patients with gout, group {n}.", source=f"/{n}.pdf") for n in range(5)]
    entries.append(entry("Colchicine against gout flares.", source="/colchicine.pdf"))
    database = Database(tmp_path / "catalog.db", bytes(32))
    catalog = Catalog(database)
    catalog.add(entries)
    catalog.publish([one.id for one in entries])
    try:
        assert found(catalog, "colchicine flares gout patients") == [
            "Colchicine against gout flares."
        ]
        # One other word is too few to go by.
        assert len(found(catalog, "colchicine patients")) == 6
        assert len(found(catalog, "patients gout")) == 6
    finally:
        database.close()


def test_a_term_under_its_own_name_is_not_counted_twice(
    tmp_path: Path,
) -> None:
    entries = [
        entry("CKD and hypertension were treated.", source="/a.pdf"),
        entry("CKD, that is chronic kidney disease, was seen.", source="/b.pdf"),
        entry("Chronic kidney disease was treated.", source="/c.pdf"),
        entry("Asthma was treated.", source="/d.pdf"),
    ]
    database = Database(tmp_path / "catalog.db", bytes(32))
    catalog = Catalog(database)
    catalog.add(entries)
    catalog.publish([one.id for one in entries])
    texts = found(catalog, "CKD hypertension")
    # Both words of the question stand in the first; the other name only repeats one of them.
    assert texts[0] == "CKD and hypertension were treated."
    assert "Chronic kidney disease was treated." in texts
    assert "Asthma was treated." not in texts
    database.close()
