"""Liver disease: fibrosis, severity of cirrhosis, priority for transplantation."""

from __future__ import annotations

import math

from kb.terms.calculators.common import (
    ADULT_AGE,
    ALBUMIN,
    BILIRUBIN,
    CREATININE,
    INR,
    SODIUM,
    band,
    flag,
)
from kb.terms.calculators.model import Calculator, Detail, Input, Outcome, Values
from kb.terms.calculators.points import total

_CLASSES = ((10.0, "class C"), (7.0, "class B"), (5.0, "class A"))
_MOST = 40.0


def _enzyme(name: str, about: str, other: str) -> Input:
    return Input(name, about, unit="U/L", low=1, high=50000, aliases=(other,))


def _fib4(values: Values) -> Outcome:
    index = values.number("age") * values.number("ast")
    index /= values.number("platelets") * math.sqrt(values.number("alt"))
    if index < 1.45:
        meaning = "below 1.45: advanced fibrosis unlikely"
    elif index > 3.25:
        meaning = "above 3.25: advanced fibrosis likely"
    else:
        meaning = "1.45 to 3.25: indeterminate"
    return Outcome(index, meaning)


def _child_pugh(values: Values) -> Outcome:
    bilirubin, albumin, inr = (values.number(name) for name in ("bilirubin", "albumin", "inr"))
    details = (
        Detail("bilirubin", 1.0 if bilirubin < 2 else 2.0 if bilirubin <= 3 else 3.0, "points"),
        Detail("albumin", 1.0 if albumin > 3.5 else 2.0 if albumin >= 2.8 else 3.0, "points"),
        Detail("inr", 1.0 if inr < 1.7 else 2.0 if inr <= 2.3 else 3.0, "points"),
        Detail(
            "ascites", {"none": 1.0, "slight": 2.0}.get(values.choice("ascites"), 3.0), "points"
        ),
        Detail(
            "encephalopathy",
            {"none": 1.0, "grade 1-2": 2.0}.get(values.choice("encephalopathy"), 3.0),
            "points",
        ),
    )
    score = total(details)
    return Outcome(score, band(score, _CLASSES), details)


def _meld_na(values: Values) -> Outcome:
    """OPTN policy 9.1.D of 2016: MELD(i) is rounded to a tenth before it is multiplied by ten."""
    creatinine = min(max(values.number("creatinine"), 1.0), 4.0)
    if values.flag("dialysis"):
        creatinine = 4.0
    initial = (
        0.957 * math.log(creatinine)
        + 0.378 * math.log(max(values.number("bilirubin"), 1.0))
        + 1.120 * math.log(max(values.number("inr"), 1.0))
        + 0.643
    )
    meld = 10 * _half_up(initial, 1)
    score = meld
    if meld > 11:
        missing = 137 - min(max(values.number("sodium"), 125.0), 137.0)
        score = meld + 1.32 * missing - 0.033 * meld * missing
    score = min(_half_up(score, 0), _MOST)
    return Outcome(score, details=(Detail("MELD(i), without sodium", min(meld, _MOST), "points"),))


def _half_up(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return math.floor(value * scale + 0.5 + 1e-9) / scale


FIB4 = Calculator(
    name="fib-4",
    title="FIB-4 index",
    formula="age × AST / (platelets in 10^9/L × √ALT)",
    source=(
        "Sterling RK, Lissen E, Clumeck N, et al. Development of a simple noninvasive index to "
        "predict significant fibrosis in patients with HIV/HCV coinfection. Hepatology. "
        "2006;43:1317-1325"
    ),
    inputs=(
        ADULT_AGE,
        _enzyme("ast", "aspartate aminotransferase", "sgot"),
        _enzyme("alt", "alanine aminotransferase", "sgpt"),
        Input(
            "platelets",
            "platelet count",
            unit="10^9/L",
            low=1,
            high=3000,
            aliases=("plt", "platelet"),
        ),
    ),
    unit="",
    decimals=2,
    compute=_fib4,
    aliases=("fib4", "fibrosis-4"),
    cautions=("Less reliable below 35 and above 65 years; the bands are for HIV/HCV coinfection.",),
)

CHILD_PUGH = Calculator(
    name="child-pugh",
    title="Child-Pugh score",
    formula=(
        "1 to 3 each: bilirubin (< 2, 2-3, > 3 mg/dL), albumin (> 3.5, 2.8-3.5, < 2.8 g/dL), INR "
        "(< 1.7, 1.7-2.3, > 2.3), ascites, encephalopathy; A 5-6, B 7-9, C 10-15"
    ),
    source=(
        "Pugh RNH, Murray-Lyon IM, Dawson JL, Pietroni MC, Williams R. Transection of the "
        "oesophagus for bleeding oesophageal varices. Br J Surg. 1973;60:646-649, with the INR in "
        "place of the prothrombin time, as in use since"
    ),
    inputs=(
        BILIRUBIN,
        ALBUMIN,
        INR,
        Input(
            "ascites",
            "ascites",
            kind="choice",
            choices=(
                ("none", "absent", "no"),
                ("slight", "mild", "controlled"),
                ("moderate", "severe", "moderate to severe", "large", "tense"),
            ),
        ),
        Input(
            "encephalopathy",
            "hepatic encephalopathy",
            kind="choice",
            choices=(
                ("none", "absent", "no", "0"),
                ("grade 1-2", "1", "2", "1-2", "mild"),
                ("grade 3-4", "3", "4", "3-4", "severe"),
            ),
        ),
    ),
    unit="points",
    decimals=0,
    compute=_child_pugh,
    aliases=("child-turcotte-pugh", "childpugh", "ctp"),
    cautions=("Cholestatic disease has its own limits for bilirubin.",),
)

MELD_NA = Calculator(
    name="meld-na",
    title="MELD-Na score (OPTN 2016)",
    formula=(
        "MELD(i) = 0.957 ln(creatinine) + 0.378 ln(bilirubin) + 1.120 ln(INR) + 0.643, rounded to a "
        "tenth, × 10; above 11: MELD = MELD(i) + 1.32 (137 − Na) − 0.033 MELD(i) (137 − Na); "
        "values below 1 count as 1, creatinine at most 4 (4 on dialysis), Na 125 to 137, at most 40"
    ),
    source=(
        "Kim WR, Biggins SW, Kremers WK, et al. Hyponatremia and mortality among patients on the "
        "liver-transplant waiting list. N Engl J Med. 2008;359:1018-1026; OPTN Policy 9.1.D, 2016"
    ),
    inputs=(
        CREATININE,
        BILIRUBIN,
        INR,
        SODIUM,
        flag("dialysis", "dialysis twice in the last week, or 24 hours of CVVHD"),
    ),
    unit="points",
    decimals=0,
    compute=_meld_na,
    aliases=("meld", "meldna"),
    cautions=(
        "In the United States MELD 3.0 has allocated livers since 2023; this is not MELD 3.0.",
    ),
)

CALCULATORS = (FIB4, CHILD_PUGH, MELD_NA)
