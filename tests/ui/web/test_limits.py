"""Filters as a person changes them: values in and out, years, documents, in words, counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.types import DocumentInfo, Filters, Metadata, Notice
from ui.web import limits
from ui.web.refine import applied


def work(name: str, **known: object) -> DocumentInfo:
    collection = known.pop("collection", "literature")
    meta = Metadata(title=name, **known)  # type: ignore[arg-type]
    return DocumentInfo(name, f"/{name}.pdf", collection, "application/pdf", meta, 1, 1, "2026")  # type: ignore[arg-type]


WORKS = [
    work("a", year=1998, type="review", journal="BMJ"),
    work("b", year=2011, type="guideline", design="cohort study", journal="bmj "),
    work("c", year=2019, type="guideline", journal="Lancet"),
    work("d", collection="records"),
]


def left(filters: Filters) -> list[str]:
    return [one.id for one in WORKS if limits.passes(one, filters)]


def test_a_value_goes_in_and_out_whatever_its_capitals():
    some = limits.toggled(Filters(), "journals", "BMJ")
    assert some.journals == ("BMJ",)
    assert limits.toggled(some, "journals", "Lancet").journals == ("BMJ", "Lancet")
    assert limits.toggled(some, "journals", "bmj") == Filters()


def test_two_decades_apart_can_be_chosen_together():
    two = limits.toggled(limits.toggled(Filters(), "spans", "1990-1999"), "spans", "2019")
    assert two.spans == ((2019, 2019), (1990, 1999))
    assert left(two) == ["a", "c"]
    assert limits.toggled(two, "spans", "1990-1999").spans == ((2019, 2019),)


def test_a_range_of_years_and_single_years_take_each_other_s_place():
    single = limits.toggled(Filters(), "spans", "2011")
    ranged = limits.within(single, 2011, None)
    assert (ranged.spans, ranged.year_from, ranged.year_to) == (None, 2011, None)
    assert left(ranged) == ["b", "c"]
    again = limits.toggled(ranged, "spans", "1998")
    assert (again.spans, again.year_from) == (((1998, 1998),), None)


def test_a_range_that_is_the_wrong_way_round_is_turned():
    assert limits.within(Filters(), 2020, 2010) == Filters(year_from=2010, year_to=2020)


@pytest.mark.parametrize("typed", ["", "20x0", "-1", "99999", None])
def test_what_is_no_year_is_no_limit(typed):
    assert applied(Filters(), "range", [typed, "2019"]) == Filters(year_to=2019)


def test_each_chip_takes_out_what_it_says():
    filters = Filters(
        collections=("literature",),
        documents=("b", "c"),
        year_from=2010,
        retracted=False,
        types=("guideline",),
        designs=("cohort study",),
        journals=("BMJ",),
    )
    chips = limits.chips(filters, {one.id: one.title for one in WORKS})
    assert [one["label"] for one in chips] == [
        "b",
        "c",
        "Literature",
        "From 2010",
        "Guideline",
        "Cohort study",
        "BMJ",
        "Without retracted works",
    ]
    for one in chips:
        filters = limits.without(filters, one["name"], one["value"])
    assert filters == Filters()


def test_a_large_set_of_documents_is_one_chip():
    filters = Filters(documents=("a", "b", "c"))
    (chip,) = limits.chips(filters, {})
    assert chip["label"] == "3 documents"
    assert limits.without(filters, chip["name"], chip["value"]) == Filters()


def test_an_empty_set_of_documents_lets_nothing_through_and_can_be_taken_out():
    filters = Filters(documents=())
    assert left(filters) == []
    (chip,) = limits.chips(filters, {})
    assert limits.without(filters, chip["name"], chip["value"]) == Filters()


def test_a_document_that_was_removed_keeps_its_chip():
    (chip,) = limits.chips(Filters(documents=("gone",)), {})
    assert chip["label"] == "A document that is no longer here"


def test_a_long_title_is_cut_at_a_word():
    (chip,) = limits.chips(Filters(documents=("a",)), {"a": "Blood pressure " * 9})
    assert len(chip["label"]) < 52
    assert chip["label"].endswith("…")


def test_each_group_is_counted_as_if_nothing_were_chosen_in_it():
    held = limits.held(WORKS, Filters(types=("guideline",), journals=("lancet",)))
    assert held.groups["types"] == [("guideline", 1)]
    assert held.groups["journals"] == [("bmj", 1), ("Lancet", 1)]
    assert (held.left, held.total) == (1, 4)


def test_years_far_apart_are_offered_by_the_decade():
    assert limits.held(WORKS, Filters()).groups["spans"] == [
        ("2010-2019", 2),
        ("1990-1999", 1),
    ]
    assert limits.held(WORKS[1:3], Filters()).groups["spans"] == [("2019", 1), ("2011", 1)]


def test_retracted_works_can_be_left_out():
    gone = replace(WORKS[0], standing=(Notice("retracted", "a list"),))
    assert limits.passes(gone, Filters())
    assert not limits.passes(gone, Filters(retracted=False))


def test_groups_without_a_choice_are_not_shown_and_what_is_chosen_always_is():
    groups = {"types": [("review", 4)], "journals": [("BMJ", 2)]}
    shown = limits.group_data(groups, Filters(designs=("meta-analysis",)), 4)
    assert [one["name"] for one in shown] == ["designs", "journals"]
    assert shown[0]["values"] == [
        {"value": "meta-analysis", "label": "Meta-analysis", "documents": 0, "checked": True}
    ]
