"""Words and details brought to forms that can be compared."""

from __future__ import annotations

import pytest

from kb.terms.details import core, details
from kb.terms.wording import fold, stems_of, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("haemorrhage", "hemorrhage"),
        ("renal failure", "kidney failure"),
        ("malignant neoplasm of breast", "breast cancer"),
        ("Type II diabetes", "type 2 diabetes"),
        ("Crohn's disease", "crohn disease"),
        ("Ménière’s disease", "Meniere disease"),
        ("calculus of kidney", "kidney stones"),
        ("non-healing ulcer of skin", "skin ulcer not healing".replace("not ", "non ")),
    ],
)
def test_words_that_mean_the_same_have_the_same_stems(one: str, other: str) -> None:
    assert {s.removeprefix("no_") for s in stems_of(one)} == {
        s.removeprefix("no_") for s in stems_of(other)
    }


def test_with_and_without_do_not_meet() -> None:
    assert set(stems_of("migraine with aura")) != set(stems_of("migraine without aura"))


def test_folding_leaves_each_character_in_its_place() -> None:
    for text in ("Ménière’s", "ﬁbrosis", "İstanbul", "naïve–β", "𝔘nicode"):
        assert len(fold(text)) == len(text)


def test_tokens_know_where_they_were_written() -> None:
    text = "Acute (on chronic) renal failure"
    assert [text[one.start : one.end] for one in tokens(text)] == [
        "Acute",
        "chronic",
        "renal",
        "failure",
    ]
    assert [one.optional for one in tokens(text)] == [False, True, False, False]


def test_details_are_read() -> None:
    assert details("acute on chronic systolic heart failure").acuity == "acute on chronic"
    assert details("fracture of left radius, sequela").side == "left"
    assert details("fracture of left radius, sequela").encounter == "sequela"
    assert details("CKD stage IV").stage == "4"
    assert details("end stage renal disease").stage == "end"
    assert details("pregnant, 30 weeks").trimester == "third"
    assert details("pain for 30 weeks").trimester == ""
    assert details("both knees").side == "bilateral"


def test_the_core_of_a_description_has_no_details() -> None:
    assert stems_of(core("Chronic kidney disease, stage 4 (severe)")) == stems_of(
        core("Chronic kidney disease, unspecified")
    )
