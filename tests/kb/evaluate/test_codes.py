"""The held-out pairs, and what measuring with them says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.evaluate.codes import CodePair, evaluate_codes, load_pairs
from kb.store.database import Database
from kb.terms.codes import CodeBook
from kb.terms.finder import CodeFinder
from kb.terms.wording import fold


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeFinder]:
    database = Database(tmp_path_factory.mktemp("codes") / "catalog.db", bytes(range(32)))
    book = CodeBook(database)
    book.build()
    yield CodeFinder(book, None)
    database.close()


def test_there_are_300_pairs_apart_for_tuning_and_testing() -> None:
    pairs = load_pairs()
    assert len(pairs) >= 300
    assert sum(pair.part == "test" for pair in pairs) >= 200
    assert len({pair.words.lower() for pair in pairs}) == len(pairs)


def test_a_second_set_was_drawn_by_chance_from_all_chapters() -> None:
    drawn = [pair for pair in load_pairs() if pair.part == "drawn"]
    assert len(drawn) >= 150
    assert {pair.codes[0][0] for pair in drawn} >= set("ABCDEFGHIJKLMNOPQRSTZ")


def test_no_pair_stands_in_the_tabular_list(finder: CodeFinder) -> None:
    tables, key = finder.book.tables, finder.book.release_key
    listed = {_plain(row[1]) for row in tables.every(key)}
    listed |= {_plain(text) for _, kind, text in tables.every_note(key) if kind == "inclusion"}
    assert [pair.words for pair in load_pairs() if _plain(pair.words) in listed] == []


def test_every_code_of_a_pair_exists(finder: CodeFinder) -> None:
    wrong = [
        pair for pair in load_pairs() if not all(finder.book.exists(one) for one in pair.codes)
    ]
    assert wrong == []


def test_a_category_counts_and_the_letter_is_told_apart(finder: CodeFinder) -> None:
    pairs = [
        CodePair("test", "heart attack", ("I21.9",)),
        CodePair("test", "heart attack", ("I21.3",)),
        CodePair("test", "heart attack", ("J18.9",)),
    ]
    row = evaluate_codes(finder, pairs=pairs, inclusion_terms=0, held_out=False)[0]
    assert row["questions"] == 3
    assert row["first"] == pytest.approx(2 / 3, abs=1e-3)
    assert row["first_to_the_letter"] == pytest.approx(1 / 3, abs=1e-3)
    assert [one["codes"] for one in row["missed"]] == [["J18.9"]]


def test_held_out_words_are_not_looked_up(finder: CodeFinder) -> None:
    pair = CodePair("test", "lues", ("A53.9",))
    shipped = evaluate_codes(finder, pairs=[pair], inclusion_terms=0, held_out=False)[0]
    held_out = evaluate_codes(finder, pairs=[pair], inclusion_terms=0)[0]
    assert shipped["first"] == 1.0
    assert held_out["first"] == 0.0


def test_inclusion_terms_lead_to_their_code(finder: CodeFinder) -> None:
    row = evaluate_codes(finder, pairs=[], inclusion_terms=300)[0]
    assert row["questions"] == 300
    assert row["first"] >= 0.97


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("heart attack\tI21.9\n", encoding="utf-8")
    with pytest.raises(KbError, match="is not a pair"):
        load_pairs(tmp_path / "pairs.tsv")


def _plain(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split())
