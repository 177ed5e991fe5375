"""Atrial fibrillation (stroke and bleeding risk) and the QT interval."""

from __future__ import annotations

from kb.terms.calculators.common import ADULT_AGE, SEX, band, flag
from kb.terms.calculators.model import Calculator, Detail, Input, Outcome, Values
from kb.terms.calculators.points import points, total, when

_STROKE_WEIGHTS = {
    "heart_failure": 1.0,
    "hypertension": 1.0,
    "diabetes": 1.0,
    "stroke": 2.0,
    "vascular_disease": 1.0,
}
_STROKE_BANDS = ((2.0, "high risk"), (1.0, "intermediate risk"), (0.0, "low risk"))
_BLEEDING = (
    "hypertension",
    "renal_disease",
    "liver_disease",
    "stroke",
    "bleeding",
    "labile_inr",
    "drugs",
    "alcohol",
)
_BLEEDING_BANDS = ((3.0, "high risk of bleeding"), (0.0, "below the high-risk threshold of 3"))


def _cha2ds2_vasc(values: Values) -> Outcome:
    age = values.number("age")
    details = (
        *points(values, _STROKE_WEIGHTS),
        *when(age >= 75, "age 75 or more", 2.0),
        *when(65 <= age < 75, "age 65 to 74", 1.0),
        *when(values.choice("sex") == "female", "sex category: female", 1.0),
    )
    score = total(details)
    return Outcome(score, band(score, _STROKE_BANDS), details)


def _has_bled(values: Values) -> Outcome:
    details = (
        *points(values, dict.fromkeys(_BLEEDING, 1.0)),
        *when(values.number("age") > 65, "age above 65", 1.0),
    )
    score = total(details)
    return Outcome(score, band(score, _BLEEDING_BANDS), details)


def _qtc(values: Values) -> Outcome:
    qt, interval = values.number("qt"), 60 / values.number("heart_rate")
    bazett, fridericia = qt / interval**0.5, qt / interval ** (1 / 3)
    chosen, other = (
        (bazett, Detail("Fridericia", fridericia, "ms"))
        if values.choice("method") == "bazett"
        else (fridericia, Detail("Bazett", bazett, "ms"))
    )
    return Outcome(chosen, details=(other, Detail("RR interval", interval, "s")))


def _qt_fits(values: Values) -> tuple[str, ...]:
    interval = 60000 / values.number("heart_rate")
    # At fast rates the T wave may run into the next P wave, yet the QT is no two cycles long.
    if values.number("qt") > 1.5 * interval:
        return (
            f"qt is far longer than the RR interval of {interval:.0f} ms: check qt and heart_rate.",
        )
    return ()


CHA2DS2_VASC = Calculator(
    name="cha2ds2-vasc",
    title="CHA2DS2-VASc score",
    formula=(
        "1 each: congestive heart failure, hypertension, diabetes, vascular disease, age 65-74, "
        "female sex; 2 each: age ≥ 75, stroke/TIA/thromboembolism (0 to 9)"
    ),
    source=(
        "Lip GYH, Nieuwlaat R, Pisters R, Lane DA, Crijns HJGM. Refining clinical risk "
        "stratification for predicting stroke and thromboembolism in atrial fibrillation using a "
        "novel risk factor-based approach. Chest. 2010;137:263-272"
    ),
    inputs=(
        ADULT_AGE,
        SEX,
        flag("heart_failure", "congestive heart failure or LV dysfunction", "chf", "hf"),
        flag("hypertension", "hypertension", "htn"),
        flag("diabetes", "diabetes mellitus", "dm"),
        flag("stroke", "stroke, TIA or thromboembolism", "tia", "thromboembolism"),
        flag(
            "vascular_disease",
            "previous myocardial infarction, peripheral artery disease or aortic plaque",
            "vascular",
        ),
    ),
    unit="points",
    decimals=0,
    compute=_cha2ds2_vasc,
    aliases=("chads-vasc", "chadsvasc", "cha2ds2vasc", "chads2-vasc"),
    cautions=("For non-valvular atrial fibrillation.",),
)

HAS_BLED = Calculator(
    name="has-bled",
    title="HAS-BLED score",
    formula=(
        "1 each: hypertension (systolic > 160 mmHg), abnormal renal function, abnormal liver "
        "function, stroke, bleeding, labile INR, age > 65, drugs, alcohol (0 to 9)"
    ),
    source=(
        "Pisters R, Lane DA, Nieuwlaat R, de Vos CB, Crijns HJGM, Lip GYH. A novel user-friendly "
        "score (HAS-BLED) to assess 1-year risk of major bleeding in patients with atrial "
        "fibrillation. Chest. 2010;138:1093-1100"
    ),
    inputs=(
        ADULT_AGE,
        flag("hypertension", "uncontrolled, systolic above 160 mmHg", "htn"),
        flag("renal_disease", "dialysis, transplant, or creatinine ≥ 200 µmol/L", "renal"),
        flag("liver_disease", "cirrhosis, or bilirubin > 2 × with AST/ALT/ALP > 3 ×", "liver"),
        flag("stroke", "previous stroke"),
        flag("bleeding", "bleeding history or predisposition", "prior_bleeding"),
        flag("labile_inr", "unstable or high INR; < 60 % in the therapeutic range"),
        flag("drugs", "antiplatelet agents or NSAIDs", "medication"),
        flag("alcohol", "8 or more units a week"),
    ),
    unit="points",
    decimals=0,
    compute=_has_bled,
    aliases=("hasbled",),
    cautions=("A high score asks for correctable risks; it is no reason by itself.",),
)

QTC = Calculator(
    name="qtc",
    title="Corrected QT interval",
    formula="Bazett: QT / √RR; Fridericia: QT / ∛RR; RR = 60 / heart rate, in s",
    source=(
        "Bazett HC. An analysis of the time-relations of electrocardiograms. Heart. "
        "1920;7:353-370; Fridericia LS. Die Systolendauer im Elektrokardiogramm bei normalen "
        "Menschen und bei Herzkranken. Acta Med Scand. 1920;53:469-486"
    ),
    inputs=(
        Input("qt", "QT interval", unit="ms", low=150, high=900, aliases=("qt_interval",)),
        Input(
            "heart_rate",
            "heart rate",
            unit="beats/min",
            low=20,
            high=250,
            aliases=("hr", "rate", "pulse"),
        ),
        Input(
            "method",
            "formula",
            kind="choice",
            choices=(("bazett", "b"), ("fridericia", "f")),
            required=False,
            default="bazett",
        ),
    ),
    unit="ms",
    decimals=0,
    compute=_qtc,
    contradictions=_qt_fits,
    aliases=("corrected-qt", "qtc-bazett"),
    cautions=("Bazett overcorrects fast rates and undercorrects slow ones.",),
)

CALCULATORS = (CHA2DS2_VASC, HAS_BLED, QTC)
