"""A model that has fallen into a loop is noticed; what clinical prose repeats is not."""

from __future__ import annotations

import pytest

from kb.answer.repetition import distinct, repeats

SENTENCE = "Warfarin is steered by the INR, which should lie between 2 and 3."


@pytest.mark.parametrize(
    "unit", ["on and on ", "the ", f"{SENTENCE} ", "word, ", "0", f"{SENTENCE} " + "x" * 300]
)
def test_the_same_stretch_again_and_again_is_a_loop(unit: str) -> None:
    assert repeats("It begins well. " + unit * 200)


def test_the_marks_of_a_repeated_sentence_do_not_count() -> None:
    assert repeats("".join(f"{SENTENCE[:-1]} [{n}]. " for n in range(1, 7)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        f"{SENTENCE} {SENTENCE}",
        "Dose " + "." * 60,
        "Give 5 mg on day 1, 5 mg on day 2, 5 mg on day 3, 5 mg on day 4 and 5 mg on day 5.",
        "The target is below 130/80 mm Hg in diabetes, below 140/90 mm Hg in stroke, below 150/90 in old age.",
    ],
)
def test_ordinary_prose_is_none(text: str) -> None:
    assert not repeats(text)


def test_each_sentence_is_kept_once_whatever_its_marks() -> None:
    assert distinct(["It is so [1].", "Other.", "it is  so [2].", "Other"]) == [
        "It is so [1].",
        "Other.",
        "Other",
    ]
