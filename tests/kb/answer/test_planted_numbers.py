"""Numbers that no cited passage has are never shown as supported, however they were changed."""

from __future__ import annotations

import re

import pytest

from kb.answer.numbers import Standing, number_standings
from kb.answer.verify import check
from kb.types import Passage

# What a guideline or a trial report might say; each with one number that the tests change.
SENTENCES = (
    ("In adults with chronic kidney disease the systolic target is below {} mm Hg.", "120"),
    ("Metformin is started at {} mg once daily and increased weekly.", "500"),
    ("Mortality fell by {} % over five years of follow-up.", "17"),
    ("The hazard ratio for stroke was {} in the treated group.", "0.78"),
    ("Rate control aims at a resting heart rate below {} bpm.", "110"),
    ("Anticoagulation is continued for at least {} months.", "3"),
    ("Serum potassium above {} mmol/L calls for an electrocardiogram.", "6.5"),
    ("The median age of the participants was {} years.", "67"),
    ("A total of {} patients were randomised to the two arms.", "1,248"),
    ("HbA1c decreased by {} percentage points at week 26.", "1.1"),
    ("The vaccine is given in {} doses one month apart.", "2"),
    ("Oxygen is given when saturation is below {} %.", "92"),
    ("The loading dose is {} mg/kg over one hour.", "20"),
    ("Creatinine clearance under {} mL/min requires another drug.", "30"),
    ("The number needed to treat was {} over two years.", "45"),
    ("Sensitivity of the test was {} % in primary care.", "88.4"),
    ("Fasting glucose of {} mg/dL or higher confirms the diagnosis.", "126"),
    ("Screening begins at an age of {} years in people at average risk.", "45"),
    ("The infusion runs at {} mL/h for the first day.", "125"),
    ("Vitamin D below {} ng/mL was found in a third of the women.", "20"),
)


def _passage(text: str) -> Passage:
    return Passage("p-0000", "p", 0, 1, None, 0, len(text), text, 0)


def _other_values(value: str) -> list[str]:
    """Ten wrong values: slips of a digit, of the decimal point, of the scale, and near misses."""
    number = float(value.replace(",", ""))
    decimals = len(value.partition(".")[2])
    wrong = (
        number + 1,
        number + 10,
        number * 10,
        number * 100,
        number / 10,
        number * 2,
        number * 1.5,
        number * 3 + 1,
        number + 0.5,
        number * 1000,
    )
    shown = [f"{one:.{max(decimals, 1 if one % 1 else 0)}f}" for one in wrong]
    return [one for one in shown if float(one) != number]


PLANTED = [
    (form.format(true), form.format(wrong), wrong)
    for form, true in SENTENCES
    for wrong in _other_values(true)
]


def test_there_are_at_least_two_hundred() -> None:
    assert len(set(PLANTED)) >= 190
    assert len(PLANTED) >= 195


@pytest.mark.parametrize(("source", "claim", "wrong"), PLANTED)
def test_a_planted_number_is_never_shown_as_supported(source: str, claim: str, wrong: str) -> None:
    context = f"{source} The committee met in the spring of the year before."
    assert check(claim, [_passage(context)]).state == "unsupported"
    standings = dict(number_standings(claim, [context]))
    planted = [text for text in standings if re.search(rf"(?<![\d.]){re.escape(wrong)}", text)]
    assert planted
    assert all(standings[text] is Standing.ABSENT for text in planted)


@pytest.mark.parametrize(("form", "true"), SENTENCES)
def test_the_true_number_is_supported_in_a_paraphrase(form: str, true: str) -> None:
    source = form.format(true)
    claim = f"The source reports that {source[0].lower()}{source[1:]}"
    assert all(s is Standing.PRESENT for _, s in number_standings(claim, [source]))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Give 5 mg twice daily.", "Give 5 mg once daily."),
        ("The target is below 130/80 mm Hg.", "The target is above 130/80 mm Hg."),
        ("Doses of 5 to 10 mg were used.", "Doses of 5 to 100 mg were used."),
        ("It is used in stage 3 disease.", "It is used in stage 4 disease."),
        ("The dose is 10 mg.", "The dose is 10 g."),
        ("The dose is 10 mg/kg.", "The dose is 10 mg."),
        ("The dose is 10 mg per kg each day.", "The dose is 10 mg."),
        ("The dose is 10 µg.", "The dose is 10 mg."),
        ("Twelve trials were found.", "Twelve patients were found."),
        ("The interval was 0.61 to 0.93.", "The interval was 0.16 to 0.93."),
        ("A quarter of the patients relapsed.", "Half of the patients relapsed."),
    ],
)
def test_a_changed_unit_schedule_label_or_range_end_is_found(source: str, claim: str) -> None:
    assert any(s is Standing.ABSENT for _, s in number_standings(claim, [source]))
    assert check(claim, [_passage(source)]).state == "unsupported"
