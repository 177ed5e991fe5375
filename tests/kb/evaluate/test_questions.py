"""Questions with known answers, asked of a real library."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.evaluate.questions import Outcome, Question, QuestionReport, ask_all, auroc, load_questions
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.types import Principal
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

CKD = "Adults with chronic kidney disease should aim for a systolic pressure below 120 mmHg."
ASTHMA = "Inhaled corticosteroids are the mainstay of asthma treatment in adults."
ANSWERED = Question(
    "q1",
    "What systolic pressure should adults with chronic kidney disease aim for?",
    answerable=True,
    document="literature/ckd.pdf",
    page=1,
    quote=CKD,
)
UNANSWERABLE = Question("q2", "How is zanubrutinib dosed?", answerable=False)


@pytest.fixture
def filled(library: Library) -> Library:
    entries = [
        entry(CKD, source="/library/literature/ckd.pdf"),
        entry(ASTHMA, source="/library/literature/asthma.pdf"),
    ]
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(entries)
    library.store.publish([one.id for one in entries])
    return library


def outcome(
    name: str, *, answerable: bool = True, rank: int | None = 1, evidence: float = 0.9, **more: bool
) -> Outcome:
    question = Question(name, f"{name}?", answerable)
    return Outcome(
        question,
        rank,
        answered=more.get("answered", True),
        quoted_first=more.get("quoted_first", True),
        evidence=evidence,
    )


def test_the_passage_that_answers_is_found_and_quoted_and_the_rest_refused(
    filled: Library, principal: Principal
) -> None:
    told: list[int] = []
    report = ask_all(filled, principal, [ANSWERED, UNANSWERABLE], told.append)
    first, second = report.outcomes
    assert (first.rank, first.answered, first.quoted_first) == (1, True, True)
    assert (second.rank, second.answered, second.quoted_first) == (None, False, False)
    assert first.evidence > second.evidence
    assert told == [1, 2]


def test_the_same_words_in_another_document_do_not_count(
    filled: Library, principal: Principal
) -> None:
    elsewhere = Question("q", ANSWERED.question, True, document="asthma.pdf", quote=CKD)
    (found,) = ask_all(filled, principal, [elsewhere]).outcomes
    assert found.rank is None


def test_hyphens_line_ends_and_case_do_not_hide_a_quote(
    filled: Library, principal: Principal
) -> None:
    broken = CKD.upper().replace("SYSTOLIC", "SYS-\nTOLIC")
    question = Question("q", ANSWERED.question, True, document="ckd.pdf", quote=broken)
    (found,) = ask_all(filled, principal, [question]).outcomes
    assert (found.rank, found.quoted_first) == (1, True)


def test_figures_count_and_name_what_went_wrong() -> None:
    figures = QuestionReport(
        (
            outcome("first"),
            outcome("fifth", rank=5, quoted_first=False),
            outcome("sixth", rank=6, evidence=0.4),
            outcome("nowhere", rank=None, answered=False, evidence=0.1, quoted_first=False),
            outcome("refused", answerable=False, rank=None, answered=False, evidence=0.2),
            outcome("claimed", answerable=False, rank=None, evidence=0.9),
        )
    ).figures()
    # auroc: against 0.2 three of the four win, against 0.9 two tie, which is 4 of 8 pairs.
    assert figures == {
        "answerable": 4,
        "unanswerable": 2,
        "passage_in_first_5": 2,
        "passage_first": 1,
        "answer_begins_with_quote": 2,
        "wrongly_refused": 1,
        "rightly_refused": 1,
        "auroc": 0.5,
        "missed": ["sixth", "nowhere"],
        "refused": ["nowhere"],
        "answered_wrongly": ["claimed"],
    }


def test_figures_of_one_side_only_are_still_json() -> None:
    figures = QuestionReport((outcome("first"),)).figures()
    assert figures["auroc"] is None
    json.dumps(figures, allow_nan=False)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.5, 0.1], 0.75),  # won: 0.9 twice, 0.4 once; lost: 0.4 to 0.5
        ([0.9, 0.5], [0.5, 0.1, 0.7], 4.5 / 6),
    ],
)
def test_auroc_is_the_share_of_pairs_won(
    positive: list[float], negative: list[float], expected: float
) -> None:
    assert auroc(positive, negative) == pytest.approx(expected)


def test_auroc_of_nothing_is_not_a_number() -> None:
    assert math.isnan(auroc([], [0.1]))
    assert math.isnan(auroc([0.1], []))


def test_a_question_file_is_read_and_its_lines_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        {
            "id": "a",
            "question": "A?",
            "answerable": True,
            "document": "d",
            "page": 2,
            "quote": "Q.",
        },
        {"question": "B?", "answerable": False, "page": None},
    ]
    file.write_text("\n\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    assert load_questions(file) == [
        Question("a", "A?", True, "d", 2, "Q."),
        Question("3", "B?", False),
    ]


@pytest.mark.parametrize(
    "line", ["not json", '{"question": "A?"}', '{"answerable": true}', "[1]", "3", "null"]
)
def test_a_line_that_is_no_question_is_an_error_with_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "A?", "answerable": false}\n' + line, encoding="utf-8")
    with pytest.raises(KbError, match=r"questions\.jsonl:2 ") as caught:
        load_questions(file)
    assert caught.value.hint
