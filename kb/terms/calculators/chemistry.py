"""Blood chemistry: corrections, the anion gap, LDL cholesterol, average glucose."""

from __future__ import annotations

from kb.terms.calculators.common import ALBUMIN, GLUCOSE, NORMAL_ALBUMIN, SODIUM
from kb.terms.calculators.model import Calculator, Detail, Input, Outcome, Values

_FRIEDEWALD_LIMIT = 400


def _calcium(values: Values) -> Outcome:
    below = values.number("normal_albumin") - values.number("albumin")
    corrected = values.number("calcium") + 0.8 * below
    return Outcome(corrected, details=(Detail("the same", corrected * 0.24951, "mmol/L"),))


def _anion_gap(values: Values) -> Outcome:
    gap = values.number("sodium") - values.number("chloride") - values.number("bicarbonate")
    potassium = values.maybe("potassium")
    albumin = values.maybe("albumin")
    details = []
    if potassium is not None:
        details.append(Detail("with potassium", gap + potassium, "mEq/L"))
    if albumin is not None:
        corrected = gap + 2.5 * (values.number("normal_albumin") - albumin)
        details.append(Detail("corrected for albumin", corrected, "mEq/L"))
    return Outcome(gap, details=tuple(details))


def _gap_agrees(values: Values) -> tuple[str, ...]:
    gap = values.number("sodium") - values.number("chloride") - values.number("bicarbonate")
    if gap < 0:
        return (
            "chloride and bicarbonate together exceed sodium: a negative gap is nearly always a "
            "wrong value (or bromide, or much paraprotein). Check the three.",
        )
    return ()


def _sodium(values: Values) -> Outcome:
    above = (values.number("glucose") - 100) / 100
    hillier = values.number("sodium") + 2.4 * above
    katz = values.number("sodium") + 1.6 * above
    return Outcome(hillier, details=(Detail("Katz 1973 (1.6 a 100 mg/dL)", katz, "mEq/L"),))


def _sodium_agrees(values: Values) -> tuple[str, ...]:
    if values.number("glucose") < 100:
        return ("glucose is below 100 mg/dL: the correction is for hyperglycaemia.",)
    return ()


def _friedewald(values: Values) -> Outcome:
    total, hdl = values.number("total_cholesterol"), values.number("hdl")
    return Outcome(
        total - hdl - values.number("triglycerides") / 5,
        details=(Detail("non-HDL cholesterol", total - hdl, "mg/dL"),),
    )


def _lipids_agree(values: Values) -> tuple[str, ...]:
    problems = []
    if values.number("hdl") >= values.number("total_cholesterol"):
        problems.append("hdl is not below total_cholesterol.")
    if values.number("triglycerides") > _FRIEDEWALD_LIMIT:
        problems.append(
            f"triglycerides above {_FRIEDEWALD_LIMIT} mg/dL (4.5 mmol/L): the formula does not hold."
        )
    if not problems and _friedewald(values).value < 0:
        problems.append("The result would be negative: the values do not belong together.")
    return tuple(problems)


def _average_glucose(values: Values) -> Outcome:
    glucose = 28.7 * values.number("hba1c") - 46.7
    molar = 1.59 * values.number("hba1c") - 2.59
    return Outcome(
        glucose, details=(Detail("the same, by the source's own line", molar, "mmol/L"),)
    )


CORRECTED_CALCIUM = Calculator(
    name="corrected-calcium",
    title="Calcium corrected for albumin",
    formula="calcium + 0.8 × (4.0 − albumin), in mg/dL and g/dL",
    source=(
        "Payne RB, Little AJ, Williams RB, Milner JR. Interpretation of serum calcium in patients "
        "with abnormal serum proteins. BMJ. 1973;4:643-646, in the form in general use "
        "(0.8 mg/dL a g/dL, 0.02 mmol/L a g/L)"
    ),
    inputs=(
        Input(
            "calcium",
            "total serum calcium",
            unit="mg/dL",
            analyte="calcium",
            low=2,
            high=30,
            aliases=("ca", "total_calcium"),
        ),
        ALBUMIN,
        NORMAL_ALBUMIN,
    ),
    unit="mg/dL",
    decimals=2,
    compute=_calcium,
    aliases=("calcium-correction", "adjusted-calcium"),
    cautions=(
        "Unreliable in critical illness, kidney failure and paraproteinaemia; "
        "ionised calcium decides.",
    ),
)

