"""``kb calc``: calculators, with their formula's source. They need no library."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.cli.exits import DONE, WrongUse
from ui.cli.paper import Paper
from ui.terms.tools import calculation, calculator, calculators

if TYPE_CHECKING:
    from ui.terms.forms import CalculationForm, CalculatorForm, InputForm


def run(name: str | None, values: Sequence[str], *, json: bool) -> int:
    """List the calculators, show one, or calculate."""
    if name is None:
        every = calculators()
        if json:
            _json(every)
        else:
            _list(every)
    elif not values:
        one = calculator(name)
        if json:
            _json(one)
        else:
            _show(one)
    else:
        found = calculation(name, given(values))
        if json:
            _json(found)
        else:
            _result(found)
    return DONE


def given(values: Sequence[str]) -> dict[str, str | float | bool]:
    """Read ``name=value`` words; a value may hold a unit ("creatinine=85 umol/L").

    Raises:
        WrongUse: a word has no equals sign, or a name is there twice.
    """
    found: dict[str, str | float | bool] = {}
    for word in values:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise WrongUse(
                f"{word} is no input.", hint="Inputs are NAME=VALUE, as in age=65 or sex=female."
            )
        if name.strip() in found:
            raise WrongUse(f"{name.strip()} is given twice.")
        found[name.strip()] = value.strip()
    return found


def _json(value: object) -> None:
    print(jsonlib.dumps(value, ensure_ascii=False, indent=2))


def _list(every: Sequence[CalculatorForm]) -> None:
    paper = Paper()
    width = max(len(one["name"]) for one in every) + 2
    for one in every:
        paper.paragraph(one["title"], first=f"{one['name']:<{width}}", rest=" " * width)
    paper.line()
    paper.paragraph("`kb calc NAME` shows what one takes and where its formula is from.")


def _show(one: CalculatorForm) -> None:
    paper = Paper()
    paper.paragraph(one["title"], styles=("bold",))
    paper.line()
    width = max(len(each["name"]) for each in one["inputs"]) + 4
    for each in one["inputs"]:
        paper.paragraph(_takes(each), first=f"  {each['name']:<{width - 2}}", rest=" " * width)
    paper.line()
    paper.paragraph(f"Formula: {one['formula']}")
    paper.paragraph(f"Source: {one['source']}", styles=("dim",))
    for caution in one["cautions"]:
        paper.paragraph(caution, styles=("caution",))


def _takes(one: InputForm) -> str:
    """What an input is and which values it takes."""
    if one["kind"] == "flag":
        values = "yes or no"
    elif one["kind"] == "choice":
        values = " or ".join(one["choices"])
    else:
        unit = f" {one['unit']}" if one["unit"] else ""
        values = f"{one['low']:g} to {one['high']:g}{unit}" if one["low"] is not None else unit
    needed = "" if one["required"] or one["kind"] == "flag" else ", may be left out"
    return f"{one['about']} ({values.strip() or 'number'}{needed})"


def _result(found: CalculationForm) -> None:
    paper = Paper()
    paper.paragraph(found["text"], styles=("bold",))
    for one in found["details"]:
        unit = f" {one['unit']}" if one["unit"] else ""
        paper.paragraph(f"{one['name']}: {one['value']:g}{unit}", first="  ")
    for note in found["notes"]:
        paper.paragraph(note, styles=("caution",))
    paper.line()
    paper.paragraph(f"Formula: {found['formula']}", styles=("dim",))
    paper.paragraph(f"Source: {found['source']}", styles=("dim",))
