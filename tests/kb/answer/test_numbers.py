"""The number guard lets no planted number through, and does not stumble over typography."""

from __future__ import annotations

import pytest

from kb.answer.numbers import check_numbers, without_marks

PRESSURE = (
    "In adults with hypertension and chronic kidney disease, a blood pressure target of <130/80\u2009mm\u00a0Hg "
    "is recommended (class I). Drug treatment is started at \u2265140/90 mm Hg in stage 1 hypertension. "
    "After 3 months, 62% of 1,234 patients in twelve trials had reached it (95% CI 58\u201366%)."
)
KIDNEY = (
    "Metformin should be stopped when the eGFR falls below 30 mL/min/1.73 m\u00b2 and the dose halved at "
    "30\u201344 mL/min/1.73 m2 (stage G3b). An SGLT2 inhibitor may be started at an eGFR of 20 or higher. "
    "HbA1c fell by \u22120.5% (95% CI \u22120.9 to \u22120.1; P = .03) in people with type 2 diabetes."
)
DOSES = (
    "Apixaban is given as 5 mg twice daily, or 2.5 mg twice daily with two of the following: age \u226580 "
    "years, body weight \u226460 kg, or serum creatinine \u22651.5 mg/dL (133 \u00b5mol/L). Rivaroxaban is given as "
    "20 mg once daily. Methotrexate is taken as 15 mg once weekly. Enoxaparin is given as 1 mg/kg every 12 hours."
)
SEPSIS = (
    "Give at least 30 mL/kg of crystalloid within the first 3 hours. Noradrenaline is the first-line vasopressor, "
    "vasopressin the second-line one; the target is a mean arterial pressure of 65 mmHg. Antibiotics follow "
    "within 1 hour. A respiratory rate of 22/min or more and a lactate above 2 mmol/L are warning signs. "
    "Platelets were 150 \u00d7 10\u2079/L; half of the deaths came in the first 5 to 7 days."
)
HEART = (
    "In NYHA class II\u2013IV with an ejection fraction of 40% or less, four drugs are started; bisoprolol 1.25, "
    "2.5 or 5 mg is doubled every 2 weeks. NT-proBNP above 125 pg/mL. Sodium 140 mmol/L, potassium 3.5\u20135.0 "
    "mmol/L. Mortality fell by a third in the 2021 cohort, a 2.5-fold difference; hazard ratio 0.74."
)

RIGHT = [
    (PRESSURE, "The target is <130/80 mm Hg [1]."),
    (PRESSURE, "The target is below 130/80 mmHg [1]."),
    (PRESSURE, "Aim for less than 130 over 80 [1]."),
    (PRESSURE, "A systolic pressure of less than 130 mm Hg is aimed for [1]."),
    (PRESSURE, "Treatment starts at >=140/90 mmHg [1]."),
    (PRESSURE, "Treatment starts at 140/90 mm Hg or higher [1]."),
    (PRESSURE, "Start drugs at or above 140/90 mm Hg [1]."),
    (PRESSURE, "It applies from stage 1 on [1]."),
    (PRESSURE, "62 percent of 1234 patients reached it [1]."),
    (PRESSURE, "In 12 trials, 62 per cent got there after three months [1]."),
    (PRESSURE, "The 95% confidence interval was 58 to 66% [1]."),
    (PRESSURE, "This is a class 1 recommendation [1]."),
    (KIDNEY, "Stop metformin below an eGFR of 30 ml/min [1]."),
    (KIDNEY, "Stop metformin at an eGFR <30 mL/min/1.73m\u00b2 [1]."),
    (KIDNEY, "Between 30 and 44 mL/min/1.73 m2 the dose is halved [1]."),
    (KIDNEY, "Halve the dose in stage G3b [1]."),
    (KIDNEY, "SGLT2 inhibitors may be started at an eGFR of at least 20 [1]."),
    (KIDNEY, "SGLT-2 inhibition can begin at eGFR \u226520 [1]."),
    (KIDNEY, "HbA1c was reduced by 0.5% [1]."),
    (KIDNEY, "HbA1c changed by \u20130.50% (p = 0.03) in T2DM [1]."),
    (DOSES, "Apixaban 5 mg twice daily is usual [1]."),
    (DOSES, "Apixaban is taken as 5mg BD [1]."),
    (DOSES, "Apixaban 5 mg two times a day [1]."),
    (DOSES, "Apixaban 5 mg every 12 hours [1]."),
    (DOSES, "The dose is lowered from 80 years of age and at 60 kg or less [1]."),
    (DOSES, "Creatinine of 1.5 mg/dl or more, which is 133 umol/L, counts [1]."),
    (DOSES, "Rivaroxaban 20 mg daily [1]."),
    (DOSES, "Rivaroxaban is given at 20.0 mg per day [1]."),
    (DOSES, "Methotrexate 15 milligrams a week [1]."),
    (DOSES, "Enoxaparin 1 mg/kg twice daily [1]."),
    (DOSES, "Enoxaparin 1 mg per kg is used [1]."),
    (SEPSIS, "Give a minimum of 30 ml/kg in the first 3 h [1]."),
    (SEPSIS, "Thirty millilitres per kilogram are given within three hours [1]."),
    (SEPSIS, "The first-line vasopressor is noradrenaline, aiming at 65 mm Hg [1]."),
    (SEPSIS, "Antibiotics are due within one hour [1]."),
    (SEPSIS, "\u226522 breaths/min and lactate >2 mmol/l are warning signs [1]."),
    (SEPSIS, "Platelets of 150 x 10^9/L were seen [1]."),
    (SEPSIS, "Half died within 5-7 days [1]."),
    (HEART, "It applies to NYHA classes II to IV with an ejection fraction \u226440% [1]."),
    (HEART, "Start 4 drugs in class III or class IV [1]."),
    (HEART, "Bisoprolol 2.5 mg is doubled every two weeks [1]."),
    (HEART, "Bisoprolol 1.25 mg is the lowest [1]."),
    (HEART, "Potassium lay between 3.5 and 5 mmol/L [1]."),
    (HEART, "NT-proBNP >125 pg/ml [1]."),
    (HEART, "Mortality fell by one third in 2021, with a hazard ratio of .74 [1]."),
    (HEART, "The difference was 2.5 fold [1]."),
    (HEART, "1. **Sodium** was 140 mmol/L [1]."),
]

