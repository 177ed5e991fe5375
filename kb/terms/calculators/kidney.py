"""Kidney function: estimated filtration rate, creatinine clearance, fractional sodium excretion."""

from __future__ import annotations

from kb.terms.calculators.common import ADULT_AGE, CREATININE, SEX, WEIGHT, band
from kb.terms.calculators.model import Calculator, Input, Outcome, Values

KDIGO = "KDIGO 2024 Clinical Practice Guideline for CKD, Kidney Int. 2024;105(4S):S117-S314"
_CATEGORIES = (
    (90.0, "G1: normal or high"),
    (60.0, "G2: mildly decreased"),
    (45.0, "G3a: mildly to moderately decreased"),
    (30.0, "G3b: moderately to severely decreased"),
    (15.0, "G4: severely decreased"),
    (0.0, "G5: kidney failure"),
)
_PER_AREA = "mL/min/1.73 m²"
_STEADY = "Holds for a stable creatinine, not in acute kidney injury or on dialysis."
_CATEGORY_NOTE = "G1 and G2 are chronic kidney disease only with other signs of kidney damage."


def _ckd_epi_creatinine(values: Values) -> Outcome:
    """Inker et al. 2021, equation with creatinine (table S10 of its supplement)."""
    female = values.choice("sex") == "female"
    ratio = values.number("creatinine") / (0.7 if female else 0.9)
    low, high = min(ratio, 1.0), max(ratio, 1.0)
    alpha = -0.241 if female else -0.302
    rate = 142 * low**alpha * high**-1.200 * 0.9938 ** values.number("age")
    return _rate(rate * (1.012 if female else 1.0))


def _ckd_epi_both(values: Values) -> Outcome:
    """Inker et al. 2021, equation with creatinine and cystatin C."""
    female = values.choice("sex") == "female"
    creatinine = values.number("creatinine") / (0.7 if female else 0.9)
    cystatin = values.number("cystatin_c") / 0.8
    alpha = -0.219 if female else -0.144
    rate = (
        135
        * min(creatinine, 1.0) ** alpha
        * max(creatinine, 1.0) ** -0.544
        * min(cystatin, 1.0) ** -0.323
        * max(cystatin, 1.0) ** -0.778
        * 0.9961 ** values.number("age")
    )
    return _rate(rate * (0.963 if female else 1.0))


def _rate(rate: float) -> Outcome:
    # Reports give whole numbers, and the categories are meant for those.
    return Outcome(rate, band(float(round(rate)), _CATEGORIES), notes=(_CATEGORY_NOTE,))


def _cockcroft_gault(values: Values) -> Outcome:
    clearance = (140 - values.number("age")) * values.number("weight")
    clearance /= 72 * values.number("creatinine")
    if values.choice("sex") == "female":
        clearance *= 0.85
    return Outcome(clearance)


def _fractional_sodium(values: Values) -> Outcome:
    cleared = values.number("urine_sodium") * values.number("creatinine")
    percent = 100 * cleared / (values.number("sodium") * values.number("urine_creatinine"))
    if percent < 1:
        meaning = "below 1 %: prerenal, in oliguria"
    elif percent > 1:
        meaning = "above 1 %: acute tubular necrosis, in oliguria"
    else:
        meaning = None
    return Outcome(percent, meaning)


def _urine_agrees(values: Values) -> tuple[str, ...]:
    if values.number("urine_creatinine") <= values.number("creatinine"):
        return ("urine_creatinine is not above creatinine: perhaps they are exchanged.",)
    return ()


_EGFR_SOURCE = (
    "Inker LA, Eneanya ND, Coresh J, et al. New creatinine- and cystatin C-based equations to "
    "estimate GFR without race. N Engl J Med. 2021;385:1737-1749"
)

EGFR = Calculator(
    name="egfr",
    title="eGFR (CKD-EPI 2021, creatinine)",
    formula=(
        "142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age × 1.012 [if female]; "
        "κ = 0.7 (female) or 0.9 (male), α = −0.241 (female) or −0.302 (male)"
    ),
    source=_EGFR_SOURCE,
    inputs=(CREATININE, ADULT_AGE, SEX),
    unit=_PER_AREA,
    decimals=0,
    compute=_ckd_epi_creatinine,
    aliases=("ckd-epi", "ckd-epi-2021", "gfr", "egfr-creatinine"),
    bands=KDIGO,
    cautions=(_STEADY,),
)

EGFR_BOTH = Calculator(
    name="egfr-cystatin",
    title="eGFR (CKD-EPI 2021, creatinine and cystatin C)",
    formula=(
        "135 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−0.544 × min(Scys/0.8, 1)^−0.323 "
        "× max(Scys/0.8, 1)^−0.778 × 0.9961^age × 0.963 [if female]; "
        "κ = 0.7 (female) or 0.9 (male), α = −0.219 (female) or −0.144 (male)"
    ),
    source=_EGFR_SOURCE,
    inputs=(
        CREATININE,
        Input(
            "cystatin_c",
            "serum cystatin C",
            unit="mg/L",
            analyte="cystatin C",
            low=0.2,
            high=15,
            aliases=("cystatin", "scys"),
        ),
        ADULT_AGE,
        SEX,
    ),
    unit=_PER_AREA,
    decimals=0,
    compute=_ckd_epi_both,
    aliases=("egfr-creatinine-cystatin", "ckd-epi-cystatin"),
    bands=KDIGO,
    cautions=(_STEADY,),
)

COCKCROFT_GAULT = Calculator(
    name="cockcroft-gault",
    title="Creatinine clearance (Cockcroft-Gault)",
    formula="(140 − age) × weight in kg / (72 × serum creatinine in mg/dL) × 0.85 [if female]",
    source=(
        "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. "
        "Nephron. 1976;16:31-41"
    ),
    inputs=(CREATININE, ADULT_AGE, WEIGHT, SEX),
    unit="mL/min",
    decimals=0,
    compute=_cockcroft_gault,
    aliases=("crcl", "creatinine-clearance", "cg"),
    cautions=(
        _STEADY,
        "The formula takes the weight that it is given: actual, ideal or adjusted is a choice.",
    ),
)

FENA = Calculator(
    name="fena",
    title="Fractional excretion of sodium",
    formula="100 × (urine Na × serum creatinine) / (serum Na × urine creatinine)",
    source=(
        "Espinel CH. The FENa test: use in the differential diagnosis of acute renal failure. "
        "JAMA. 1976;236:579-581"
    ),
    inputs=(
        Input("sodium", "serum sodium", unit="mEq/L", analyte="sodium", low=80, high=220),
        Input("urine_sodium", "urine sodium", unit="mEq/L", analyte="sodium", low=1, high=500),
        CREATININE,
        Input(
            "urine_creatinine",
            "urine creatinine",
            unit="mg/dL",
            analyte="creatinine",
            low=1,
            high=1000,
        ),
    ),
    unit="%",
    decimals=2,
    compute=_fractional_sodium,
    contradictions=_urine_agrees,
    cautions=("Diuretics, chronic kidney disease and glucose in the urine mislead it.",),
)

CALCULATORS = (EGFR, EGFR_BOTH, COCKCROFT_GAULT, FENA)
