"""Every way to search is measured, and what each lets through is told."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from kb.errors import KbError
from kb.evaluate.drawn import draw_library
from kb.evaluate.latency import _span, measure_latency
from kb.library import Library
from kb.types import Principal


def test_every_kind_of_filter_has_a_row(library: Library, principal: Principal) -> None:
    draw_library(library, 150, statements=20)
    told: list[str] = []
    figures = measure_latency(library, principal, 2, tell=told.append)
    assert (figures["passages"], figures["turns"]) == (150, 2)
    rows = {row["way"]: row for row in figures["ways"]}
    assert next(iter(rows)) == "no filter"
    assert {
        "years, about 90 %", "years, about 0.1 %", "type with the most", "type with the fewest",
        "design with the fewest", "journal with the most", "1 document", "10 documents",
        "type, design and years", "without retracted works", "who may not read records",
    } <= set(rows)  # fmt: skip
    assert "1,000 documents" not in rows
    assert rows["no filter"]["share"] == rows["no filter"]["times_unfiltered"] == 1
    assert rows["years, about 90 %"]["share"] == pytest.approx(0.9, abs=0.1)
    assert rows["1 document"]["share"] < rows["10 documents"]["share"] < 0.2
    for row in rows.values():
        assert 0 < row["p50_ms"] <= row["p95_ms"]
        assert 0 < row["facets_p50_ms"] <= row["facets_p95_ms"]
    assert told
    json.dumps(figures, allow_nan=False)


def test_no_question_is_asked_twice_while_there_are_others(
    library: Library, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_library(library, 400, statements=20)
    asked: list[str] = []
    find = Library.find

    def kept(self: Library, question: str, *words: object, **options: object) -> object:
        asked.append(question)
        return find(self, question, *words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "find", kept)
    measure_latency(library, principal, 1)
    titles = [question for question in asked if "report" in question]
    assert Counter(titles).most_common(1)[0][1] == 1


def test_a_library_without_titles_cannot_be_measured(
    library: Library, principal: Principal
) -> None:
    with pytest.raises(KbError, match="too few") as caught:
        measure_latency(library, principal, 1)
    assert "--library" in caught.value.hint


@pytest.mark.parametrize(
    ("share", "expected"), [(1.0, (2000, 2003)), (0.4, (2001, 2001)), (0.1, (2000, 2000))]
)
def test_the_years_nearest_to_a_share_are_chosen(share: float, expected: tuple[int, int]) -> None:
    years = [2000] + [2001] * 4 + [2002] * 2 + [2003] * 3
    assert _span(years, len(years), share) == expected
