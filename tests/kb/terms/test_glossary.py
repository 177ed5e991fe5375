"""The written glossary: how much it has, and that each name leads to one meaning."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kb.terms.glossary import (
    GlossaryEntry,
    abbreviations_of,
    expansions,
    find_entry,
    glossary,
    nearest_terms,
    word_key,
)
from kb.text.sentences import sentence_spans

EVERY = pytest.mark.parametrize("entry", glossary(), ids=lambda entry: entry.term)


def named(term: str) -> str | None:
    entry = find_entry(term)
    return entry.term if entry else None


def test_there_are_enough_entries() -> None:
    assert len(glossary()) >= 420


@EVERY
def test_a_definition_is_one_or_two_sentences(entry: GlossaryEntry) -> None:
    assert entry.definition[0].isupper() or entry.definition[0].isdigit()
    assert entry.definition.endswith(".")
    assert 1 <= len(sentence_spans(entry.definition)) <= 2
    assert 10 <= len(entry.definition) <= 400
    assert "  " not in entry.definition
    assert entry.definition.isprintable()


@EVERY
def test_a_definition_does_not_just_repeat_its_term(entry: GlossaryEntry) -> None:
    own = set(word_key(entry.term))
    assert len(set(word_key(entry.definition)) - own) >= 1


@EVERY
def test_a_definition_names_a_dated_reference(entry: GlossaryEntry) -> None:
    undated = "National Cancer Institute, Dictionary of Cancer Terms"  # kept up on line
    assert re.search(r"\b(19|20)\d\d\b", entry.source) or entry.source == undated


def test_no_name_leads_to_two_entries() -> None:
    names = Counter(word_key(one.term) for one in glossary())
    names.update(
        key
        for one in glossary()
        for key in {word_key(name) for name in one.also if not name.isupper()}
        - {word_key(one.term)}
    )
    assert [" ".join(key) for key, count in names.items() if count > 1] == []


@EVERY
def test_every_entry_is_found_by_its_own_name(entry: GlossaryEntry) -> None:
    assert find_entry(entry.term) == entry
    assert find_entry(entry.term.upper()) is not None or entry.term.isupper()


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("heart attack", "myocardial infarction"),
        ("Myocardial Infarctions", "myocardial infarction"),
        ("anemia", "anaemia"),
        ("estimated glomerular filtration rate", "estimated glomerular filtration rate"),
        ("eGFR", "estimated glomerular filtration rate"),
        ("EGFR", None),
        ("as", None),
        ("zanzibarium", None),
        ("", None),
    ],
)
def test_other_words_for_the_same(asked: str, term: str | None) -> None:
    assert named(asked) == term


@pytest.mark.parametrize(
    ("short", "meanings"),
    [
        ("MS", {"multiple sclerosis", "mitral stenosis", "morphine sulfate"}),
        (
            "PE",
            {"pulmonary embolism", "pleural effusion", "pre-eclampsia", "physical examination"},
        ),
        ("AS", {"aortic stenosis", "ankylosing spondylitis"}),
        ("as", set()),
        ("eGFR", {"estimated glomerular filtration rate"}),
        ("EGFR", {"epidermal growth factor receptor"}),
        ("heart", set()),
    ],
)
def test_an_abbreviation_has_all_its_meanings(short: str, meanings: set[str]) -> None:
    assert {one.long for one in expansions(short)} == meanings


def test_every_meaning_of_an_abbreviation_tells_where_it_is_from() -> None:
    for short in ("MS", "b.i.d.", "BNP", "RCT", "eGFR"):
        for one in expansions(short):
            assert re.search(r"\b20\d\d\b", one.source), one
            assert one.field in one.source


def test_what_must_not_be_written_in_orders_is_said() -> None:
    assert {one.long for one in expansions("MS") if one.caution} == {"morphine sulfate"}
    assert expansions("QD")[0].caution == (
        "Not to be written in orders (The Joint Commission, 2004): write “daily”."
    )
    assert expansions("PE")[0].caution is None


def test_the_abbreviations_of_a_phrase() -> None:
    assert "PE" in abbreviations_of("pulmonary embolism")
    assert abbreviations_of("zanzibarium") == ()


def test_a_slip_of_the_finger_has_neighbours() -> None:
    assert nearest_terms("bradycrdia")[0] == "bradycardia"
    assert nearest_terms("qqqqqqqq") == ()
