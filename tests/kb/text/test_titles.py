"""What a title says of its work, and when two titles are editions of one guideline."""

from __future__ import annotations

import pytest

from kb.text.bodies import bodies
from kb.text.notices import said_by_record
from kb.text.titles import about_another, guideline_key, says, title_key, title_year


def test_titles_compare_without_case_marks_markup_and_accents() -> None:
    one = title_key("Effects of β-blockers in <i>Ménière's</i> disease: a trial.")
    assert one == title_key("EFFECTS OF beta-blockers in Meniere's Disease — a trial")
    assert one == title_key("RETRACTED: Effects of β-Blockers in Ménière’s disease. A trial")
    assert title_key("Part 1: the heart in old people") != title_key(
        "Part 2: the heart in old people"
    )


@pytest.mark.parametrize("title", ["Editorial", "In reply", "Case report", "", None, "A b c d e"])
def test_a_title_that_many_works_bear_is_no_key(title: str | None) -> None:
    assert title_key(title) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("RETRACTED: Aspirin in all", "retracted"),
        ("Retracted Article: Aspirin in all", "retracted"),
        ("[Retracted] Aspirin in all", "retracted"),
        ("WITHDRAWN: Aspirin in all", "withdrawn"),
        ("Expression of Concern: Aspirin in all", "concern"),
        ("Retraction: Aspirin in all", "notice"),
        ("Retraction notice to “Aspirin in all” [J Samples 12 (2020) 1]", "notice"),
        ("Retraction of “Aspirin in all”", "notice"),
        ("Retraction of maxillary canines with mini-implants", None),
        ("Retracted articles in oncology: a survey", None),
        ("Withdrawn consent in trials", None),
        ("Nipple retraction: causes", None),
        ("Expressions of concern in journals", None),
    ],
)
def test_a_title_says_what_became_of_its_work(title: str, expected: str | None) -> None:
    assert says(title) == expected


def test_retraction_of_alone_needs_a_text_that_retracts_an_article() -> None:
    title = "Retraction of aspirin in all patients"
    assert says(title, "This article has been retracted at the request of the editor.") == "notice"
    assert says(title, "The authors hereby retract the above article.") == "notice"
    assert says(title, "Canines were retracted with mini-implants in this study.") is None


def test_errata_comments_and_replies_are_about_another_work() -> None:
    for title in ("Erratum: X", "Corrigendum to X", "Comment on X", "Reply to Smith", "Correction"):
        assert about_another(title), title
    for title in (
        "Correction of hyponatraemia in cirrhosis",
        "Responses of cells to heat",
        "Recovery",
    ):
        assert not about_another(title), title


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "2016 ESC Guidelines for the diagnosis and management of atrial fibrillation",
            "2020 ESC guidelines for the management and diagnosis of atrial fibrillation",
        ),
        (
            "2. Classification and Diagnosis of Diabetes: Standards of Medical Care in Diabetes-2020",
            "2. Diagnosis and Classification of Diabetes: Standards of Care in Diabetes—2024",
        ),
        (
            "Guidelines for the management of severe head injury, 3rd edition",
            "Guideline for the Management of Severe Head Injury, Fourth Edition",
        ),
        (
            "Management of Gout: A Clinical Practice Guideline From the American College of Physicians",
            "Management of Gout: An Updated Guideline From the American College of Physicians",
        ),
    ],
)
def test_editions_of_a_guideline_have_one_key(old: str, new: str) -> None:
    assert guideline_key(old, None) is not None
    assert guideline_key(old, None) == guideline_key(new, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Guideline on heart failure, part 1", "Guideline on heart failure, part 2"),
        ("Guideline on type 1 diabetes", "Guideline on type 2 diabetes"),
        ("Hepatitis A guideline", "Hepatitis guideline"),
        ("Guideline on asthma in adults", "Guideline on asthma in children"),
        ("Guideline on asthma", "Guideline on bronchiectasis"),
        ("Guideline on diagnosis of gout", "Guideline on treatment of gout"),
    ],
)
def test_parts_diseases_and_ages_are_different_guidelines(one: str, other: str) -> None:
    assert guideline_key(one, None) != guideline_key(other, None)


@pytest.mark.parametrize(
    "title",
    [
        "Erratum: Guideline on asthma",
        "2024 focused update of the guideline on asthma",
        "Adherence to the guideline on asthma",
        "Summary of the guideline on asthma",
        "Comparison of guidelines on asthma",
        "RETRACTED: Guideline on asthma",
        "Asthma in the city",
    ],
)
def test_what_speaks_of_a_guideline_is_none_of_its_editions(title: str) -> None:
    assert guideline_key(title, None) is None


def test_a_guideline_without_the_word_is_known_by_its_type() -> None:
    assert guideline_key("Hypertension in adults: diagnosis and management", None) is None
    assert guideline_key("Hypertension in adults: diagnosis and management", "guideline")


def test_bodies_are_the_same_by_name_and_by_acronym() -> None:
    assert bodies("2020 ESC guideline") == bodies("Guideline of the European Society of Cardiology")
    both = bodies(
        "Guideline of the American Thoracic Society and Infectious Diseases Society of America"
    )
    assert both == bodies("An ATS/IDSA guideline")
    # In a title of capitals alone these may be words; COPD is no body.
    assert bodies("A NICE SIGN OF GOLD") == frozenset()
    assert bodies("COPD guideline") == frozenset()


def test_an_edition_bears_one_year_in_its_title() -> None:
    assert title_year("Standards of Care in Diabetes—2024") == 2024
    assert title_year("From 2010 to 2020") is None


def test_a_record_says_what_became_of_its_work() -> None:
    said = said_by_record(
        [
            "PubMed lists this article as retracted: J Samples. 2021;1:2.",
            "No references were found.",
        ]
    )
    assert said == ["record-retracted"]
    assert said_by_record(["The words PubMed lists this article as retracted stand inside."]) == []
