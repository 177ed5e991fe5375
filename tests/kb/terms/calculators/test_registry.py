"""What calculators promise beside their numbers: sources, checks, bands."""

from __future__ import annotations

import re

import pytest

from kb.errors import NotFound
from kb.terms.calculators.model import Calculator
from kb.terms.calculators.registry import calculate, calculators, find_calculator
from kb.terms.problems import InvalidInput
from kb.terms.tables import key

EVERY = pytest.mark.parametrize("calculator", calculators(), ids=lambda one: one.name)
EGFR = {"creatinine": 1.0, "age": 50, "sex": "female"}


@EVERY
def test_a_calculator_names_its_formula_and_a_source_with_a_year(calculator: Calculator) -> None:
    assert calculator.formula
    # NCI's dictionary is a page that is kept up to date, without a year.
    assert re.search(r"\b(19|20)\d\d\b", calculator.source) or "Dictionary" in calculator.source


@EVERY
def test_every_number_has_limits_and_every_input_is_explained(calculator: Calculator) -> None:
    for one in calculator.inputs:
        assert one.about
        assert one.kind != "number" or one.low < one.high
        assert one.kind != "choice" or len(one.choices) > 1
        assert one.kind != "flag" or not one.required


@EVERY
def test_no_name_means_two_inputs(calculator: Calculator) -> None:
    meant: dict[str, str] = {}
    for one in calculator.inputs:
        for name in (one.name, *one.aliases):
            assert meant.setdefault(key(name), one.name) == one.name


@EVERY
def test_nothing_given_names_everything_that_is_missing(calculator: Calculator) -> None:
    required = [one.name for one in calculator.inputs if one.required]
    if not required:
        assert calculate(calculator.name, {}).notes
        return
    with pytest.raises(InvalidInput) as caught:
        calculate(calculator.name, {})
    assert len(caught.value.problems) == len(required)
    for name in required:
        assert f"{name} is missing" in caught.value.message


def test_no_name_means_two_calculators() -> None:
    meant: dict[str, str] = {}
    for one in calculators():
        for name in (one.name, *one.aliases):
            assert meant.setdefault(key(name), one.name) == one.name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("eGFR", "egfr"),
        ("CHA2DS2VASc", "cha2ds2-vasc"),
        ("CrCl", "cockcroft-gault"),
        ("fib4", "fib-4"),
    ],
)
def test_a_calculator_is_found_by_any_of_its_names(typed: str, name: str) -> None:
    assert find_calculator(typed).name == name


def test_an_unknown_calculator_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="anion-gap"):
        calculate("anion-gapp", {})
    with pytest.raises(NotFound, match="There are: anion-gap"):
        calculate("zzz", {})


def test_a_value_far_out_of_range_suggests_the_unit_that_was_meant() -> None:
    with pytest.raises(InvalidInput, match=r"creatinine=85µmol/L"):
        calculate("egfr", {**EGFR, "creatinine": 85})


def test_what_the_hint_says_to_write_is_accepted() -> None:
    assert calculate("egfr", {**EGFR, "creatinine": "85µmol/L"}).value > 60


def test_a_value_may_carry_its_unit() -> None:
    plain = calculate("bmi", {"weight": 81.65, "height": 177.8})
    pounds = calculate("bmi", {"weight": "180 lb", "height": "70 in"})
    assert plain.value == pytest.approx(pounds.value, abs=0.01)


def test_the_inputs_of_the_result_are_in_the_units_of_the_formula() -> None:
    result = calculate("egfr", {**EGFR, "creatinine": "88.4 umol/L"})
    creatinine = result.inputs[0]
    assert creatinine.value == pytest.approx(1.0, abs=1e-3)
    assert creatinine.unit == "mg/dL"
    assert creatinine.given == "88.4 umol/L"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({**EGFR, "sex": "unknown"}, "sex is one of female, male"),
        ({**EGFR, "age": "old"}, "age is a number in years, not “old”"),
        ({**EGFR, "age": True}, "not yes or no"),
        ({**EGFR, "age": 12}, "outside 18 to 120 years"),
        ({**EGFR, "age": "nan"}, "age is a number"),
        ({**EGFR, "age": float("inf")}, "outside"),
        ({**EGFR, "age": ""}, "age is empty"),
        ({**EGFR, "creatinine": "-1"}, "outside"),
        ({**EGFR, "creatinine": "1 kPa"}, "cannot be converted"),
        ({**EGFR, "creatinine": "1 parsec"}, "not a unit for it"),
        ({**EGFR, "scr": 1.1}, "creatinine is given twice"),
        ({**EGFR, "creatinin": 1.1}, "Perhaps: creatinine"),
    ],
)
def test_a_wrong_value_is_refused_with_a_reason(
    values: dict[str, str | float | bool], problem: str
) -> None:
    with pytest.raises(InvalidInput, match=re.escape(problem)):
        calculate("egfr", values)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        calculate("egfr", {"creatinine": "x", "age": 5, "other": 1})
    assert len(caught.value.problems) == 4
    assert caught.value.hint.startswith("Usage: kb calc egfr creatinine=…")


