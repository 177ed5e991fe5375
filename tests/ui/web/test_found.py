"""Codes under an answer lead to their entries, and a refusal with codes says that there are some."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.found import GRADED, REFUSED
from ui.web.cite import cite_line, grade
from ui.web.found import found
from ui.web.present import chip, markdown, turn_data


def test_the_block_has_links_labels_and_reasons() -> None:
    block = found(REFUSED)
    assert block["head"] == REFUSED.answer
    first, second = block["codes"]
    assert first["href"] == "terms?code=I50.20"
    assert (first["label"], first["why"]) == ("Billable", "Matched: HFrEF")
    assert second["label"].startswith("Not billable")
    assert second["why"] == ""
    assert block["expansions"][0]["long"] == "heart failure with reduced ejection fraction"


def test_an_answer_without_codes_has_an_empty_block() -> None:
    empty = {"head": "", "expansions": [], "codes": [], "note": ""}
    assert found(GRADED) == empty
    plain = replace(REFUSED, codes=(), expansions=(), answer="No passage answers this.")
    assert found(plain) == empty


def test_an_answer_with_codes_keeps_its_own_head() -> None:
    assert found(replace(REFUSED, abstained=False))["head"] == ""


def test_the_page_gets_the_block_and_the_copy_has_the_lines() -> None:
    data = turn_data(REFUSED, turn="t1", took=0.5, selected=None)
    assert data["found"] == found(REFUSED)
    text = markdown(REFUSED)
    assert "I50.20 Unspecified systolic heart failure" in text
    assert "No passage in the library answers this." not in text


def test_a_chip_shows_the_grade_and_the_copy_has_it() -> None:
    (cited,) = GRADED.citations
    assert chip(cited)["grade"] == "Class I, LOE A"
    assert chip(replace(cited, grade=None))["grade"] == ""
    assert "“Aim below 120 mmHg.” (Class I, LOE A)" in cite_line(cited)
    assert "Class I, LOE A" in markdown(GRADED)


def test_letters_alone_are_said_to_be_a_grade() -> None:
    assert grade("1B") == "Graded 1B"
    assert grade("COR 2a, LOE B-NR") == "Graded COR 2a, LOE B-NR"
    assert grade("strong recommendation") == "strong recommendation"
    assert grade(None) == ""
