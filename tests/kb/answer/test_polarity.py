"""Contradictions in shared words are seen; differences of wording are not taken for them."""

from __future__ import annotations

import pytest

from kb.answer.polarity import disagrees, negations

OPPOSED = [
    ("Aspirin is recommended in stroke.", "Aspirin is not recommended in stroke."),
    ("Aspirin should be given in stroke.", "Aspirin should be avoided in stroke."),
    ("Aspirin reduces stroke mortality.", "Aspirin increases stroke mortality."),
    ("Start aspirin before surgery.", "Stop aspirin before surgery."),
    ("Give aspirin after surgery in stroke.", "Give aspirin before surgery in stroke."),
    ("Aspirin is preferred to warfarin.", "Warfarin is preferred to aspirin."),
    (
        "Aspirin helps children with fever.",
        "Aspirin helps adults with fever, but not children with fever.",
    ),
    ("Aspirin helps in active bleeding.", "Aspirin helps in stroke, except in active bleeding."),
    ("Aspirin didn't lower mortality.", "Aspirin did lower mortality."),
]
AGREEING = [
    ("Aspirin should be avoided in stroke.", "Aspirin should not be given in stroke."),
    (
        "Aspirin is contraindicated in active bleeding.",
        "Aspirin must not be given in active bleeding.",
    ),
    ("Aspirin lowers stroke mortality.", "Aspirin reduced stroke mortality."),
    ("Give no more than 300 mg aspirin daily.", "Give at most 300 mg aspirin daily."),
    ("Aspirin is given in stroke.", "If warfarin is not tolerated, aspirin is given in stroke."),
    ("Aspirin helps in stroke.", "Aspirin helps in stroke but not in fever."),
    ("Aspirin is not only safe in stroke.", "Aspirin is safe in stroke."),
    ("Something else entirely.", "Aspirin is not recommended in stroke."),
]


@pytest.mark.parametrize(("sentence", "source"), OPPOSED)
def test_the_opposite_is_seen(sentence: str, source: str) -> None:
    assert disagrees(sentence, [source])


@pytest.mark.parametrize(("sentence", "source"), AGREEING)
def test_another_wording_is_no_contradiction(sentence: str, source: str) -> None:
    assert not disagrees(sentence, [source])


def test_a_sentence_that_one_of_several_sources_carries_is_not_opposed_by_the_others() -> None:
    sources = [
        "Aspirin is not recommended in children with fever.",
        "Aspirin is recommended in stroke.",
    ]
    assert not disagrees("Aspirin is recommended in stroke.", sources)


def test_no_sources_oppose_nothing() -> None:
    assert not disagrees("Aspirin is recommended.", [])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It is not safe.", 1),
        ("no more than 5 mg", 0),
        ("never without cause", 2),
        ("it isn\u2019t", 1),
    ],
)
def test_negations_are_counted(text: str, count: int) -> None:
    assert negations(text) == count