@pytest.mark.parametrize(
    ("name", "values", "problem"),
    [
        ("map", {"sbp": 80, "dbp": 120}, "not below systolic"),
        ("ldl", {"total": 100, "hdl": 120, "tg": 50}, "hdl is not below"),
        ("ldl", {"total": 300, "hdl": 40, "tg": 500}, "triglycerides above 400"),
        ("ldl", {"total": 100, "hdl": 60, "tg": 390}, "would be negative"),
        ("anion-gap", {"na": 135, "cl": 136, "hco3": 8}, "exceed sodium"),
        ("corrected-sodium", {"na": 130, "glucose": 80}, "below 100"),
        (
            "fena",
            {"sodium": 140, "urine_sodium": 20, "creatinine": 2, "urine_creatinine": 2},
            "exchanged",
        ),
        ("qtc", {"qt": 600, "hr": 200}, "RR interval"),
    ],
)
def test_values_that_contradict_each_other_are_refused(
    name: str, values: dict[str, str | float | bool], problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        calculate(name, values)


def test_a_criterion_that_nobody_spoke_of_counts_as_absent_and_is_named() -> None:
    result = calculate("cha2ds2-vasc", {"age": 70, "sex": "m", "diabetes": "yes"})
    assert result.value == 2
    assert (
        "taken as absent: heart_failure, hypertension, stroke, vascular_disease" in result.notes[0]
    )


@pytest.mark.parametrize(
    ("weight", "band"),
    [(53, "underweight"), (54, "normal"), (72, "normal"), (73, "overweight"), (116, "class III")],
)
def test_the_body_mass_index_falls_into_the_bands_of_the_who(weight: float, band: str) -> None:
    assert band in str(calculate("bmi", {"weight": weight, "height": 170}).interpretation)


@pytest.mark.parametrize(
    ("creatinine", "category"), [(0.6, "G1"), (1.0, "G2"), (1.4, "G3a"), (1.9, "G3b"), (9, "G5")]
)
def test_the_filtration_rate_falls_into_the_categories_of_kdigo(
    creatinine: float, category: str
) -> None:
    result = calculate("egfr", {"creatinine": creatinine, "age": 50, "sex": "female"})
    assert str(result.interpretation).startswith(category)
    assert "KDIGO 2024" in result.source


def test_a_calculator_whose_source_has_no_bands_gives_no_interpretation() -> None:
    for name, values in (
        ("map", {"sbp": 120, "dbp": 80}),
        ("qtc", {"qt": 400, "hr": 60}),
        ("corrected-calcium", {"calcium": 9, "albumin": 3}),
        ("anion-gap", {"na": 140, "cl": 100, "hco3": 24}),
    ):
        assert calculate(name, values).interpretation is None


def test_child_pugh_and_wells_stand_on_the_right_side_of_their_limits() -> None:
    cirrhosis = {"bilirubin": 2, "albumin": 3.5, "inr": 1.7, "ascites": "no", "encephalopathy": 0}
    assert calculate("child-pugh", cirrhosis).value == 8
    assert calculate("wells-pe", {"hr": 100, "pe_most_likely": True}).value == 3
    assert calculate("wells-dvt", {"alternative_diagnosis": True}).value == -2


def test_meld_stays_between_its_limits() -> None:
    worst = {"creatinine": 12, "bilirubin": 50, "inr": 9, "sodium": 100}
    best = {"creatinine": 0.4, "bilirubin": 0.3, "inr": 0.9, "sodium": 150}
    assert calculate("meld-na", worst).value == 40
    assert calculate("meld-na", best).value == 6
