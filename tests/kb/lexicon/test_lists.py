"""What the word lists keep to, line by line."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kb.lexicon.lists import (
    DATA,
    GENERAL_FIELDS,
    abbreviations,
    exact_abbreviations,
    general_groups,
    spelling_pairs,
    synonym_groups,
)
from kb.lexicon.spelling import american
from kb.lexicon.tokens import WORD, base, singular
from kb.text.words import STOP_WORDS

GROUPS = (*synonym_groups(), *general_groups())


def key(phrase: str) -> tuple[str, ...]:
    return tuple(american(singular(base(word))) for word in WORD.findall(phrase.lower()))


def test_the_lists_are_as_long_as_they_promise() -> None:
    assert len({line.short for line in abbreviations()}) >= 600
    assert len(synonym_groups()) >= 450


def test_every_line_is_clean() -> None:
    for path in DATA.glob("*.tsv"):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n")
        assert "\r" not in text
        assert "  " not in text
        assert not re.search(r"^\s|\s$|\t\t|^[\t ]|[\t ]$", text[:-1], re.MULTILINE), path.name


def test_no_line_stands_twice() -> None:
    lines = Counter((line.short, line.long.lower()) for line in abbreviations())
    assert [line for line, count in lines.items() if count > 1] == []
    groups = Counter(frozenset(group) for group in GROUPS)
    assert [group for group, count in groups.items() if count > 1] == []


def test_an_abbreviation_is_shorter_than_what_it_stands_for_and_not_the_same() -> None:
    for line in abbreviations():
        assert key(line.short) != key(line.long)
        assert len(line.short) < len(line.long)
        assert line.field


def test_a_field_holds_more_than_a_few_and_none_is_for_what_is_left() -> None:
    """A slip in a name would be a field of its own."""
    fields = Counter(line.field for line in abbreviations())
    assert min(fields.values()) >= 5, fields
    assert [field for field in fields if "other" in field] == []
    assert set(fields) >= GENERAL_FIELDS


@pytest.mark.parametrize(
    ("short", "meanings"),
    [
        ("MS", {"multiple sclerosis": "neurology", "mitral stenosis": "cardiology", "morphine sulfate": "prescribing"}),
        ("PE", {"pulmonary embolism": "respiratory", "pre-eclampsia": "obstetrics and gynaecology", "physical examination": "clinical examination"}),
        ("RA", {"rheumatoid arthritis": "rheumatology", "right atrium": "cardiology"}),
        ("PD", {"peritoneal dialysis": "nephrology", "Parkinson's disease": "neurology"}),
        ("HR", {"heart rate": "cardiology", "hazard ratio": "research"}),
        ("SBP", {"systolic blood pressure": "cardiology", "spontaneous bacterial peritonitis": "gastroenterology"}),
        ("ED", {"erectile dysfunction": "urology", "emergency department": "emergency and intensive care"}),
        ("GA", {"general anaesthesia": "anaesthesia", "gestational age": "obstetrics and gynaecology"}),
    ],
)  # fmt: skip
def test_each_meaning_of_an_abbreviation_has_its_own_field(
    short: str, meanings: dict[str, str]
) -> None:
    listed = {line.long: line.field for line in abbreviations() if line.short == short}
    assert meanings.items() <= listed.items()


def test_a_synonym_group_holds_two_phrases_or_more_and_none_twice() -> None:
    for group in GROUPS:
        lowered = [phrase.lower() for phrase in group]
        assert len(lowered) >= 2
        assert len(set(lowered)) == len(lowered), group


def test_a_phrase_has_one_group() -> None:
    """Otherwise a word would say two things, and its groups would have to be one."""
    seen: dict[tuple[str, ...], str] = {}
    for group in GROUPS:
        for phrase in group:
            # A combined drug may be written with a slash or a hyphen in one group.
            found = seen.setdefault(key(phrase), group[0])
            assert found == group[0], phrase


def test_no_abbreviation_hides_among_the_synonyms() -> None:
    short = {line.short.lower() for line in abbreviations()}
    words = [phrase for group in GROUPS for phrase in group]
    assert [word for word in words if word.lower() in short] == []


def test_an_expansion_that_a_group_holds_is_spelled_as_the_group_spells_it() -> None:
    """So that the abbreviation joins the group."""
    listed = {phrase.lower() for group in GROUPS for phrase in group}
    keys = {key(phrase) for phrase in listed}
    apart = [
        line.long
        for line in abbreviations()
        if key(line.long) in keys and line.long.lower() not in listed
    ]
    assert apart == []


def test_abbreviations_that_are_stop_words_count_only_as_listed() -> None:
    short = {line.short.lower() for line in abbreviations()}
    assert (short & STOP_WORDS) - exact_abbreviations() == set()
    assert exact_abbreviations() - short == set()


def test_single_letters_are_no_abbreviations() -> None:
    assert [line.short for line in abbreviations() if len(line.short) < 2] == []


def test_spelling_parts_are_listed_once_and_differ() -> None:
    britishes = Counter(british for british, _ in spelling_pairs())
    americans = Counter(american for _, american in spelling_pairs())
    assert max(britishes.values()) == 1
    assert max(americans.values()) == 1
    assert all(british != american for british, american in spelling_pairs())
    for british, american_part in spelling_pairs():
        assert british.startswith("^") == american_part.startswith("^")
        assert british.endswith("$") == american_part.endswith("$")