WRONG = [
    (PRESSURE, "The target is <140/80 mm Hg [1]."),
    (PRESSURE, "The target is <130/90 mm Hg [1]."),
    (PRESSURE, "The target is <120/80 mm Hg [1]."),
    (PRESSURE, "The target is >130/80 mm Hg [1]."),
    (PRESSURE, "The target is \u2264130/80 mm Hg [1]."),
    (PRESSURE, "The target is at least 130/80 mm Hg [1]."),
    (PRESSURE, "The target is 130/80 kPa [1]."),
    (PRESSURE, "Treatment starts above 140/90 mm Hg [1]."),
    (PRESSURE, "Treatment starts below 140/90 mm Hg [1]."),
    (PRESSURE, "A systolic pressure of more than 130 mm Hg is aimed for [1]."),
    (PRESSURE, "It applies from stage 2 on [1]."),
    (PRESSURE, "This is a class III recommendation [1]."),
    (PRESSURE, "This is a class IIa recommendation [1]."),
    (PRESSURE, "After 3 weeks most had reached it [1]."),
    (PRESSURE, "After six months most had reached it [1]."),
    (PRESSURE, "72% of the patients reached it [1]."),
    (PRESSURE, "62 mmHg was reached [1]."),
    (PRESSURE, "1,243 patients took part [1]."),
    (PRESSURE, "123 patients took part [1]."),
    (PRESSURE, "1.234 patients took part [1]."),
    (PRESSURE, "In thirteen trials it was reached [1]."),
    (PRESSURE, "Twelve patients took part [1]."),
    (PRESSURE, "The 95% CI was 58\u201376% [1]."),
    (PRESSURE, "The 90% CI was 58\u201366% [1]."),
    (KIDNEY, "Stop metformin below 45 mL/min/1.73 m2 [1]."),
    (KIDNEY, "Stop metformin above 30 mL/min/1.73 m2 [1]."),
    (KIDNEY, "Halve the dose at 20\u201344 mL/min [1]."),
    (KIDNEY, "Halve the dose at 30\u201345 mL/min [1]."),
    (KIDNEY, "Halve the dose in stage G3a [1]."),
    (KIDNEY, "Halve the dose in stage G4 [1]."),
    (KIDNEY, "SGLT1 inhibitors may be started [1]."),
    (KIDNEY, "An SGLT2 inhibitor may be started at an eGFR below 20 [1]."),
    (KIDNEY, "HbA1c rose by 0.5% [1]."),
    (KIDNEY, "HbA1c fell by 5% [1]."),
    (KIDNEY, "HbA1c fell by 0.5 mmol/mol [1]."),
    (KIDNEY, "The interval was \u22120.9 to 0.1 [1]."),
    (KIDNEY, "P = 0.3 [1]."),
    (KIDNEY, "It is for type 1 diabetes [1]."),
    (KIDNEY, "It is for T1DM [1]."),
    (DOSES, "Apixaban 10 mg twice daily [1]."),
    (DOSES, "Apixaban 5 mg once daily [1]."),
    (DOSES, "Apixaban 5 mg daily [1]."),
    (DOSES, "Apixaban 5 mg three times daily [1]."),
    (DOSES, "Apixaban 5 mg every 8 hours [1]."),
    (DOSES, "Apixaban 5 g twice daily [1]."),
    (DOSES, "Apixaban 5 \u00b5g twice daily [1]."),
    (DOSES, "Apixaban 25 mg twice daily [1]."),
    (DOSES, "Apixaban 0.25 mg twice daily [1]."),
    (DOSES, "Lower the dose below 80 years [1]."),
    (DOSES, "Lower the dose at a weight of \u226560 kg [1]."),
    (DOSES, "Lower the dose at 60 lb or less, or 66 kg [1]."),
    (DOSES, "Creatinine of 1.5 mmol/L counts [1]."),
    (DOSES, "Creatinine of 133 mmol/L counts [1]."),
    (DOSES, "Lower the dose with three of the following [1]."),
    (DOSES, "Rivaroxaban 20 mg twice daily [1]."),
    (DOSES, "Rivaroxaban 20 mg weekly [1]."),
    (DOSES, "Rivaroxaban 15 mg daily [1]."),
    (DOSES, "Methotrexate 15 mg daily [1]."),
    (DOSES, "Enoxaparin 1 mg twice daily [1]."),
    (DOSES, "Enoxaparin 1 mg/kg once daily [1]."),
    (DOSES, "Enoxaparin 1 mg/kg every 24 hours [1]."),
    (SEPSIS, "Give 20 mL/kg of crystalloid [1]."),
    (SEPSIS, "Give 30 mL of crystalloid [1]."),
    (SEPSIS, "Give at most 30 mL/kg [1]."),
    (SEPSIS, "Give it within the first 6 hours [1]."),
    (SEPSIS, "Give it within the first 3 days [1]."),
    (SEPSIS, "Vasopressin is a third-line vasopressor [1]."),
    (SEPSIS, "Aim at 75 mmHg [1]."),
    (SEPSIS, "Antibiotics follow after 1 hour, beyond 1 hour [1]."),
    (SEPSIS, "A lactate below 2 mmol/L is a warning sign [1]."),
    (SEPSIS, "A lactate above 4 mmol/L is a warning sign [1]."),
    (SEPSIS, "A lactate above 2 mg/dL is a warning sign [1]."),
    (SEPSIS, "Platelets were 150 x 10^12/L [1]."),
    (SEPSIS, "Two thirds of the deaths came early [1]."),
    (SEPSIS, "Deaths came in the first 5 to 9 days [1]."),
    (HEART, "It applies to NYHA class I [1]."),
    (HEART, "An ejection fraction of 40% or more [1]."),
    (HEART, "An ejection fraction of 50% or less [1]."),
    (HEART, "Five drugs are started [1]."),
    (HEART, "Bisoprolol 12.5 mg is the lowest dose [1]."),
    (HEART, "Bisoprolol 10 mg is doubled [1]."),
    (HEART, "It is doubled every 4 weeks [1]."),
    (HEART, "NT-proBNP above 125 ng/mL [1]."),
    (HEART, "Sodium 104 mmol/L [1]."),
    (HEART, "Potassium 3.5\u20135.5 mmol/L [1]."),
    (HEART, "In the 2012 cohort [1]."),
    (HEART, "A threefold difference [1]."),
    (HEART, "The hazard ratio was 0.47 [1]."),
    (HEART, "The hazard ratio was 0.740001 [1]."),
    (HEART, "Mortality fell by half [1]."),
]


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert len(WRONG) >= 60
    assert len(RIGHT) >= 40


