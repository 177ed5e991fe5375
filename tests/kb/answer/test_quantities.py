"""Quantities are read with everything that has to agree."""

from __future__ import annotations

import pytest

from kb.answer.quantities import Quantity, quantities


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("130/80 mm Hg", (130, 80), "mmhg"),
        ("130 over 80 mmHg", (130, 80), "mmhg"),
        ("5\u201310 mg", (5, 10), "mg"),
        ("5 mg to 10 mg", (5, 10), "mg"),
        ("between 5 and 10 mg", (5, 10), "mg"),
        ("30 mL/min/1.73 m\u00b2", (30,), "ml/min"),
        ("30 ml per min per 1.73 m2", (30,), "ml/min"),
        ("150 \u00d7 10\u2079/L", (150,), "10^9/l"),
        ("1,234,567 units", (1234567,), "unit"),
        ("1.5 million units", (1500000,), "unit"),
        ("twenty-five years", (25,), "y"),
        ("two-fold", (2,), "times"),
        ("7\u00b75%", (7.5,), "%"),
        ("0,5 mg", (0.5,), "mg"),
        ("\u22122.5 mmol/L", (-2.5,), "mmol/l"),
        ("\u00bd tablet", (0.5,), "tablet"),
        ("22/min", (22,), "/min"),
        ("5 mg kg\u207b\u00b9", (5,), "mg/kg"),
    ],
)
def test_values_and_units(text: str, values: tuple[float, ...], unit: str) -> None:
    found = only(text)
    assert tuple(float(value) for value in found.values) == values
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("5 mg daily", "1/d"),
        ("5 mg/day", "1/d"),
        ("5 mg once a day", "1/d"),
        ("5 mg bd", "2/d"),
        ("5 mg twice daily", "2/d"),
        ("5 mg every 12 hours", "2/d"),
        ("5 mg q8h", "3/d"),
        ("5 mg of apixaban twice daily", "2/d"),
        ("15 mg once weekly", "1/wk"),
        ("5 mg", ""),
    ],
)
def test_schedules(text: str, per: str) -> None:
    assert quantities(text)[0].per == per


@pytest.mark.parametrize(
    ("text", "side", "closed"),
    [
        ("<5 mg", "<", False),
        ("\u22655 mg", ">", True),
        ("less than 5 mg", "<", False),
        ("no more than 5 mg", "<", True),
        ("at least 5 mg", ">", True),
        ("5 mg or more", ">", True),
        ("a maximum of 5 mg", "<", True),
        ("greater than or equal to 5 mg", ">", True),
        ("not exceeding 5 mg", "<", True),
        ("below a target of 5 mg", "<", False),
        ("within 5 hours", "<", None),
    ],
)
def test_comparisons(text: str, side: str, closed: bool | None) -> None:
    comparison = only(text).comparison
    assert comparison is not None
    assert (comparison.side, comparison.closed) == (side, closed)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("stage 3a", [("stage", "3a")]),
        ("stages 3, 4 and 5", [("stage", "3"), ("stage", "4"), ("stage", "5")]),
        ("NYHA class II\u2013IV", [("class", "2"), ("class", "4")]),
        ("type 2 diabetes", [("type", "2")]),
        ("T2DM", [("type", "2")]),
        ("class IIa", [("class", "2a")]),
    ],
)
def test_labels(text: str, labels: list[tuple[str, str]]) -> None:
    assert [(found.label, found.name) for found in quantities(text)] == labels


@pytest.mark.parametrize(
    "text", ["one of the drugs", "give it IV", "the 's' of it", "", "- therapy", "[x]"]
)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert quantities(text) == []


def test_neighbours_share_a_unit_and_years_do_not() -> None:
    assert [found.also for found in quantities("5, 10 or 20 mg")] == ["mg", "mg", ""]
    assert [found.also for found in quantities("in 2020, 10 mg")] == ["", ""]
