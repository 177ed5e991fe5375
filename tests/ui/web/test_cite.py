"""Works are named in Vancouver style, with nothing guessed."""

from __future__ import annotations

import dataclasses

import pytest

from kb.types import DocumentInfo, Metadata
from ui.web.cite import author, authors, badges, design, vancouver, where


def work(**known: object) -> DocumentInfo:
    return DocumentInfo(
        "d1",
        "/in/paper.pdf",
        "literature",
        "application/pdf",
        Metadata(**known),
        4,
        9,
        "2026-11-20",
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Jane A. Smith", "Smith JA"),
        ("Smith, Jane A.", "Smith JA"),
        ("Smith JA", "Smith JA"),
        ("Smith J.A.", "Smith JA"),
        ("Jean-Pierre Dupont", "Dupont JP"),
        ("Ludwig van der Berg", "van der Berg L"),
        ("KDIGO Blood Pressure Work Group", "KDIGO Blood Pressure Work Group"),
        ("clinical-kb Sample Editors", "clinical-kb Sample Editors"),
        ("Plato", "Plato"),
    ],
)
def test_an_author_is_a_surname_with_initials_and_a_group_keeps_its_name(written, shown):
    assert author(written) == shown


def test_beyond_six_authors_comes_et_al():
    names = tuple(f"Ann Author{letter}" for letter in "ABCDEFGH")
    assert authors(names).endswith("AuthorF A, et al")


def test_a_complete_work_is_cited_in_the_usual_order():
    document = work(
        title="Targets in CKD",
        authors=("Jane A. Smith", "Roe R"),
        journal="J Samples",
        year=2021,
        volume="12",
        pages="1-9",
        doi="10.5555/x",
    )
    assert vancouver(document) == (
        "Smith JA, Roe R. Targets in CKD. J Samples. 2021;12:1-9. doi:10.5555/x"
    )
    assert vancouver(document, title=False).startswith("Smith JA, Roe R. J Samples.")


def test_what_is_not_known_is_left_out():
    assert vancouver(work()) == "paper.pdf."
    assert vancouver(work(title="Is it so?", year=2020)) == "Is it so? 2020."


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Statins after stroke: a systematic review and meta-analysis", "Systematic review"),
        ("KDIGO 2021 clinical practice guideline for blood pressure", "Guideline"),
        ("Early sepsis: a summary of the 2021 international guideline", None),
        ("Adherence to guidelines for asthma", None),
        ("A randomised trial of early fluids", "RCT"),
        ("Fluids in shock: a multicentre, randomised, double-blind trial", "RCT"),
        ("The target difference for a randomised trial: guidance for researchers", None),
        ("Fluids in shock (FLASH): study protocol for a randomised trial", "Protocol"),
        ("Births at night: a prospective cohort study", "Cohort"),
        ("Biliary adenofibroma: case report and review of the literature", "Case report"),
        ("Stroke: an overview and review", "Review"),
        ("Fluids in shock", None),
        (None, None),
    ],
)
def test_the_design_is_shown_only_where_the_title_states_it(title, found):
    assert design(work(title=title)) == found


def test_a_record_is_badged_as_one_whatever_its_title():
    record = dataclasses.replace(work(title="Guideline visit"), collection="records")
    assert badges(record) == ["Record"]


def test_a_one_page_note_has_no_page_number():
    note = dataclasses.replace(work(year=2026), media_type="text/plain", pages=1)
    assert where(note, 1, "Plan") == "2026 · Plan"
    assert where(work(year=2026), 3, None) == "2026 · p. 3"


def test_a_page_that_was_read_with_doubt_says_so_where_it_is_cited() -> None:
    document = dataclasses.replace(
        work(), pages=2, confidence=(0.98, 0.6), media_type="application/pdf"
    )
    assert "doubt" not in where(document, 1, "Results")
    assert where(document, 2, "Results").endswith("p. 2 · page read with doubt: compare it")
    assert "doubt" not in where(document, 3, "Results")
