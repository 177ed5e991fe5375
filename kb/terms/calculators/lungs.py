"""Pneumonia and venous thromboembolism."""

from __future__ import annotations

from kb.terms.calculators.common import DIASTOLIC, SYSTOLIC, band, flag, pressures_agree
from kb.terms.calculators.model import Calculator, Input, Outcome, Values
from kb.terms.calculators.points import points, total, when

_CURB_BANDS = (
    (3.0, "high (30-day mortality 22 % in the source)"),
    (2.0, "intermediate (30-day mortality 9.2 % in the source)"),
    (0.0, "low (30-day mortality 1.5 % in the source)"),
)
_PE_BANDS = ((4.5, "PE likely (above 4)"), (0.0, "PE unlikely (4 or less)"))
_DVT_BANDS = ((2.0, "DVT likely (2 or more)"), (-99.0, "DVT unlikely (below 2)"))
_PE_WEIGHTS = {
    "dvt_signs": 3.0,
    "pe_most_likely": 3.0,
    "immobilisation_or_surgery": 1.5,
    "previous_dvt_or_pe": 1.5,
    "haemoptysis": 1.0,
    "malignancy": 1.0,
}
_DVT_WEIGHTS = {
    "active_cancer": 1.0,
    "paralysis_or_plaster": 1.0,
    "bedridden_or_surgery": 1.0,
    "tenderness": 1.0,
    "entire_leg_swollen": 1.0,
    "calf_swelling": 1.0,
    "pitting_oedema": 1.0,
    "collateral_veins": 1.0,
    "previous_dvt": 1.0,
    "alternative_diagnosis": -2.0,
}


def _curb65(values: Values) -> Outcome:
    low = values.number("systolic") < 90 or values.number("diastolic") <= 60
    details = (
        *points(values, {"confusion": 1.0}),
        *when(values.number("urea") > 7, "urea above 7 mmol/L", 1.0),
        *when(values.number("respiratory_rate") >= 30, "respiratory rate 30 or more", 1.0),
        *when(low, "systolic below 90 or diastolic 60 mmHg or less", 1.0),
        *when(values.number("age") >= 65, "age 65 or more", 1.0),
    )
    score = total(details)
    return Outcome(score, band(score, _CURB_BANDS), details)


def _wells_pe(values: Values) -> Outcome:
    fast = values.number("heart_rate") > 100
    details = (*points(values, _PE_WEIGHTS), *when(fast, "heart rate above 100", 1.5))
    score = total(details)
    return Outcome(score, band(score, _PE_BANDS), details)


def _wells_dvt(values: Values) -> Outcome:
    details = points(values, _DVT_WEIGHTS)
    score = total(details)
    return Outcome(score, band(score, _DVT_BANDS), details)


CURB65 = Calculator(
    name="curb-65",
    title="CURB-65 score",
    formula=(
        "1 each: confusion, urea > 7 mmol/L, respiratory rate ≥ 30/min, systolic < 90 or "
        "diastolic ≤ 60 mmHg, age ≥ 65 (0 to 5)"
    ),
    source=(
        "Lim WS, van der Eerden MM, Laing R, et al. Defining community acquired pneumonia severity "
        "on presentation to hospital: an international derivation and validation study. Thorax. "
        "2003;58:377-382"
    ),
    inputs=(
        Input("age", "age", unit="years", low=16, high=120),
        Input(
            "urea",
            "urea (as BUN in mg/dL: write urea=20mg/dL)",
            unit="mmol/L",
            analyte="urea nitrogen",
            low=0.3,
            high=100,
            aliases=("bun", "urea_nitrogen"),
        ),
        Input(
            "respiratory_rate",
            "respiratory rate",
            unit="breaths/min",
            low=4,
            high=80,
            aliases=("rr",),
        ),
        SYSTOLIC,
        DIASTOLIC,
        flag("confusion", "new confusion (mental test score ≤ 8)"),
    ),
    unit="points",
    decimals=0,
    compute=_curb65,
    contradictions=lambda values: pressures_agree(
        values.number("systolic"), values.number("diastolic")
    ),
    aliases=("curb65",),
)

WELLS_PE = Calculator(
    name="wells-pe",
    title="Wells score for pulmonary embolism",
    formula=(
        "3 each: signs of DVT, PE at least as likely as another diagnosis; 1.5 each: heart rate "
        "> 100, immobilisation ≥ 3 days or surgery within 4 weeks, previous DVT or PE; 1 each: "
        "haemoptysis, malignancy (0 to 12.5)"
    ),
    source=(
        "Wells PS, Anderson DR, Rodger M, et al. Derivation of a simple clinical model to "
        "categorize patients probability of pulmonary embolism: increasing the models utility with "
        "the SimpliRED D-dimer. Thromb Haemost. 2000;83:416-420"
    ),
    inputs=(
        Input(
            "heart_rate",
            "heart rate",
            unit="beats/min",
            low=20,
            high=250,
            aliases=("hr", "pulse"),
        ),
        flag("dvt_signs", "clinical signs and symptoms of deep vein thrombosis"),
        flag("pe_most_likely", "PE is the first diagnosis, or equally likely"),
        flag(
            "immobilisation_or_surgery",
            "immobilised 3 days or more, or surgery within 4 weeks",
            "immobilization_or_surgery",
        ),
        flag("previous_dvt_or_pe", "previous DVT or PE, objectively diagnosed", "previous_vte"),
        flag("haemoptysis", "haemoptysis", "hemoptysis"),
        flag("malignancy", "treated within 6 months, or palliative", "cancer"),
    ),
    unit="points",
    decimals=1,
    compute=_wells_pe,
    aliases=("wells-pulmonary-embolism",),
)

WELLS_DVT = Calculator(
    name="wells-dvt",
    title="Wells score for deep vein thrombosis",
    formula=(
        "1 each: active cancer, paralysis or plaster, bedridden ≥ 3 days or major surgery within 12 "
        "weeks, tenderness along the veins, entire leg swollen, calf swelling > 3 cm, pitting "
        "oedema, collateral veins, previous DVT; −2: alternative diagnosis as likely (−2 to 9)"
    ),
    source=(
        "Wells PS, Anderson DR, Rodger M, et al. Evaluation of D-dimer in the diagnosis of suspected "
        "deep-vein thrombosis. N Engl J Med. 2003;349:1227-1235"
    ),
    inputs=(
        flag("active_cancer", "treatment within 6 months, or palliative", "cancer"),
        flag("paralysis_or_plaster", "paralysis, paresis or recent plaster of the leg", "plaster"),
        flag("bedridden_or_surgery", "bedridden 3 days or more, or major surgery in 12 weeks"),
        flag("tenderness", "localised tenderness along the deep veins"),
        flag("entire_leg_swollen", "entire leg swollen"),
        flag("calf_swelling", "calf more than 3 cm wider than the other"),
        flag("pitting_oedema", "pitting oedema, in the symptomatic leg only", "pitting_edema"),
        flag("collateral_veins", "collateral superficial veins, not varicose"),
        flag("previous_dvt", "previously documented DVT"),
        flag("alternative_diagnosis", "an alternative diagnosis at least as likely"),
    ),
    unit="points",
    decimals=0,
    compute=_wells_dvt,
    aliases=("wells-deep-vein-thrombosis",),
)

CALCULATORS = (CURB65, WELLS_PE, WELLS_DVT)
