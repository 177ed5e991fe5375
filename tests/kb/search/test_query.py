"""A question becomes terms, and an expression that no index can misread."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.search.query import MOST_RELATED, MOST_TERMS, RELATED_CREDIT, Term, prepare
from kb.text.stems import stems

SYNTAX = [
    'blood "pressure',
    "pressure*",
    "(blood pressure",
    "blood) pressure",
    "NEAR(blood pressure, 2)",
    "blood AND pressure OR NOT kidney",
    "AND",
    "text: pressure",
    "text : pressure",
    "^blood",
    "blood -pressure",
    "{blood pressure}: target",
    "blood + pressure",
    "'; DROP TABLE passages; --",
    '"" "" ""',
    "a\0b",
    "<130/80 mm Hg?",
]


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='porter')")
    connection.execute(
        "INSERT INTO found VALUES ('blood pressure and the near kidney, not 130/80')"
    )
    yield connection
    connection.close()


def matches(index: sqlite3.Connection, expression: str) -> int:
    (count,) = index.execute(
        "SELECT count(*) FROM found WHERE found MATCH ?", (expression,)
    ).fetchone()
    return int(count)


def term(question: str, phrase: str) -> Term:
    """The term of a question whose own words these are."""
    return next(one for one in prepare(question).terms if one.phrases[0] == phrase)


@pytest.mark.parametrize("question", SYNTAX)
def test_every_word_is_quoted_so_that_no_question_is_syntax(
    index: sqlite3.Connection, question: str
) -> None:
    expression = prepare(question).match
    assert re.fullmatch(r'("[^"]+"( OR "[^"]+")*)?', expression)
    if expression:
        matches(index, expression)


@pytest.mark.parametrize("word", ["NEAR", "NOT", "near(kidney)"])
def test_an_operator_in_a_question_is_looked_for_as_a_word(
    index: sqlite3.Connection, word: str
) -> None:
    assert matches(index, prepare(word).match) == 1


@given(st.text(alphabet=st.sampled_from("ab*\"():^-+{}\\'\0 \n,.ANDORNOTé"), max_size=40))
@hypothesis_settings(deadline=None, max_examples=100)
def test_any_jumble_of_signs_is_an_expression_or_nothing(question: str) -> None:
    expression = prepare(question).match
    assert expression == "" or all(
        re.fullmatch(r'"[^"\0]+"', part) for part in expression.split(" OR ")
    )


def test_the_other_names_are_asked_of_the_full_text_and_not_embedded() -> None:
    question = "Blood pressure target in CKD?"
    query = prepare(question)
    assert '"chronic kidney disease"' in query.match
    assert query.text == question


def test_an_abbreviation_is_found_by_its_expansion_with_full_credit() -> None:
    assert term("target in CKD", "CKD").found_in(stems("chronic kidney disease")) == 1.0


def test_a_part_of_a_phrase_is_not_the_phrase() -> None:
    assert term("target in CKD", "CKD").found_in(stems("kidney disease")) == 0.0


def test_a_meaning_of_an_ambiguous_abbreviation_earns_less_than_a_sure_one() -> None:
    unsure = term("MS treatment", "MS")
    assert unsure.found_in(stems("mitral stenosis")) == RELATED_CREDIT
    assert unsure.found_in(stems("multiple sclerosis")) == RELATED_CREDIT
    assert unsure.found_in(stems("MS relapsed")) == 1.0
    assert 0 < RELATED_CREDIT < 1.0
    assert {"mitral stenosis", "multiple sclerosis"} <= set(unsure.related)


def test_a_class_is_found_by_its_drugs_with_less_credit() -> None:
    statins = term("Are statins safe?", "statins")
    assert statins.found_in(stems("atorvastatin 20 mg")) == RELATED_CREDIT
    assert statins.found_in(stems("a statin was given")) == 1.0


def test_a_drug_is_found_by_its_class_with_less_credit() -> None:
    drug = term("Is trandolapril safe?", "trandolapril")
    assert drug.found_in(stems("an ACE inhibitor")) == RELATED_CREDIT
    assert drug.named


def test_names_are_told_from_ordinary_words() -> None:
    named = {one.phrases[0]: one.named for one in prepare("safe zanubrutinib canister CKD").terms}
    assert named == {"safe": False, "zanubrutinib": True, "canister": False, "CKD": True}


def test_stop_words_are_no_terms_unless_there_is_nothing_else() -> None:
    assert [one.phrases[0] for one in prepare("What is the warfarin?").terms] == ["warfarin"]
    assert [one.phrases[0] for one in prepare("what is it").terms] == ["what", "is", "it"]


def test_a_word_said_twice_is_one_term() -> None:
    assert len(prepare("xylophone Xylophone xylophone's").terms) == 1


def test_a_digit_counts_and_a_single_letter_does_not() -> None:
    assert [one.phrases[0] for one in prepare("zone 3 b").terms] == ["zone", "3"]


def test_the_question_s_own_words_come_before_what_is_added() -> None:
    parts = prepare("CKD zone").match.split(" OR ")
    assert parts[:2] == ['"ckd"', '"zone"']


def test_a_long_question_stays_within_bounds() -> None:
    question = " ".join(f"word{number}" for number in range(500))
    assert len(prepare(question).match.split(" OR ")) == MOST_TERMS


def test_of_the_related_names_only_the_first_are_asked_for() -> None:
    related = term("ACE inhibitors", "ACE inhibitors").related
    assert len(related) == len(set(related)) > MOST_RELATED
    asked = prepare("ACE inhibitors").match
    assert f'"{related[MOST_RELATED - 1]}"' in asked
    assert f'"{related[MOST_RELATED]}"' not in asked


@pytest.mark.parametrize("question", ["", "   ", "?!", "***"])
def test_no_words_make_no_expression(question: str) -> None:
    query = prepare(question)
    assert (query.terms, query.match) == ((), "")
