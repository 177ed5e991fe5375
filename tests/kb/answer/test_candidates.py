"""Which sentences of the passages are worth quoting, and which come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kb.answer.candidates import ASIDE, MOST_SENTENCES, ROW, Candidate, candidates
from kb.search.query import prepare
from kb.search.terms import QuestionTerms, WeighedTerm
from kb.store.rows import Vectors
from kb.types import Hit
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.passages import document, hits

EMBEDDER = FakeEmbedder()
TARGET = "The systolic target in kidney disease is below 120 mmHg."
OFFICE = "Office measurement must be standardised before use."


def terms(question: str) -> QuestionTerms:
    """The question's terms, each of the same weight."""
    return QuestionTerms(tuple(WeighedTerm(term, 1.0, 1) for term in prepare(question).terms))


def found(
    *texts: str, question: str = "systolic target in kidney disease", given: Sequence[Hit] = ()
) -> list[Candidate]:
    return candidates(
        given or hits(*texts),
        EMBEDDER.embed_question(question),
        terms(question),
        EMBEDDER.embed_passages,
    )


def test_a_candidate_is_a_sentence_verbatim_at_its_offsets() -> None:
    ranked = found(f"{OFFICE} {TARGET}")
    assert {one.text for one in ranked} == {OFFICE, TARGET}
    for one in ranked:
        assert one.hit.passage.text[one.start : one.end] == one.text


def test_the_sentence_nearest_to_the_question_comes_first() -> None:
    ranked = found(f"{OFFICE} {TARGET}")
    assert ranked[0].text == TARGET
    assert ranked[0].cosine > ranked[1].cosine
    assert ranked[0].coverage > ranked[1].coverage
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_of_equal_sentences_that_of_the_better_passage_comes_first() -> None:
    ranked = found(TARGET, TARGET)
    assert [one.hit.rank for one in ranked] == [1, 2]


def test_what_only_the_title_says_covers_half() -> None:
    question = "hyperkalaemia threshold"
    told = hits("The threshold of concern is 5.5 mmol per litre.")[0]
    under = Hit(1, 1.0, told.passage, document("Hyperkalaemia"))
    (alone,) = found(question=question, given=[told])
    (titled,) = found(question=question, given=[under])
    assert alone.coverage == pytest.approx(0.5)
    assert titled.coverage == pytest.approx(0.75)


@pytest.mark.parametrize(
    "text",
    [
        "Too short.",
        "Keywords: blood pressure, kidney disease, target, dialysis.",
        "Conflicts of interest: the authors declare none at all.",
        "Correspondence to the first author at the institute.",
        "[12] Cheung AK, Chang TI, et al. Kidney Int 2021; 99: 1.",
        "The trial is registered at doi: 10.1000/182 for anyone to read.",
        "Systolic target | below 120 mmHg | in kidney disease",
        "12. Cheung AK, on blood pressure in kidney disease.",
        "Word " + "after word " * 45 + "end.",
    ],
)
def test_furniture_references_and_odd_lengths_are_not_quoted(text: str) -> None:
    assert [one.text for one in found(TARGET, text)] == [TARGET]


def table_hit(text: str) -> Hit:
    (hit,) = hits(text)
    return replace(hit, passage=replace(hit.passage, kind="table"))


TABLE = (
    "Table 1. Systolic targets in kidney disease by guideline.\n"
    "KDIGO 2021 | Systolic target: below 120 mmHg\n"
    "Others\n"
    "NICE 2021 | Systolic target: below 140 mmHg\n"
    "Targets are for office measurement, with a device that was validated."
)


def test_of_a_table_its_rows_are_quoted_and_nothing_else() -> None:
    ranked = found(given=[table_hit(TABLE)])
    assert {one.text for one in ranked} == {TABLE.split("\n")[1], TABLE.split("\n")[3]}
    for one in ranked:
        assert one.hit.passage.text[one.start : one.end] == one.text


def test_a_row_of_a_markdown_table_or_of_columns_run_together_is_not_quoted() -> None:
    assert found(given=[table_hit("| Systolic target | below 120 mmHg |")]) == []
    assert found("Systolic target | below 120 mmHg | in kidney disease") == []


def test_a_row_stands_under_its_caption_and_comes_after_a_sentence_that_says_as_much() -> None:
    row = "KDIGO 2021 | Limit: below 120 mmHg"
    (bare,) = found(given=[table_hit(row)])
    under = found(given=[table_hit(f"Table 1. Systolic targets in kidney disease.\n{row}")])
    assert under[0].coverage > bare.coverage
    sentence = found(row.replace(" | ", ", "))[0]
    assert sentence.score - bare.score == pytest.approx(ROW, abs=0.02)


@pytest.mark.parametrize("section", ["Methods", "1 Introduction", "II. Background", "LIMITATIONS"])
def test_what_a_paper_says_of_its_work_comes_after_what_it_found(section: str) -> None:
    told, found_out = hits(TARGET, TARGET)
    aside = replace(told, passage=replace(told.passage, section=section))
    assert [one.hit.rank for one in found(given=[aside, found_out])] == [2, 1]
    assert [one.hit.rank for one in found(given=[told, found_out])] == [1, 2]


def test_what_a_paper_is_about_comes_after_what_it_found() -> None:
    about = "We reviewed trials of the systolic target in kidney disease."
    aside = "We summarise the systolic target in kidney disease."
    assert found(f"{aside} {about}")[0].text == about
    (alone,) = found(about)
    (apart,) = found(aside)
    assert alone.score > apart.score + ASIDE / 2


def test_the_title_of_a_table_is_not_quoted() -> None:
    ranked = found(f"{TARGET} Table 1. Systolic targets in kidney disease by guideline.")
    assert not any("by guideline" in one.text for one in ranked)


def test_line_ends_are_no_part_of_what_is_embedded() -> None:
    seen: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        seen.extend(texts)
        return EMBEDDER.embed_passages(texts)

    whole = "The systolic target in adults with chronic kidney disease is below 120 mmHg."
    printed = whole.replace(" disease", "\ndisease")
    question = EMBEDDER.embed_question("target")
    (one,) = candidates(hits(printed), question, terms("target"), embed)
    assert (one.text, seen) == (printed, [whole])


def test_no_passages_or_nothing_quotable_give_nothing_and_embed_nothing() -> None:
    def never(_: Sequence[str]) -> Vectors:
        raise AssertionError

    question = EMBEDDER.embed_question("x")
    assert candidates([], question, terms("x"), never) == []
    assert candidates(hits("Too short."), question, terms("x"), never) == []


def test_long_passages_cost_a_bounded_number_of_sentences() -> None:
    text = " ".join(f"The systolic target of group {n} is low." for n in range(MOST_SENTENCES))
    assert len(found(text, text)) == MOST_SENTENCES
