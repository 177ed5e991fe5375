"""Which sentences define a term, and that they are quoted as they stand."""

from __future__ import annotations

import pytest

from kb.terms.defining import quotations
from tests.kb.terms.hits import hit

SEPSIS = "Sepsis is life-threatening organ dysfunction caused by a dysregulated host response to infection."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "hypertension",
            "Hypertension (HTN) is defined as a blood pressure of 130/80 mmHg or more.",
        ),
        (
            "hypertension",
            "In adults, hypertension is a state in which the pressure stays too high.",
        ),
        ("sepsis", SEPSIS),
        ("osteopenia", "Osteopenia refers to a bone density below that of young adults."),
        ("HFpEF", "HFpEF is a heart failure with an ejection fraction of 50% or more."),
        ("AKI", "AKI was defined as a rise of creatinine by 0.3 mg/dL."),
        ("anemia", "The WHO defines anemia as a hemoglobin below 12 g/dL in women."),
        ("biologics", "Biologics are a class of drugs that are made by living cells."),
    ],
)
def test_these_define(name: str, sentence: str) -> None:
    assert [(one.text, one.kind) for one in quotations([name], [hit(sentence)])] == [
        (sentence, "definition")
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("hypertension", "Hypertension is a common cause of stroke in adults of any age."),
        ("hypertension", "Hypertension is the most important risk factor that can be changed."),
        ("ERCP", "ERCP is the gold standard for the removal of stones."),
        ("jaundice", "Jaundice is an atypical presentation of the disease in children."),
        ("anemia", "Anemia is common in patients that are older and ill."),
        ("heparin", "Heparin is safe in patients that are pregnant or nursing."),
        ("SGLT2 inhibitor", "SGLT2 inhibitors are the drugs with the most consistent benefit."),
        ("sepsis", "The definition of sepsis as a syndrome has often been changed."),
        ("sepsis", "Sepsis is a syndrome in which the organs are put in danger by"),
        ("sepsis", "We treated 40 patients with sepsis in two hospitals."),
    ],
)
def test_these_only_speak_of_it(name: str, sentence: str) -> None:
    assert [one.kind for one in quotations([name], [hit(sentence)])] == ["mention"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sepsis", "What is sepsis in the end, and who defines it?"),
        ("sepsis", "Sepsis | 12 | 14 | 22 | 31 | 45"),
        ("sepsis", "Sepsis is bad."),
        ("sepsis", "Antisepsis is a way of killing germs that sit on the skin."),
        ("AS", "It is as a rule a disease that begins as a rash."),
    ],
)
def test_these_are_not_quoted(name: str, sentence: str) -> None:
    assert quotations([name], [hit(sentence)]) == ()


def test_definitions_come_first_then_the_order_of_the_search() -> None:
    hits = [
        hit("We treated 40 patients with sepsis in two hospitals.", rank=1),
        hit("Sepsis was seen in 12 of the 40 patients. " + SEPSIS, rank=2),
    ]
    found = quotations(["sepsis"], hits)
    assert [one.kind for one in found] == ["definition", "mention", "mention"]
    assert found[0].text == SEPSIS
    assert found[1].citation.document.id == hits[0].document.id
    assert [one.citation.n for one in found] == [1, 2, 3]


def test_no_sentence_is_quoted_twice_and_three_are_enough() -> None:
    assert len(quotations(["sepsis"], [hit(SEPSIS, rank=1), hit(SEPSIS, rank=2)])) == 1
    many = [
        hit(f"Ward {number} had sepsis in many patients.", rank=number) for number in range(1, 9)
    ]
    assert len(quotations(["sepsis"], many)) == 3


def test_a_citation_gives_the_very_letters_of_the_passage() -> None:
    text = "It was cold. Sepsis is a syndrome that  follows an infection. It was late."
    one = quotations(["sepsis"], [hit(text, start=100)])[0]
    assert one.text == "Sepsis is a syndrome that follows an infection."
    cited = one.citation
    assert cited.quote == "Sepsis is a syndrome that  follows an infection."
    assert text[cited.start - 100 : cited.end - 100] == cited.quote
    assert cited.page == 4
    assert cited.passage_id.startswith("p-")
