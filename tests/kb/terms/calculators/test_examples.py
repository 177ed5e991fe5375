"""Every calculator agrees with what was published."""

from __future__ import annotations

from collections import Counter

import pytest

from kb.terms.calculators.registry import calculate, calculators, find_calculator
from tests.kb.terms.calculators.examples import EXAMPLES, Example


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.calculator}: {one.source}")
def test_a_calculator_agrees_with_the_published_example(example: Example) -> None:
    result = calculate(example.calculator, example.inputs)
    value = result.value
    if example.detail is not None:
        (value,) = (one.value for one in result.details if one.name == example.detail)
    assert value == pytest.approx(example.expected, abs=example.tolerance)


@pytest.mark.parametrize("calculator", calculators(), ids=lambda one: one.name)
def test_every_calculator_has_five_published_examples_or_more(calculator: object) -> None:
    counts = Counter(find_calculator(one.calculator) for one in EXAMPLES)
    assert counts[calculator] >= 5


def test_each_formula_of_the_qt_interval_and_the_albumin_correction_has_five_examples() -> None:
    methods = Counter(
        one.inputs.get("method", "bazett") for one in EXAMPLES if one.calculator == "qtc"
    )
    assert min(methods.values()) >= 5
    assert sum(one.detail == "corrected for albumin" for one in EXAMPLES) >= 5


def test_every_example_says_where_it_is_from() -> None:
    assert all(len(one.source) > 20 for one in EXAMPLES)
