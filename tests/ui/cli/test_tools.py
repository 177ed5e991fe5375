import json

import pytest


def test_a_conversion_needs_no_library(kb, tmp_path):
    form = json.loads(kb("convert", "126", "mg/dL", "glucose", "--json").out)
    assert form["shown"] == "7.0"
    assert form["result_unit"] == "mmol/L"
    assert form["source"]
    assert not (tmp_path / "home").exists()


def test_a_conversion_says_its_formula_and_source(kb):
    out = kb("convert", "126 mg/dL glucose").out
    assert out.startswith("126 mg/dL glucose = 7.0 mmol/L\n")
    assert "Source: " in out


@pytest.mark.parametrize(
    ("words", "status"),
    [(("126", "glucose"), 2), (("126 mg/dL",), 2), (("1 mg/dL unobtainium",), 1)],
)
def test_what_cannot_be_converted_is_refused_with_a_hint(kb, words, status):
    ended = kb("convert", *words)
    assert ended.status == status
    assert ended.out == ""
    assert ended.err.strip()


def test_calc_lists_the_calculators(kb):
    every = json.loads(kb("calc", "--json").out)
    names = {one["name"] for one in every}
    assert {"egfr", "corrected-calcium", "anion-gap", "bmi", "map", "cockcroft-gault"} <= names
    assert "cha2ds2-vasc" in names
    assert "egfr" in kb("calc").out


def test_calc_shows_what_one_takes_and_where_it_is_from(kb):
    out = " ".join(kb("calc", "egfr").out.split())
    assert "creatinine" in out
    assert "female or male" in out
    assert "Source: Inker LA" in out
    (first, *_) = json.loads(kb("calc", "egfr", "--json").out)["inputs"]
    assert {"name", "about", "unit", "low", "high", "required"} <= set(first)


def test_calc_calculates(kb):
    form = json.loads(
        kb("calc", "egfr", "creatinine=85 umol/L", "age=65", "sex=female", "--json").out
    )
    assert form["unit"].startswith("mL/min/1.73")
    assert form["value"] == pytest.approx(64, abs=4)
    assert form["source"]
    assert [one["name"] for one in form["inputs"]] == ["creatinine", "age", "sex"]


def test_everything_wrong_with_the_inputs_is_said_at_once(kb):
    ended = kb("calc", "egfr", "creatinine=900", "sex=none")
    assert ended.status == 2
    assert "creatinine" in ended.err
    assert "sex" in ended.err
    assert "age" in ended.err


@pytest.mark.parametrize("word", ["creatinine", "=3"])
def test_an_input_without_a_name_or_value_is_wrong_use(kb, word):
    assert kb("calc", "egfr", word).status == 2


def test_an_unknown_calculator_names_the_nearest(kb):
    ended = kb("calc", "egrf")
    assert ended.status == 1
    assert "egfr" in ended.err
