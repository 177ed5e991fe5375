"""Conversion: the factors are those that are printed, and what cannot be is refused with what can."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import NotFound
from kb.terms.analytes import Analyte, analytes, find_analyte
from kb.terms.measures import read_measure
from kb.terms.problems import InvalidInput
from kb.terms.units import convert, convert_value, factor, rounded

# Conventional to SI, as the AMA Manual of Style (11th ed., 2020, ch. 17) prints the factors.
PRINTED = [
    ("glucose", "mg/dL", "mmol/L", 0.0555),
    ("creatinine", "mg/dL", "umol/L", 88.4),
    ("urea nitrogen", "mg/dL", "mmol/L", 0.357),
    ("uric acid", "mg/dL", "umol/L", 59.48),
    ("cholesterol", "mg/dL", "mmol/L", 0.0259),
    ("triglycerides", "mg/dL", "mmol/L", 0.0113),
    ("bilirubin", "mg/dL", "umol/L", 17.104),
    ("calcium", "mg/dL", "mmol/L", 0.25),
    ("calcium", "mEq/L", "mmol/L", 0.5),
    ("magnesium", "mg/dL", "mmol/L", 0.411),
    ("magnesium", "mEq/L", "mmol/L", 0.5),
    ("phosphate", "mg/dL", "mmol/L", 0.323),
    ("sodium", "mEq/L", "mmol/L", 1.0),
    ("iron", "ug/dL", "umol/L", 0.179),
    ("copper", "ug/dL", "umol/L", 0.157),
    ("zinc", "ug/dL", "umol/L", 0.153),
    ("lead", "ug/dL", "umol/L", 0.0483),
    ("ammonia", "ug/dL", "umol/L", 0.587),
    ("lactate", "mg/dL", "mmol/L", 0.111),
    ("homocysteine", "mg/L", "umol/L", 7.397),
    ("thyroxine", "ug/dL", "nmol/L", 12.871),
    ("free thyroxine", "ng/dL", "pmol/L", 12.871),
    ("triiodothyronine", "ng/dL", "nmol/L", 0.0154),
    ("cortisol", "ug/dL", "nmol/L", 27.588),
    ("aldosterone", "ng/dL", "pmol/L", 27.74),
    ("testosterone", "ng/dL", "nmol/L", 0.0347),
    ("estradiol", "pg/mL", "pmol/L", 3.671),
    ("progesterone", "ng/mL", "nmol/L", 3.18),
    ("C-peptide", "ng/mL", "nmol/L", 0.331),
    ("25-hydroxyvitamin D", "ng/mL", "nmol/L", 2.496),
    ("vitamin B12", "pg/mL", "pmol/L", 0.738),
    ("folate", "ng/mL", "nmol/L", 2.266),
    ("parathyroid hormone", "pg/mL", "ng/L", 1.0),
    ("hemoglobin", "g/dL", "g/L", 10.0),
    ("hemoglobin", "g/dL", "mmol/L", 0.6206),
    ("digoxin", "ng/mL", "nmol/L", 1.281),
    ("phenytoin", "ug/mL", "umol/L", 3.964),
    ("theophylline", "ug/mL", "umol/L", 5.55),
    ("paracetamol", "ug/mL", "umol/L", 6.614),
    ("salicylate", "mg/dL", "mmol/L", 0.0724),
    ("ethanol", "mg/dL", "mmol/L", 0.217),
    ("insulin", "uIU/mL", "pmol/L", 6.0),
    ("prolactin", "ng/mL", "mIU/L", 21.2),
    ("albumin-to-creatinine ratio", "mg/g", "mg/mmol", 0.113),
]


@pytest.mark.parametrize(("name", "unit", "into", "printed"), PRINTED)
def test_a_factor_is_the_printed_one(name: str, unit: str, into: str, printed: float) -> None:
    result = convert_value(1, unit, name, into=into).result
    assert result == pytest.approx(printed, rel=0.006)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("126 mg/dL glucose", "7.0 mmol/L"),
        ("glucose 7 mmol/L", "126 mg/dL"),
        ("1.1 mg/dL creatinine", "97 µmol/L"),
        ("97 µmol/L creatinine", "1.10 mg/dL"),
        ("6.5% HbA1c", "48 mmol/mol"),
        ("48 mmol/mol HbA1c", "6.5 %"),
        ("B12 300 pg/mL", "221 pmol/L"),
        ("25-OH vitamin D 30 ng/mL", "75 nmol/L"),
        ("42 g/L albumin", "4.2 g/dL"),
        ("9.5 mg/dL calcium into mEq/L", "4.741 mEq/L"),
        ("5 mg/dL serum glucose to mmol/L", "0.28 mmol/L"),
        ("150 K/uL", "150 10^9/L"),
        ("180 lb", "81.65 kg"),
        ("11 st 4 lb", "71.67 kg"),
        ("5 ft 11 in", "180.3 cm"),
        ("5'11\"", "180.3 cm"),
        ("70 in in cm", "177.8 cm"),
        ("98.6 F", "37.0 °C"),
        ("-40 °C", "-40.0 °F"),
        ("310.15 kelvin", "37.0 °C"),
        ("120 mm Hg", "16 kPa"),
        ("10 cmH2O", "7.356 mmHg"),
        ("60 U/L", "1 µkat/L"),
        ("40 IU vitamin D3", "1.0 µg"),
        ("1,200 mg to g", "1.2 g"),
        ("0.5 mcg/kg/min to mg/kg/h", "0.03 mg/kg/h"),
        ("45 % to L/L", "0.45 L/L"),
    ],
)
def test_what_people_type_is_understood(typed: str, shown: str) -> None:
    found = convert(typed)
    assert f"{found.shown} {found.result_unit}" == shown


def test_a_conversion_shows_its_formula_and_source() -> None:
    found = convert("126 mg/dL glucose")
    assert found.text == "126 mg/dL glucose = 7.0 mmol/L"
    assert found.formula == "mg/dL × 0.055507 = mmol/L"
    assert "AMA Manual of Style" in found.source
    assert "NIST" in convert("180 lb").source
    assert "NGSP" in convert("6.5 % A1c").source


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("126 glucose", "Glucose is given in mg/dL or mmol/L"),
        ("126 mg/dL", "Name the substance"),
        ("126 mg/dL to mmol/L", "the substance decides"),
        ("5 kg glucose", "kg of glucose cannot be converted into mg/dL"),
        ("4 g/dL albumin to mmol/L", "Albumin is given in g/dL or g/L"),
        ("80 kg to cm", "kg goes into lb"),
        ("glucose", "has no number"),
        ("1,5 mmol/L glucose", "full stop"),
        ("12 parsecs", "no unit that is known"),
        ("12 kg to parsecs", "not a unit"),
        ("18.5 kg/m2", "Into which unit"),
        ("-3 mg/dL glucose", "less than nothing"),
        ("-500 C", "absolute zero"),
    ],
)
def test_what_cannot_be_converted_is_refused_with_what_can(typed: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        convert(typed)
    assert says in str(caught.value)


def test_an_unknown_substance_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="Perhaps: creatinine"):
        convert("1 mg/dL creatinin")


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="finite"):
        convert_value(float("nan"), "kg")


@pytest.mark.parametrize("analyte", analytes(), ids=lambda one: one.name)
def test_every_analyte_converts_between_its_units_and_back(analyte: Analyte) -> None:
    there = convert_value(10, analyte.conventional.text, analyte.name, into=analyte.si.text)
    back = convert_value(there.result, analyte.si.text, analyte.name, into=there.unit)
    assert back.result == pytest.approx(10)
    assert analyte.source


def test_no_name_means_two_analytes() -> None:
    for one in analytes():
        for name in (one.name, *one.synonyms):
            assert find_analyte(name) is one, name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mcg/ml", "µg/mL"),
        ("umol/l", "µmol/L"),
        ("G/L", "10^9/L"),
        ("g/L", "g/L"),
        ("x10^9/L", "10^9/L"),
        ("10*3/uL", "10^3/µL"),
        ("cells/mm3", "/µL"),
        ("million/uL", "10^6/µL"),
        ("meq/l", "mEq/L"),
        ("mg per dL", "mg/dL"),
        ("degrees C", "°C"),
        ("ML/MIN/1.73", None),
        ("glucose", None),
        ("", None),
    ],
)
def test_a_unit_is_read_however_it_is_written(text: str, shown: str | None) -> None:
    found = read_measure(text)
    assert (found.text if found else None) == shown


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-6, 1e9), st.sampled_from(["kg", "lb", "oz", "g", "mg", "st"]))
def test_going_there_and_back_changes_nothing(value: float, unit: str) -> None:
    there = convert_value(value, unit, into="g")
    assert convert_value(there.result, "g", into=unit).result == pytest.approx(value)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_no_text_whatever_breaks_it(text: str) -> None:
    try:
        found = convert(text)
    except (InvalidInput, NotFound):
        return
    assert found.result == found.result


def test_a_rounded_number_keeps_two_digits_that_count() -> None:
    assert rounded(0.0432, 1) == "0.043"
    assert rounded(6.99, 1) == "7.0"
    assert rounded(1234.5) == "1234"
    assert rounded(0, 2) == "0.00"


def test_units_of_different_kinds_have_no_factor() -> None:
    kilogram, centimetre = read_measure("kg"), read_measure("cm")
    assert kilogram is not None
    assert centimetre is not None
    assert factor(kilogram, centimetre, None) is None
