"""Body size, mean arterial pressure and pack-years."""

from __future__ import annotations

import math

from kb.terms.calculators.common import (
    DIASTOLIC,
    HEIGHT,
    SYSTOLIC,
    WEIGHT,
    band,
    pressures_agree,
)
from kb.terms.calculators.model import Calculator, Detail, Input, Outcome, Values

_WHO = (
    (40.0, "obesity class III"),
    (35.0, "obesity class II"),
    (30.0, "obesity class I"),
    (25.0, "overweight (pre-obese)"),
    (18.5, "normal range"),
    (0.0, "underweight"),
)
# A child's weight is possible where the formula was made for children, too.
_ANY_WEIGHT = Input("weight", "body weight", unit="kg", low=1, high=400, aliases=("wt", "mass"))


def _bmi(values: Values) -> Outcome:
    index = values.number("weight") / (values.number("height") / 100) ** 2
    return Outcome(index, band(round(index, 1), _WHO))


def _bsa(values: Values) -> Outcome:
    weight, height = values.number("weight"), values.number("height")
    du_bois = 0.007184 * weight**0.425 * height**0.725
    return Outcome(
        math.sqrt(weight * height / 3600),
        details=(Detail("Du Bois and Du Bois 1916", du_bois, "m²"),),
    )


def _map(values: Values) -> Outcome:
    systolic, diastolic = values.number("systolic"), values.number("diastolic")
    return Outcome(
        diastolic + (systolic - diastolic) / 3,
        details=(Detail("pulse pressure", systolic - diastolic, "mmHg"),),
    )


def _pack_years(values: Values) -> Outcome:
    return Outcome(values.number("cigarettes") / 20 * values.number("years"))


BMI = Calculator(
    name="bmi",
    title="Body mass index",
    formula="weight in kg / (height in m)²",
    source=(
        "World Health Organization. Obesity: preventing and managing the global epidemic. "
        "WHO Technical Report Series 894. Geneva, 2000"
    ),
    inputs=(WEIGHT, HEIGHT),
    unit="kg/m²",
    decimals=1,
    compute=_bmi,
    aliases=("body-mass-index",),
    cautions=("The bands are for adults; other cut-offs are in use for people of Asian descent.",),
)

BSA = Calculator(
    name="bsa",
    title="Body surface area (Mosteller)",
    formula="√(weight in kg × height in cm / 3600)",
    source=(
        "Mosteller RD. Simplified calculation of body-surface area. N Engl J Med. 1987;317:1098; "
        "beside it Du Bois D, Du Bois EF. Arch Intern Med. 1916;17:863-871: "
        "0.007184 × weight^0.425 × height^0.725"
    ),
    inputs=(_ANY_WEIGHT, HEIGHT),
    unit="m²",
    decimals=2,
    compute=_bsa,
    aliases=("body-surface-area", "mosteller"),
)

MAP = Calculator(
    name="map",
    title="Mean arterial pressure",
    formula="diastolic + (systolic − diastolic) / 3",
    source=(
        "DeMers D, Wachs D. Physiology, Mean Arterial Pressure. StatPearls. 2023 (NBK538226); "
        "Boron WF, Boulpaep EL. Medical Physiology, 3rd ed. 2017"
    ),
    inputs=(SYSTOLIC, DIASTOLIC),
    unit="mmHg",
    decimals=0,
    compute=_map,
    contradictions=lambda values: pressures_agree(
        values.number("systolic"), values.number("diastolic")
    ),
    aliases=("mean-arterial-pressure",),
    cautions=("An estimate for usual heart rates.",),
)

PACK_YEARS = Calculator(
    name="pack-years",
    title="Pack-years",
    formula="cigarettes a day / 20 × years smoked",
    source="National Cancer Institute. NCI Dictionary of Cancer Terms: pack year",
    inputs=(
        Input("cigarettes", "cigarettes a day", low=0, high=200, aliases=("cigarettes_per_day",)),
        Input("years", "years smoked", low=0, high=100),
    ),
    unit="pack-years",
    decimals=1,
    compute=_pack_years,
    aliases=("packyears",),
)

CALCULATORS = (BMI, BSA, MAP, PACK_YEARS)
