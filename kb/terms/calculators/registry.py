"""All calculators by name, and the one way to use them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kb.errors import NotFound
from kb.terms.calculators import body, chemistry, heart, kidney, liver, lungs
from kb.terms.calculators.check import checked
from kb.terms.calculators.model import CalculationResult, Calculator, UsedInput
from kb.terms.problems import perhaps
from kb.terms.tables import key


@lru_cache(maxsize=1)
def calculators() -> tuple[Calculator, ...]:
    """All calculators, by name."""
    modules = (body, chemistry, heart, kidney, liver, lungs)
    every = (one for module in modules for one in module.CALCULATORS)
    return tuple(sorted(every, key=lambda one: one.name))


def find_calculator(name: str) -> Calculator:
    """A calculator by any of its names; case and hyphens do not matter.

    Raises:
        NotFound: none is called that; the hint has the nearest names, or all.
    """
    known = {key(each): one for one in calculators() for each in (one.name, *one.aliases)}
    found = known.get(key(name))
    if found is None:
        names = [one.name for one in calculators()]
        hint = perhaps(name, names) or f"There are: {', '.join(names)}."
        raise NotFound(f"There is no calculator “{name}”.", hint=hint)
    return found


def calculate(name: str, values: Mapping[str, str | float | bool]) -> CalculationResult:
    """Calculate, from values as they are typed: ``{"creatinine": "85 umol/L", "age": 65, ...}``.

    Raises:
        NotFound: there is no such calculator.
        InvalidInput: with everything that is wrong with the values.
    """
    calculator = find_calculator(name)
    held, used = checked(calculator, values)
    outcome = calculator.compute(held)
    source = calculator.source
    if calculator.bands:
        source = f"{source}. Categories: {calculator.bands}"
    value = outcome.value + 0.0  # no negative zero
    return CalculationResult(
        name=calculator.name,
        title=calculator.title,
        value=value,
        shown=f"{value:.{calculator.decimals}f}",
        unit=calculator.unit,
        interpretation=outcome.interpretation,
        formula=calculator.formula,
        source=source,
        inputs=used,
        details=outcome.details,
        notes=(*_absent(calculator, used), *outcome.notes, *calculator.cautions),
    )


def _absent(calculator: Calculator, used: tuple[UsedInput, ...]) -> tuple[str, ...]:
    """Which criteria nobody spoke of."""
    flags = {one.name for one in calculator.inputs if one.kind == "flag"}
    names = [one.name for one in used if one.given is None and one.name in flags]
    return (f"Not given, taken as absent: {', '.join(names)}.",) if names else ()
