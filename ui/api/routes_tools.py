"""Definitions, laboratory tests, units and calculators under /terms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from ui.api.context import Here
from ui.api.term_models import CalculateRequest
from ui.terms import forms, tools

TEXT_CHARACTERS = 300

router = APIRouter(prefix="/terms", tags=["terminology"])


@router.get("/define")
def define(
    term: Annotated[str, Query(max_length=TEXT_CHARACTERS, description="ejection fraction")],
    here: Here,
) -> forms.DefinitionForm:
    """Define a term or an abbreviation: from the library with its page, else from the glossary."""
    return here.terms.define(term)


@router.get("/convert")
def convert(
    text: Annotated[str, Query(max_length=TEXT_CHARACTERS, description="126 mg/dL glucose")],
) -> forms.ConversionForm:
    """Convert a quantity: value, unit, the substance where it takes one, `to` a unit if wanted."""
    return tools.conversion(text)


@router.get("/calculators")
def calculators() -> list[forms.CalculatorForm]:
    """List the calculators with their inputs, formulas and sources."""
    return tools.calculators()


@router.get("/calculators/{name}")
def calculator(name: str) -> forms.CalculatorForm:
    """Show what a calculator takes and where its formula is from."""
    return tools.calculator(name)


@router.post("/calculators/{name}")
def calculate(name: str, body: CalculateRequest) -> forms.CalculationForm:
    """Calculate; everything that is wrong with the values is said at once."""
    return tools.calculation(name, body.values)


@router.get("/labs")
def labs(
    text: Annotated[str, Query(max_length=TEXT_CHARACTERS, description="Any name, or LOINC code.")],
    k: Annotated[int, Query(ge=1, le=100)] = 10,
) -> list[forms.LabForm]:
    """Find laboratory tests with their usual adult ranges."""
    return tools.labs(text, k)
