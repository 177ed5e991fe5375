"""`kb ask` shows codes and expansions before what came near, and a grade beside its quotation."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from kb.types import as_json
from tests.fakes.found import GRADED, REFUSED
from ui.cli.commands.ask import show_answer
from ui.cli.paper import Paper

if TYPE_CHECKING:
    from kb.types import Answer
    from ui.api.answer_forms import AnswerForm


def shown(answer: Answer) -> str:
    out = io.StringIO()
    show_answer(Paper(out, columns=100, colour=False), cast("AnswerForm", as_json(answer)))
    return out.getvalue()


def test_codes_and_expansions_are_written_out() -> None:
    text = shown(REFUSED)
    assert "HFrEF: heart failure with reduced ejection fraction (cardiology)" in text
    assert "I50.20    Unspecified systolic heart failure" in text
    assert "Matched: HFrEF" in text
    assert "Not billable: choose a more specific code" in text
    assert "no passage in the library answers it." in " ".join(text.split())


def test_an_answer_without_them_is_as_before() -> None:
    text = shown(GRADED)
    assert "ICD-10-CM" not in text
    assert "Stands for" not in text


def test_the_grade_stands_beside_the_place() -> None:
    assert "p. 3 · Class I, LOE A: “Aim below 120 mmHg.”" in shown(GRADED)
