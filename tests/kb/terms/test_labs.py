"""Laboratory tests: every line can be trusted to be read, and every code to be a code."""

from __future__ import annotations

import pytest

from kb.errors import NotFound
from kb.terms.labs import Lab, find_lab, in_unit, labs, read_value, search_labs
from kb.terms.problems import InvalidInput
from kb.terms.tables import key

EVERY = pytest.mark.parametrize("lab", labs(), ids=lambda one: one.name)


def check_digit(number: str) -> int:
    """The check digit of a LOINC code (mod 10; LOINC Users' Guide, appendix on check digits)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10


def test_there_are_more_than_a_hundred_and_twenty_tests() -> None:
    assert len(labs()) >= 120
    assert sum(one.loinc is not None for one in labs()) >= 120


@EVERY
def test_a_test_has_a_range_a_specimen_and_a_source(lab: Lab) -> None:
    assert lab.ranges
    assert lab.specimen
    assert lab.source
    for one in lab.ranges:
        assert one.text
        assert one.low is None or one.high is None or one.low < one.high


@EVERY
def test_a_loinc_code_has_its_check_digit(lab: Lab) -> None:
    if lab.loinc is not None:
        number, digit = lab.loinc.split("-")
        assert check_digit(number) == int(digit)


@EVERY
def test_critical_values_lie_outside_the_reference_range(lab: Lab) -> None:
    assert (lab.critical_source is None) == (lab.critical_low is lab.critical_high is None)
    lows = [one.low for one in lab.ranges if one.low is not None]
    highs = [one.high for one in lab.ranges if one.high is not None]
    if lab.critical_low and lab.critical_low.high is not None and lows:
        assert lab.critical_low.high < min(lows)
    if lab.critical_high and lab.critical_high.low is not None and highs:
        assert lab.critical_high.low > max(highs)


@EVERY
def test_the_other_unit_converts(lab: Lab) -> None:
    if lab.other_unit is not None:
        other = in_unit(lab, lab.other_unit)
        assert len(other.ranges) == len(lab.ranges)
        for one in other.ranges:
            assert one.low is None or one.high is None or one.low < one.high


def test_no_name_or_code_means_two_tests() -> None:
    meant: dict[str, str] = {}
    for one in labs():
        for name in (one.name, *one.synonyms, *([one.loinc] if one.loinc else [])):
            assert meant.setdefault(key(name), one.name) == one.name, name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("K", "potassium"),
        ("haemoglobin", "hemoglobin"),
        ("HbA1c", "hemoglobin A1c"),
        ("2160-0", "creatinine"),
        ("25-OH vitamin D", "vitamin D, 25-hydroxy"),
        ("Glucose", "glucose, fasting"),
        ("sgpt", "alanine aminotransferase"),
    ],
)
def test_a_test_is_found_by_any_of_its_names(typed: str, name: str) -> None:
    assert find_lab(typed).name == name


def test_an_unknown_test_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="Perhaps: ferritin"):
        find_lab("feritin")


def test_searching_puts_the_name_itself_first_then_beginnings() -> None:
    assert [one.name for one in search_labs("calcium")][:2] == ["calcium", "ionized calcium"]
    assert [one.name for one in search_labs("bili")] == [
        "bilirubin, total",
        "bilirubin, direct",
        "bilirubin, indirect",
    ]
    assert search_labs("PT")[0].name == "prothrombin time"
    assert search_labs("feritin")[0].name == "ferritin"
    assert search_labs("") == []
    assert search_labs("zzzzzz") == []


def test_ranges_are_given_in_the_other_unit_too() -> None:
    glucose = in_unit(find_lab("fasting glucose"), "mmol/L")
    assert glucose.ranges[0].text == "3.9 to 5.5"
    creatinine = in_unit(find_lab("creatinine"), "umol/L")
    assert [one.text for one in creatinine.ranges] == ["44 to 97", "62 to 115"]
    assert creatinine.ranges[0].sex == "female"
    with pytest.raises(InvalidInput):
        in_unit(find_lab("creatinine"), "kPa")
    with pytest.raises(InvalidInput, match="It is in s"):
        in_unit(find_lab("PT"), "nonsense")


@pytest.mark.parametrize(
    ("name", "value", "unit", "sex", "standing"),
    [
        ("potassium", 4.0, None, None, "within"),
        ("potassium", 5.0, None, None, "within"),
        ("potassium", 5.1, None, None, "high"),
        ("potassium", 6.2, None, None, "high"),
        ("potassium", 6.3, "mmol/L", None, "critical high"),
        ("potassium", 2.7, None, None, "critical low"),
        ("hemoglobin", 13.0, None, "female", "within"),
        ("hemoglobin", 13.0, None, "male", "low"),
        ("hemoglobin", 13.0, None, None, "unknown"),
        ("hemoglobin", 7.0, None, None, "critical low"),
        ("hemoglobin", 130.0, "g/L", "female", "within"),
        ("CRP", 0.8, None, None, "within"),
        ("BNP", 100.0, None, None, "high"),
        ("LDL", 120.0, None, None, "unknown"),
        ("ANA", 40.0, None, None, "unknown"),
        ("SaO2", 94.0, None, None, "low"),
    ],
)
def test_a_value_stands_below_within_or_above(
    name: str, value: float, unit: str | None, sex: str | None, standing: str
) -> None:
    assert read_value(name, value, unit, sex).standing == standing  # type: ignore[arg-type]