@pytest.mark.parametrize(("passage", "sentence"), RIGHT, ids=lambda text: text[-45:])
def test_a_number_that_stands_in_the_passage_passes(passage: str, sentence: str) -> None:
    assert check_numbers(sentence, [passage]).unsupported == ()


@pytest.mark.parametrize(("passage", "sentence"), WRONG, ids=lambda text: text[-45:])
def test_a_planted_number_is_caught(passage: str, sentence: str) -> None:
    assert check_numbers(sentence, [passage]).unsupported


@pytest.mark.parametrize(
    "sentence",
    [
        "Mean pressure was <65 mmHg.",
        "Platelets above 150 \u00d7 10\u2079/L.",
        "Vasopressin 65 mmHg or more.",
    ],
)
def test_a_comparison_that_the_passage_does_not_make_is_doubtful(sentence: str) -> None:
    found = check_numbers(sentence, [SEPSIS])
    assert found.unsupported == ()
    assert found.doubtful


def test_a_number_may_stand_in_any_of_the_cited_passages() -> None:
    sentence = "Targets are 130/80 mm Hg [1] and 65 mmHg [2]."
    assert check_numbers(sentence, [PRESSURE]).unsupported == ("65 mmHg",)
    assert check_numbers(sentence, [PRESSURE, SEPSIS]).unsupported == ()


def test_nothing_cited_carries_nothing() -> None:
    assert check_numbers("Give 5 mg.", []).unsupported == ("5 mg",)


def test_a_sentence_without_numbers_has_nothing_to_check() -> None:
    assert check_numbers("Statins lower the risk [1].", ["anything"]).unsupported == ()


def test_reference_marks_of_the_passage_carry_no_number() -> None:
    assert check_numbers(
        "It was seen in 12 of them.", ["It was seen before [12]."]
    ).unsupported == ("12",)


def test_a_table_head_gives_its_unit_to_bare_cells() -> None:
    table = "Arm SBP (mm Hg) Weight (kg)\nActive 131 82\nPlacebo 138 84"
    assert check_numbers("It was 131 mmHg.", [table]).unsupported == ()
    assert check_numbers("It was 131 mg.", [table]).unsupported == ("131 mg",)


def test_marks_bullets_and_emphasis_are_taken_off() -> None:
    assert without_marks("- **Aim** for <130/80 mm Hg [1][2, 3].") == "Aim for <130/80 mm Hg."
