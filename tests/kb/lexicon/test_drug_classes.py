"""Drugs lead to their classes, and classes to their drugs."""

from __future__ import annotations

import pytest

from kb.lexicon.drug_classes import classes_of, drugs_of
from kb.lexicon.lists import DATA


def test_a_drug_leads_to_every_name_of_its_class() -> None:
    found = classes_of("lisinopril")
    assert found[:3] == ("ACE inhibitor", "angiotensin-converting enzyme inhibitor", "ACEI")


def test_a_drug_of_several_classes_leads_to_all() -> None:
    assert {"ACE inhibitor", "antihypertensive"} <= set(classes_of("lisinopril"))


@pytest.mark.parametrize(
    "phrase", ["beta blocker", "Beta-Blockers", "beta blockers", "BETA BLOCKER"]
)
def test_a_class_is_known_in_any_spelling(phrase: str) -> None:
    assert "bisoprolol" in drugs_of(phrase)


def test_every_name_of_a_class_leads_to_the_same_drugs() -> None:
    assert drugs_of("ARB") == drugs_of("angiotensin receptor blockers") != ()


@pytest.mark.parametrize("word", ["", "blood", "inhibitor", "s"])
def test_other_words_lead_nowhere(word: str) -> None:
    assert classes_of(word) == ()
    assert drugs_of(word) == ()


def test_each_way_leads_back() -> None:
    lines = (DATA / "drug_classes.tsv").read_text(encoding="utf-8").split("\n")
    listed = [line.partition("\t") for line in lines if "\t" in line]
    assert len(listed) > 20
    for names, _, members in listed:
        for phrase in (name.strip() for name in names.split("|")):
            for drug in (member.strip() for member in members.split(",")):
                assert phrase in classes_of(drug)
                assert drug in drugs_of(phrase)


def test_drugs_are_single_lower_case_words_as_questions_are_compared() -> None:
    lines = (DATA / "drug_classes.tsv").read_text(encoding="utf-8").split("\n")
    drugs = [
        member.strip()
        for line in lines
        if "\t" in line
        for member in line.split("\t")[1].split(",")
    ]
    assert [drug for drug in drugs if not drug or drug != drug.lower()] == []
