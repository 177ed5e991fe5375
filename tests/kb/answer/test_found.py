"""What the lists know of a question leaves with an export, and is no longer called nothing."""

from __future__ import annotations

import io
import json

from kb.answer.conversations import Exchange, Replay
from kb.answer.export import NOTHING, as_data, as_markdown, as_word, said
from kb.answer.found import NOT_ADVICE, found_lines
from kb.store.conversations import ConversationRow
from kb.types import Answer
from tests.fakes.found import GRADED, REFUSED

ROW = ConversationRow("c1", "Letters", "2026-11-20T09:00:00+00:00", "2026-11-20T09:00:00+00:00", 1)


def exchange(answer: Answer) -> Exchange:
    replay = Replay(writer="extractive", model=None, prompt="1", passages=(), settings={})
    return Exchange(1, "2026-11-20T09:00:00+00:00", answer.question, answer, replay)


def words_of(file: bytes) -> str:
    from docx import Document

    return "\n".join(one.text for one in Document(io.BytesIO(file)).paragraphs)


def test_lines_say_what_letters_stand_for_and_which_codes_are_candidates() -> None:
    assert found_lines(REFUSED) == [
        "HFrEF: heart failure with reduced ejection fraction (cardiology).",
        "I50.20 Unspecified systolic heart failure (billable).",
        "N18.3 Chronic kidney disease, stage 3 (not billable: choose a more specific code).",
        NOT_ADVICE,
    ]
    assert found_lines(GRADED) == []


def test_every_export_has_the_codes_of_a_refusal() -> None:
    text = as_markdown(ROW, [exchange(REFUSED)])
    paper = words_of(as_word(ROW, [exchange(REFUSED)]))
    for exported in (text, paper, said(REFUSED)):
        assert "I50.20 Unspecified systolic heart failure" in exported
        assert REFUSED.answer in exported
        assert NOTHING not in exported
    (turn,) = json.loads(as_data(ROW, [exchange(REFUSED)]))["turns"]
    assert [one["code"] for one in turn["codes"]] == ["I50.20", "N18.3"]
    assert turn["expansions"][0]["short"] == "HFrEF"


def test_every_export_has_the_grade_beside_its_quotation() -> None:
    assert "“Aim below 120 mmHg.” (Class I, LOE A)" in as_markdown(ROW, [exchange(GRADED)])
    assert "“Aim below 120 mmHg.” (Class I, LOE A)" in words_of(as_word(ROW, [exchange(GRADED)]))
    (turn,) = json.loads(as_data(ROW, [exchange(GRADED)]))["turns"]
    assert turn["citations"][0]["grade"] == "Class I, LOE A"
