"""Inputs that several calculators share, and the reading of bands."""

from __future__ import annotations

from collections.abc import Sequence

from kb.terms.calculators.model import Input

SEX = Input(
    "sex",
    "sex at birth, as the formula was derived",
    kind="choice",
    choices=(("female", "f", "woman", "w"), ("male", "m", "man")),
    aliases=("gender",),
)
ADULT_AGE = Input("age", "age", unit="years", low=18, high=120)
CREATININE = Input(
    "creatinine",
    "serum creatinine",
    unit="mg/dL",
    analyte="creatinine",
    low=0.1,
    high=40,
    aliases=("scr", "cr", "serum_creatinine"),
)
WEIGHT = Input("weight", "body weight", unit="kg", low=20, high=400, aliases=("wt", "mass"))
HEIGHT = Input("height", "height", unit="cm", low=50, high=260, aliases=("ht", "length"))
SYSTOLIC = Input(
    "systolic",
    "systolic blood pressure",
    unit="mmHg",
    low=30,
    high=350,
    aliases=("sbp", "systolic_pressure"),
)
DIASTOLIC = Input(
    "diastolic",
    "diastolic blood pressure",
    unit="mmHg",
    low=10,
    high=250,
    aliases=("dbp", "diastolic_pressure"),
)
SODIUM = Input(
    "sodium", "serum sodium", unit="mEq/L", analyte="sodium", low=80, high=220, aliases=("na",)
)
ALBUMIN = Input(
    "albumin",
    "serum albumin",
    unit="g/dL",
    analyte="albumin",
    low=0.5,
    high=7,
    aliases=("alb",),
)
GLUCOSE = Input(
    "glucose",
    "serum glucose",
    unit="mg/dL",
    analyte="glucose",
    low=10,
    high=3000,
    aliases=("glu",),
)
BILIRUBIN = Input(
    "bilirubin",
    "total bilirubin",
    unit="mg/dL",
    analyte="bilirubin",
    low=0.1,
    high=80,
    aliases=("bili",),
)
INR = Input("inr", "international normalised ratio", low=0.5, high=20)
NORMAL_ALBUMIN = Input(
    "normal_albumin",
    "albumin that counts as normal",
    unit="g/dL",
    analyte="albumin",
    low=3.5,
    high=5,
    required=False,
    default=4.0,
)


def flag(name: str, about: str, *aliases: str) -> Input:
    """A criterion that is present or absent."""
    return Input(name, about, kind="flag", required=False, aliases=aliases)


def band(value: float, bands: Sequence[tuple[float, str]]) -> str:
    """The band that a value lies in; bands go down, each with the least value that belongs to it."""
    return next(name for least, name in bands if value >= least)


def pressures_agree(systolic: float, diastolic: float) -> tuple[str, ...]:
    """What is wrong with a pair of blood pressures."""
    if diastolic >= systolic:
        return (f"diastolic ({diastolic:g}) is not below systolic ({systolic:g}).",)
    return ()
