"""Filters in words, and as they are read back."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from kb.search.scope import described, read_filters
from kb.types import Filters

EVERYTHING = Filters(
    collections=("literature",),
    documents=("a", "b", "c"),
    year_from=2019,
    year_to=2024,
    retracted=False,
    types=("guideline", "review"),
    designs=("cohort study",),
    journals=("BMJ",),
    spans=((2019, 2019), (2021, 2024)),
)


def test_filters_come_back_as_they_were_written() -> None:
    assert read_filters(json.loads(json.dumps(asdict(EVERYTHING)))) == EVERYTHING
    assert read_filters({}) == Filters()


def test_names_of_another_version_are_passed_over() -> None:
    assert read_filters({"weather": "fine", "types": ["review"]}) == Filters(types=("review",))


def test_filters_are_said_in_words() -> None:
    assert described(Filters()) == []
    assert described(EVERYTHING) == [
        "3 documents",
        "literature",
        "2019-2024",
        "2019 or 2021-2024",
        "guideline or review",
        "cohort study",
        "BMJ",
        "without retracted works",
    ]


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(year_from=2019), "from 2019"),
        (Filters(year_to=2019), "until 2019"),
        (Filters(year_from=2019, year_to=2019), "2019"),
        (Filters(documents=("a",)), "1 document"),
        (Filters(documents=()), "0 documents"),
    ],
)
def test_each_limit_has_its_words(filters: Filters, said: str) -> None:
    assert described(filters) == [said]
