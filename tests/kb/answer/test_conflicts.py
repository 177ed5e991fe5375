"""Sources that disagree are shown as such; sources that speak of different things are not."""

from __future__ import annotations

import pytest

from kb.answer.conflicts import conflicts
from kb.types import Citation, Conflict, DocumentInfo, Metadata


def cited(*quotes: str, work: str | None = None) -> list[Citation]:
    return [
        Citation(
            n,
            DocumentInfo(work or f"d{n}", f"/{n}.pdf", "literature", "application/pdf",
                         Metadata(title=f"Work {n}", year=2015 + n), 1, 1, "2026-11-20"),
            f"p{n}", 1, None, quote, 0, len(quote),
        )
        for n, quote in enumerate(quotes, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "first", "second"),
    [
        (
            "KDIGO suggests that adults with high blood pressure and CKD be treated to a target systolic"
            " blood pressure of <120 mmHg.",
            "In adults with CKD and high blood pressure, the ACC/AHA recommends a systolic blood pressure"
            " target of <130 mmHg.",
            "<120 mmHg",
            "<130 mmHg",
        ),
        (
            "The society recommends an LDL cholesterol target below 1.4 mmol/L in patients with coronary"
            " artery disease.",
            "In patients with coronary artery disease the institute recommends an LDL cholesterol target"
            " below 2.0 mmol/L.",
            "below 1.4 mmol/L",
            "below 2.0 mmol/L",
        ),
        (
            "Red cell transfusion is recommended at a hemoglobin threshold of 7 g/dL in stable critically"
            " ill patients.",
            "A hemoglobin threshold of 8 g/dL is recommended for red cell transfusion in stable critically"
            " ill patients.",
            "7 g/dL",
            "8 g/dL",
        ),
    ],
)
def test_two_bodies_with_different_targets_disagree(
    one: str, other: str, first: str, second: str
) -> None:
    assert conflicts(cited(one, other)) == (Conflict(1, 2, first, second),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Aspirin reduced myocardial infarction in adults with diabetes.",
            "Aspirin did not reduce myocardial infarction in adults with diabetes.",
        ),
        (
            "Corticosteroids increase mortality in patients with severe sepsis.",
            "Corticosteroids reduce mortality in patients with severe sepsis.",
        ),
    ],
)
def test_the_opposite_of_the_same_statement_disagrees(one: str, other: str) -> None:
    found = conflicts(cited(one, other))
    assert [(pair.first, pair.second) for pair in found] == [(1, 2)]


BASE = "In adults with CKD and high blood pressure, a systolic blood pressure target of <120 mmHg is recommended."


@pytest.mark.parametrize(
    "other",
    [
        # the same number
        "A systolic blood pressure target of <120 mmHg is recommended in adults with high blood pressure and CKD.",
        # other people
        "In adults with diabetes and high blood pressure, a systolic blood pressure target of <130 mmHg is"
        " recommended.",
        "In children with CKD and high blood pressure, a systolic blood pressure target of <110 mmHg is"
        " recommended.",
        "In pregnant women with CKD and high blood pressure, a systolic blood pressure target of <140 mmHg is"
        " recommended.",
        "In frail older adults with CKD and high blood pressure, a systolic blood pressure target of <140 mmHg"
        " is recommended.",
        "In adults aged 80 years or older with CKD and high blood pressure, a systolic blood pressure target of"
        " <150 mmHg is recommended.",
        # another quantity
        "In adults with CKD and high blood pressure, a diastolic blood pressure target of <80 mmHg is"
        " recommended.",
        # what was measured, not what is recommended
        "In adults with CKD and high blood pressure, the mean systolic blood pressure was 134 mmHg.",
        # two numbers: the sentence itself weighs them
        "In adults with CKD and high blood pressure, a systolic blood pressure target of <120 mmHg rather than"
        " <140 mmHg is recommended.",
        # something else altogether
        "Potassium should be below 5.5 mmol/L before an ACE inhibitor is started.",
        "",
    ],
)
def test_near_misses_are_no_conflict(other: str) -> None:
    assert conflicts(cited(BASE, other)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # different drugs
        (
            "A starting dose of metoprolol 25 mg daily is recommended in heart failure.",
            "A starting dose of bisoprolol 1.25 mg daily is recommended in heart failure.",
        ),
        # starting and maximum dose of one drug
        (
            "A starting dose of lisinopril 5 mg daily is recommended in heart failure.",
            "A maximum dose of lisinopril 40 mg daily is recommended in heart failure.",
        ),
        # other drugs, the opposite direction
        (
            "Aspirin reduced stroke in adults with diabetes.",
            "Rosiglitazone did not reduce stroke in adults with diabetes.",
        ),
        # other outcome
        (
            "Aspirin reduced myocardial infarction in adults with diabetes.",
            "Aspirin did not reduce all-cause mortality in adults with diabetes.",
        ),
        # acute and chronic
        (
            "In acute heart failure an oxygen saturation below 90 mmHg should be treated.",
            "In chronic heart failure an oxygen saturation below 55 mmHg should be treated.",
        ),
    ],
)
def test_different_drugs_doses_and_outcomes_are_no_conflict(one: str, other: str) -> None:
    assert conflicts(cited(one, other)) == ()


def test_one_work_does_not_conflict_with_itself() -> None:
    pair = cited(BASE, BASE.replace("120", "130"), work="d1")
    assert conflicts(pair) == ()


def test_nothing_to_compare_is_no_conflict() -> None:
    assert conflicts([]) == ()
    assert conflicts(cited(BASE)) == ()
