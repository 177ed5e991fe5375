"""The first questions come from what is in the library."""

from __future__ import annotations

from ui.web.examples import questions


def test_questions_name_subjects_of_the_library(library):
    asked = questions(library.documents(None))
    assert asked == [
        "What is recommended for blood pressure in chronic kidney disease?",
        "What was found on sepsis and septic shock?",
    ]


def test_no_record_is_named_on_the_first_page(empty):
    empty.add("Visit note of a patient with asthma", ["text"], collection="records")
    assert questions(empty.documents(None)) == []


def test_titles_that_make_no_question_are_passed_over(empty):
    empty.add("Letter", ["text"])
    empty.add("Is it so?" * 3, ["text"])
    empty.add("x" * 200, ["text"])
    assert questions(empty.documents(None)) == []


def test_acronyms_keep_their_capitals(empty):
    empty.add("COPD exacerbations in primary care", ["text"])
    assert questions(empty.documents(None)) == [
        "What was found on COPD exacerbations in primary care?"
    ]


def test_a_title_in_capitals_is_left_as_it_is_printed(empty):
    empty.add("Diabetic Retinal Edema in Mexican Children", ["text"])
    assert questions(empty.documents(None)) == [
        "What was found on Diabetic Retinal Edema in Mexican Children?"
    ]


def test_only_questions_that_the_library_answers_are_kept_once_they_were_tried(site, library):
    library.add("Completely unrelated words here", ["Nothing about that."])
    assert len(site.examples()) == 3
    site.warm()
    assert site.examples() == [
        "What is recommended for blood pressure in chronic kidney disease?",
        "What was found on sepsis and septic shock?",
    ]
