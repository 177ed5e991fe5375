"""The answer without a model: verbatim sentences, each with the lines that it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.answer.candidates import Candidate
from kb.answer.extractive import NEAR_BEST, SAME_COSINE, choose, quote, shown, write
from kb.text.sentences import sentence_spans
from kb.types import Box, Line
from tests.fakes.passages import hits

TEXT = (
    "Office measurement is standard. The target is below 120 mmHg [4, 5], when tolerated.\n"
    "Diuretics are added."
)
(HIT,) = hits(TEXT)


def candidate(
    place: int, *, score: float = 1.0, direction: tuple[float, float] = (1.0, 0.0)
) -> Candidate:
    """The sentence of ``TEXT`` at this place, looking in this direction."""
    start, end = sentence_spans(TEXT)[place]
    vector = np.array(direction, dtype=np.float32)
    vector /= np.linalg.norm(vector)
    return Candidate(HIT, start, end, TEXT[start:end], 1.0, 1.0, score, vector)


def places(chosen: Sequence[Candidate]) -> list[int]:
    """Which sentences of ``TEXT`` these are."""
    starts = [start for start, _ in sentence_spans(TEXT)]
    return [starts.index(one.start) for one in chosen]


def test_a_citation_is_verbatim_at_its_offsets_in_the_document() -> None:
    citation = quote(1, candidate(1))
    passage = HIT.passage
    assert citation.quote == "The target is below 120 mmHg [4, 5], when tolerated."
    assert TEXT[citation.start - passage.start : citation.end - passage.start] == citation.quote
    assert (citation.passage_id, citation.document) == (passage.id, HIT.document)
    assert citation.section == passage.section


def test_its_boxes_are_the_lines_it_stands_on_and_no_others() -> None:
    lines = HIT.passage.lines
    assert len(lines) == 3
    for place in range(3):
        assert quote(1, candidate(place)).boxes == (lines[place].box,)


def test_a_sentence_over_two_pages_has_boxes_on_both_and_the_page_it_begins_on() -> None:
    passage = HIT.passage
    start, end = sentence_spans(TEXT)[1]
    middle = passage.start + (start + end) // 2
    lines = (
        Line(passage.start, middle, Box(3, 50, 700, 300, 710)),
        Line(middle, passage.end, Box(4, 50, 60, 300, 70)),
    )
    broken = replace(candidate(1), hit=replace(HIT, passage=replace(passage, lines=lines)))
    citation = quote(1, broken)
    assert [box.page for box in citation.boxes] == [3, 4]
    assert citation.page == 3
    after = replace(candidate(2), hit=broken.hit)
    assert (quote(1, after).page, len(quote(1, after).boxes)) == (4, 1)


def test_a_text_without_lines_cites_the_page_of_its_passage() -> None:
    plain = replace(HIT, passage=replace(HIT.passage, lines=(), page=7))
    citation = quote(1, replace(candidate(1), hit=plain))
    assert (citation.page, citation.boxes) == (7, ())


def test_the_sentence_shows_no_reference_marks_and_the_quote_keeps_them() -> None:
    (sentence,), (citation,) = write([candidate(1)])
    assert sentence.text == "The target is below 120 mmHg, when tolerated."
    assert "[4, 5]" in citation.quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Below 120 mmHg [4].", "Below 120 mmHg."),
        ("Below 120 mmHg[4–6] at least.", "Below 120 mmHg at least."),
        ("Doses [1,2; 3] vary.", "Doses vary."),
        ("A range of [0.7] is\nkept.", "A range of [0.7] is kept."),
        ("In [2021] it changed.", "In [2021] it changed."),
        ("The [sic] stays.", "The [sic] stays."),
    ],
)
def test_only_reference_marks_are_taken_out(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_every_sentence_is_quoted_and_numbered_in_the_order_chosen() -> None:
    sentences, citations = write([candidate(2), candidate(0)])
    assert [(one.state, one.citations) for one in sentences] == [("quoted", (1,)), ("quoted", (2,))]
    assert [(one.n, one.quote) for one in citations] == [
        (1, "Diuretics are added."),
        (2, "Office measurement is standard."),
    ]
    assert all(one.unsupported_numbers == () for one in sentences)


def test_only_what_comes_near_the_best_is_said_too() -> None:
    near = candidate(1, score=NEAR_BEST, direction=(0, 1))
    far = candidate(2, score=NEAR_BEST - 0.01, direction=(-1, 0))
    assert places(choose([candidate(0), near, far], 4)) == [0, 1]


def test_the_same_thing_is_not_said_twice() -> None:
    again = candidate(1, direction=(SAME_COSINE, (1 - SAME_COSINE**2) ** 0.5 - 0.01))
    other = candidate(2, direction=(0.5, 1))
    assert places(choose([candidate(0), again, other], 4)) == [0, 2]


def test_no_more_is_said_than_allowed() -> None:
    each = [candidate(0), candidate(1, direction=(0, 1)), candidate(2, direction=(-1, 0))]
    assert places(choose(each, 2)) == [0, 1]
    assert places(choose(each, 1)) == [0]


def test_the_best_is_said_however_weak_and_nothing_gives_nothing() -> None:
    assert len(choose([candidate(0, score=0.01)], 4)) == 1
    assert choose([], 4) == []
    assert write([]) == ([], [])
