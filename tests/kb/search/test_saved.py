"""Saved searches belong to who saved them."""

from __future__ import annotations

import pytest

from kb.errors import NotFound, WrongValue
from kb.library import Library
from kb.types import Filters, Principal

ANN = Principal("Ann", frozenset({"clinician"}))
BEN = Principal("Ben", frozenset({"clinician"}))
LIMITS = Filters(
    year_from=2010,
    designs=("cohort study",),
    journals=("BMJ",),
    retracted=False,
    spans=((1990, 1999), (2021, 2021)),
)


def test_a_search_comes_back_with_its_filters_and_order(library: Library) -> None:
    kept = library.searches.save("Mine", " blood  pressure ", ANN, filters=LIMITS, sort="year")
    again = library.searches.get(kept.id, ANN)
    assert again == library.searches.get("Mine", ANN) == kept
    assert (again.question, again.filters, again.sort) == ("blood pressure", LIMITS, "year")


def test_nobody_sees_or_deletes_another_s(library: Library) -> None:
    kept = library.searches.save("Mine", "asthma", ANN)
    assert library.searches.all(BEN) == []
    for identity in (kept.id, kept.name):
        with pytest.raises(NotFound):
            library.searches.delete(identity, BEN)
    library.searches.save("Mine", "sepsis", BEN)
    assert library.searches.get("Mine", ANN).question == "asthma"


def test_the_same_name_replaces_and_no_name_takes_the_question(library: Library) -> None:
    library.searches.save("Mine", "asthma", ANN)
    library.searches.save("Mine", "sepsis", ANN)
    library.searches.save(" ", "gout'); DROP TABLE searches;--", ANN)
    assert {one.question for one in library.searches.all(ANN)} == {
        "sepsis",
        "gout'); DROP TABLE searches;--",
    }


def test_it_is_forgotten(library: Library) -> None:
    kept = library.searches.save("Mine", "asthma", ANN)
    library.searches.delete(kept.id, ANN)
    assert library.searches.all(ANN) == []


def test_an_empty_search_is_not_saved(library: Library) -> None:
    with pytest.raises(WrongValue):
        library.searches.save("Mine", "  ", ANN)
