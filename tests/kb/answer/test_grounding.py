"""One place must carry a sentence; what it is about may stand before, never after."""

from __future__ import annotations

import pytest

from kb.answer.grounding import carries, misplaced_numbers

DRUG = "Empagliflozin lowered blood pressure by 4 mm Hg. It did not reduce the risk of stroke."
RISK = "We studied lamotrigine and valproate. The risk with valproate rose with dose."


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Empagliflozin did not reduce the risk of stroke.", DRUG),
        ("The risk of stroke was not reduced.", DRUG),
        (
            "Empagliflozin lowered blood pressure by 4 mm Hg, and the risk of stroke was not reduced.",
            DRUG,
        ),
        ("The risk with valproate rose with dose.", RISK),
    ],
)
def test_a_sentence_is_carried_by_its_place(claim: str, passage: str) -> None:
    assert carries(claim, [passage])


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Empagliflozin reduced the risk of stroke.", DRUG),
        ("Empagliflozin reduced the risk of stroke by 4%.", DRUG),
        ("The risk of stroke lowered blood pressure.", DRUG),
        ("The risk with lamotrigine rose with dose.", RISK),
        ("Annual colonoscopy is advised.", "Colonoscopy or annual stool testing is advised."),
        ("", DRUG),
        ("Empagliflozin did not reduce the risk of stroke.", ""),
    ],
)
def test_words_of_several_places_carry_nothing(claim: str, passage: str) -> None:
    assert not carries(claim, [passage])


def test_a_number_that_stands_with_another_matter_is_misplaced() -> None:
    assert misplaced_numbers("The risk of stroke fell by 4 mm Hg.", [DRUG]) == {"4 mm Hg"}
    assert misplaced_numbers("Blood pressure fell by 4 mm Hg.", [DRUG]) == frozenset()
