"""Units and calculators in the JSON forms of :mod:`ui.terms.forms`; they need no library."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kb.types import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.terms.calculators.model import Calculator, Input
    from kb.terms.labs import Lab, Range
    from ui.terms import forms


def conversion(text: str) -> forms.ConversionForm:
    """Convert what a text says: "126 mg/dL glucose", "180 lb to kg".

    Raises:
        InvalidInput: something is missing or does not fit; the message says what is possible.
        NotFound: the substance is not known.
    """
    from kb.terms.units import convert

    found = convert(text)
    return cast("forms.ConversionForm", as_json(found) | {"text": found.text})


def labs(text: str, k: int = 10) -> list[forms.LabForm]:
    """Laboratory tests by the beginning of any of their names, or by LOINC code."""
    from kb.terms.labs import search_labs

    return [_lab(one) for one in search_labs(text, k)]


def lab(name: str) -> forms.LabForm:
    """One laboratory test by any of its names. Raises NotFound."""
    from kb.terms.labs import find_lab

    return _lab(find_lab(name))


def calculators() -> list[forms.CalculatorForm]:
    """Every calculator, by name."""
    from kb.terms.calculators.registry import calculators as every

    return [_calculator(one) for one in every()]


def calculator(name: str) -> forms.CalculatorForm:
    """One calculator: its inputs, formula and source. Raises NotFound."""
    from kb.terms.calculators.registry import find_calculator

    return _calculator(find_calculator(name))


def calculation(name: str, values: Mapping[str, str | float | bool]) -> forms.CalculationForm:
    """Calculate, from values as they are typed.

    Raises:
        NotFound: there is no such calculator.
        InvalidInput: with everything that is wrong with the values.
    """
    from kb.terms.calculators.registry import calculate

    found = calculate(name, values)
    return cast("forms.CalculationForm", as_json(found) | {"text": found.text})


def _calculator(one: Calculator) -> forms.CalculatorForm:
    return {
        "name": one.name,
        "title": one.title,
        "unit": one.unit,
        "formula": one.formula,
        "source": one.source,
        "inputs": [_input(each) for each in one.inputs],
        "cautions": list(one.cautions),
    }


def _input(one: Input) -> forms.InputForm:
    ranged = one.kind == "number" and one.high > one.low
    return {
        "name": one.name,
        "about": one.about,
        "kind": one.kind,
        "unit": one.unit,
        "low": one.low if ranged else None,
        "high": one.high if ranged else None,
        "choices": [ways[0] for ways in one.choices],
        "required": one.required,
        "default": one.default,
    }


def _lab(one: Lab) -> forms.LabForm:
    from kb.terms.labs import NOTE, in_unit

    other = one.other_unit
    return {
        "name": one.name,
        "synonyms": list(one.synonyms),
        "loinc": one.loinc,
        "specimen": one.specimen,
        "unit": one.unit,
        "ranges": [_range(each) for each in one.ranges],
        "critical_low": _range(one.critical_low) if one.critical_low else None,
        "critical_high": _range(one.critical_high) if one.critical_high else None,
        "critical_source": one.critical_source,
        "source": one.source,
        "other": [_range(each) for each in in_unit(one, other).ranges] if other else [],
        "other_unit": other,
        "note": NOTE,
    }


def _range(one: Range) -> forms.RangeForm:
    return {"who": one.who, "low": one.low, "high": one.high, "text": one.text}
