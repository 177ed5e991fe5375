"""From what somebody typed to values that a formula can take, or to all that is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from kb.terms.analytes import find_analyte
from kb.terms.calculators.model import Calculator, Input, UsedInput, Value, Values
from kb.terms.measures import read_measure
from kb.terms.problems import InvalidInput, perhaps
from kb.terms.tables import key
from kb.terms.units import convert_value, possible_units

_YES = frozenset(["yes", "y", "true", "t", "1", "present", "+", "on"])
_NO = frozenset(["no", "n", "false", "f", "0", "absent", "-", "off", "none"])
_AMOUNT = re.compile(r"\s*([-+−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(.*?)\s*", re.IGNORECASE)

Given = Mapping[str, str | float | bool]


class _Unusable(Exception):
    """One value cannot be used; the message says why."""


def checked(calculator: Calculator, given: Given) -> tuple[Values, tuple[UsedInput, ...]]:
    """The values of a calculation, in the units of the formula.

    Args:
        given: by the inputs' names or aliases; a number may carry its unit: ``"85 umol/L"``.

    Raises:
        InvalidInput: with one problem for each name that is not known, each value that is missing,
            cannot be read, lies outside its limits, or contradicts another.
    """
    problems: list[str] = []
    raw = _by_input(calculator, given, problems)
    held: dict[str, Value] = {}
    used: list[UsedInput] = []
    for one in calculator.inputs:
        if one.name not in raw:
            if one.required:
                problems.append(_missing(one))
                continue
            default: Value | None = False if one.kind == "flag" else one.default
            if default is not None:
                held[one.name] = default
                used.append(UsedInput(one.name, default, one.unit, None))
            continue
        try:
            held[one.name] = _value(one, raw[one.name])
        except _Unusable as problem:
            problems.append(str(problem))
        else:
            used.append(UsedInput(one.name, held[one.name], one.unit, _typed(raw[one.name])))
    values = Values(held)
    if not problems:
        problems += calculator.contradictions(values)
    if problems:
        raise InvalidInput(problems, hint=_usage(calculator))
    return values, tuple(used)


def _by_input(calculator: Calculator, given: Given, problems: list[str]) -> dict[str, object]:
    """What was given, under the inputs' own names."""
    known = {key(name): one for one in calculator.inputs for name in (one.name, *one.aliases)}
    raw: dict[str, object] = {}
    for name, value in given.items():
        one = known.get(key(name))
        if one is None:
            names = [each.name for each in calculator.inputs]
            hint = perhaps(name, names)
            problems.append(f"“{name}” is no input of {calculator.name}. {hint}".strip())
        elif one.name in raw:
            problems.append(f"{one.name} is given twice.")
        elif isinstance(value, str) and not value.strip():
            problems.append(f"{one.name} is empty.")
            raw[one.name] = None
        else:
            raw[one.name] = value
    return raw


def _value(one: Input, raw: object) -> Value:
    if raw is None:
        raise _Unusable(_missing(one))
    if one.kind == "flag":
        return _flag(one, raw)
    if one.kind == "choice":
        return _choice(one, raw)
    return _number(one, raw)


def _flag(one: Input, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = f"{raw:g}" if isinstance(raw, (int, float)) else str(raw).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise _Unusable(f"{one.name} is yes or no, not “{raw}”.")


def _choice(one: Input, raw: object) -> str:
    typed = key(f"{raw:g}" if isinstance(raw, float) else str(raw))
    for options in one.choices:
        if typed in {key(option) for option in options}:
            return options[0]
    names = ", ".join(options[0] for options in one.choices)
    raise _Unusable(f"{one.name} is one of {names}, not “{raw}”.")


def _number(one: Input, raw: object) -> float:
    if isinstance(raw, bool):
        raise _Unusable(f"{one.name} is a number{_in(one)}, not yes or no.")
    if isinstance(raw, (int, float)):
        number, unit = float(raw), ""
    else:
        found = _AMOUNT.fullmatch(str(raw))
        if found is None:
            raise _Unusable(f"{one.name} is a number{_in(one)}, not “{raw}”.")
        number, unit = float(found[1].replace("−", "-")), found[2]
    value = _converted(one, number, unit)
    if not math.isfinite(value) or not one.low <= value <= one.high:
        raise _Unusable(_outside(one, value, bool(unit)))
    return value


def _converted(one: Input, number: float, unit: str) -> float:
    """A number in the unit of the formula."""
    if not unit or key(unit) == key(one.unit):
        return number
    if one.unit == "years" and key(unit) in ("y", "yr", "yrs", "year", "yearsold"):
        return number
    if one.unit == "beats/min" and key(unit) in ("bpm", "permin", "min", "beatsperminute"):
        return number
    if one.unit == "breaths/min" and key(unit) in ("permin", "min", "breathsperminute"):
        return number
    wanted = read_measure(one.unit)
    if wanted is None or read_measure(unit) is None:
        raise _Unusable(f"{one.name} is given{_in(one)}; “{unit}” is not a unit for it.")
    try:
        return convert_value(number, unit, one.analyte, into=one.unit).result
    except InvalidInput as problem:
        raise _Unusable(f"{one.name}: {problem.message}") from None


def _outside(one: Input, value: float, with_unit: bool) -> str:
    """Why a value is refused, and in which other unit it would make sense."""
    text = f"{one.name} = {value:g} lies outside {one.low:g} to {one.high:g}{_unit(one)}."
    if with_unit or one.analyte is None:
        return text
    for unit in possible_units(find_analyte(one.analyte)):
        if key(unit) == key(one.unit):
            continue
        try:
            other = convert_value(value, unit, one.analyte, into=one.unit)
        except InvalidInput:
            continue
        if one.low <= other.result <= one.high:
            return f"{text} If it is in {unit}, write {one.name}={value:g}{unit}."
    return text


def _missing(one: Input) -> str:
    if one.kind == "choice":
        return f"{one.name} is missing ({' or '.join(options[0] for options in one.choices)})."
    return f"{one.name} is missing ({one.about}{_in(one)})."


def _in(one: Input) -> str:
    return f" in {one.unit}" if one.unit else ""


def _unit(one: Input) -> str:
    return f" {one.unit}" if one.unit else ""


def _typed(raw: object) -> str:
    return f"{raw:g}" if isinstance(raw, float) else str(raw).strip()


def _usage(calculator: Calculator) -> str:
    needed = " ".join(f"{one.name}=…" for one in calculator.inputs if one.required)
    other = ", ".join(one.name for one in calculator.inputs if not one.required)
    return f"Usage: kb calc {calculator.name} {needed}" + (f" (also: {other})" if other else "")
