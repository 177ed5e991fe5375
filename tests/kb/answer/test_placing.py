"""A number keeps the words of its own part of the sentence."""

from __future__ import annotations

import pytest

from kb.answer.placing import misplaced

COUGH = "Cough was reported by 3.4% of the amlodipine group and 12.1% of the lisinopril group."
TEST = "The sensitivity of the antigen test was 72.5% and its specificity was 99.1%."
CLOT = "Compared with warfarin, apixaban lowered the rate of stroke (1.3% vs 1.6%)."
DOSES = "Nausea affected 11% of those on 5 mg and 19% of those on 10 mg."
SHARES = "One in five boys and about a third of the girls had an infection."


@pytest.mark.parametrize(
    ("claim", "source", "away"),
    [
        ("Cough was reported by 12.1% of the amlodipine group.", COUGH, ["12.1%"]),
        ("Cough was reported by 3.4% of the lisinopril group.", COUGH, ["3.4%"]),
        ("Cough affected 12.1% on amlodipine and 3.4% on lisinopril.", COUGH, ["12.1%", "3.4%"]),
        ("The specificity of the antigen test was 72.5%.", TEST, ["72.5%"]),
        ("The sensitivity of the antigen test was 99.1%.", TEST, ["99.1%"]),
        ("The rate of stroke with apixaban was 1.6%.", CLOT, ["1.6%"]),
        ("Nausea affected 19% of those on 5 mg.", DOSES, ["19%"]),
        ("One in five girls had an infection.", SHARES, ["one in five"]),
    ],
)
def test_a_number_of_another_part_is_out_of_place(claim: str, source: str, away: list[str]) -> None:
    assert misplaced(claim, source) == away


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Cough was reported by 12.1% of the lisinopril group.", COUGH),
        ("Cough affected 12.1% on lisinopril and 3.4% on amlodipine.", COUGH),
        ("The antigen test had a specificity of 99.1%.", TEST),
        ("The rate of stroke with warfarin was 1.6%.", CLOT),
        ("Nausea affected 19% of those on 10 mg.", DOSES),
        ("One in five boys had an infection.", SHARES),
        ("The dose was 5 mg.", "The dose was 5 mg in all groups."),
        ("", COUGH),
        (COUGH, ""),
    ],
)
def test_a_number_with_its_own_words_is_in_place(claim: str, source: str) -> None:
    assert misplaced(claim, source) == []