ANION_GAP = Calculator(
    name="anion-gap",
    title="Anion gap",
    formula="Na − (Cl + HCO3); corrected for albumin: gap + 2.5 × (4.0 − albumin in g/dL)",
    source=(
        "Emmett M, Narins RG. Clinical use of the anion gap. Medicine. 1977;56:38-54; correction: "
        "Figge J, Jabor A, Kazda A, Fencl V. Anion gap and hypoalbuminemia. Crit Care Med. "
        "1998;26:1807-1810 (0.25 mEq/L a g/L; they took 4.4 g/dL as normal)"
    ),
    inputs=(
        SODIUM,
        Input(
            "chloride",
            "serum chloride",
            unit="mEq/L",
            analyte="chloride",
            low=40,
            high=180,
            aliases=("cl",),
        ),
        Input(
            "bicarbonate",
            "serum bicarbonate",
            unit="mEq/L",
            analyte="bicarbonate",
            low=1,
            high=70,
            aliases=("hco3", "co2", "total_co2"),
        ),
        Input(
            "potassium",
            "serum potassium",
            unit="mEq/L",
            analyte="potassium",
            low=1,
            high=12,
            required=False,
            aliases=("k",),
        ),
        Input(
            "albumin",
            "serum albumin",
            unit="g/dL",
            analyte="albumin",
            low=0.5,
            high=7,
            required=False,
            aliases=("alb",),
        ),
        NORMAL_ALBUMIN,
    ),
    unit="mEq/L",
    decimals=1,
    compute=_anion_gap,
    contradictions=_gap_agrees,
    aliases=("ag",),
    cautions=("The reference range is the laboratory's own: it depends on the method.",),
)

CORRECTED_SODIUM = Calculator(
    name="corrected-sodium",
    title="Sodium corrected for glucose",
    formula="sodium + 2.4 × (glucose − 100) / 100, glucose in mg/dL",
    source=(
        "Hillier TA, Abbott RD, Barrett EJ. Hyponatremia: evaluating the correction factor for "
        "hyperglycemia. Am J Med. 1999;106:399-403; beside it Katz MA. N Engl J Med. "
        "1973;289:843-844 (factor 1.6)"
    ),
    inputs=(SODIUM, GLUCOSE),
    unit="mEq/L",
    decimals=1,
    compute=_sodium,
    contradictions=_sodium_agrees,
    aliases=("sodium-correction",),
)

LDL = Calculator(
    name="ldl",
    title="LDL cholesterol (Friedewald)",
    formula="total cholesterol − HDL cholesterol − triglycerides / 5, in mg/dL",
    source=(
        "Friedewald WT, Levy RI, Fredrickson DS. Estimation of the concentration of low-density "
        "lipoprotein cholesterol in plasma, without use of the preparative ultracentrifuge. "
        "Clin Chem. 1972;18:499-502"
    ),
    inputs=(
        Input(
            "total_cholesterol",
            "total cholesterol",
            unit="mg/dL",
            analyte="cholesterol",
            low=30,
            high=1500,
            aliases=("tc", "cholesterol", "total"),
        ),
        Input(
            "hdl",
            "HDL cholesterol",
            unit="mg/dL",
            analyte="HDL cholesterol",
            low=2,
            high=200,
            aliases=("hdl_cholesterol", "hdl_c"),
        ),
        Input(
            "triglycerides",
            "triglycerides, fasting",
            unit="mg/dL",
            analyte="triglycerides",
            low=10,
            high=10000,
            aliases=("tg", "triglyceride"),
        ),
    ),
    unit="mg/dL",
    decimals=0,
    compute=_friedewald,
    contradictions=_lipids_agree,
    aliases=("friedewald", "ldl-cholesterol"),
    cautions=("Too low where LDL is low or triglycerides are raised; not for type III disease.",),
)

EAG = Calculator(
    name="eag",
    title="Estimated average glucose from HbA1c",
    formula="28.7 × HbA1c (NGSP, %) − 46.7",
    source=(
        "Nathan DM, Kuenen J, Borg R, et al. Translating the A1C assay into estimated average "
        "glucose values. Diabetes Care. 2008;31:1473-1478"
    ),
    inputs=(
        Input(
            "hba1c",
            "HbA1c (NGSP)",
            unit="%",
            analyte="hemoglobin A1c",
            low=3,
            high=20,
            aliases=("a1c", "hb_a1c"),
        ),
    ),
    unit="mg/dL",
    decimals=0,
    compute=_average_glucose,
    aliases=("average-glucose", "estimated-average-glucose"),
    cautions=("Not where red cells live shorter or longer than usual, nor in pregnancy.",),
)

CALCULATORS = (CORRECTED_CALCIUM, ANION_GAP, CORRECTED_SODIUM, LDL, EAG)
