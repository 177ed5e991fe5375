"""Every citation is made in one place, and carries the grade that its source prints with the sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer.citing import cite
from kb.answer.conversations import dump_answer, load_answer
from kb.answer.verify import ledger
from kb.text.sentences import sentence_spans
from kb.types import Answer, DocumentInfo, Metadata, Passage
from tests.fakes.passages import document, hits, passage

GRADED = (
    "Blood pressure is measured in both arms. Adults with chronic kidney disease should aim for a systolic "
    "pressure below 120 mmHg (2B). Diuretics are added where needed."
)


def guideline(one: DocumentInfo) -> DocumentInfo:
    return replace(one, metadata=replace(one.metadata, type="guideline"))


def second(one: Passage) -> tuple[int, int]:
    return sentence_spans(one.text)[1]


def test_a_guideline_s_sentence_carries_its_grade() -> None:
    cited = cite(3, guideline(document()), passage(GRADED), *second(passage(GRADED)))
    assert cited.grade == "2B"
    assert cited.quote.startswith("Adults with chronic kidney disease")
    assert GRADED[cited.start - 1000 : cited.end - 1000] == cited.quote
    assert [box.y0 for box in cited.boxes] == [112]
    assert (cited.n, cited.page) == (3, 3)


def test_its_neighbours_carry_none() -> None:
    one = passage(GRADED)
    for span in (sentence_spans(GRADED)[0], sentence_spans(GRADED)[2]):
        assert cite(1, guideline(document()), one, *span).grade is None


def test_a_section_of_recommendations_counts_as_a_guideline_s_text() -> None:
    one = replace(passage(GRADED), kind="recommendations")
    assert cite(1, document(), one, *second(one)).grade == "2B"
    assert cite(1, document(), passage(GRADED), *second(one)).grade is None


def test_a_patient_s_notes_have_no_grades() -> None:
    text = "Review is recommended (Class I, Level of Evidence: A)."
    note = replace(document(), collection="records")
    assert cite(1, document(), passage(text), 0, len(text)).grade is not None
    assert cite(1, note, passage(text), 0, len(text)).grade is None


def test_a_passage_without_lines_is_cited_by_its_page() -> None:
    bare = replace(passage(GRADED), lines=())
    cited = cite(1, document(), bare, *second(bare))
    assert (cited.page, cited.boxes) == (3, ())


def test_a_model_s_sentence_gets_the_grade_of_the_sentence_it_rests_on() -> None:
    found = tuple(replace(hit, document=guideline(hit.document)) for hit in hits(GRADED))
    text = "In chronic kidney disease the systolic pressure should be below 120 mmHg [1]."
    _, citations = ledger(text, found)
    assert [one.grade for one in citations] == ["2B"]


@pytest.mark.parametrize("field", ["grade", "codes", "expansions"])
def test_answers_that_were_kept_before_there_were_grades_and_codes_still_load(field: str) -> None:
    cited = cite(1, guideline(document()), passage(GRADED), *second(passage(GRADED)))
    answer = Answer("Which?", False, "x", "extractive", None, (), (cited,), (), 0.9)
    assert load_answer(dump_answer(answer)) == answer
    plain = replace(answer, citations=(replace(cited, grade=None),))
    kept = dump_answer(plain).replace(f', "{field}": null', "").replace(f', "{field}": []', "")
    assert f'"{field}"' not in kept
    assert load_answer(kept) == plain


def test_an_unknown_type_is_no_guideline() -> None:
    unknown = replace(document(), metadata=Metadata())
    assert cite(1, unknown, passage(GRADED), *second(passage(GRADED))).grade is None
