"""A model is shown what fits into its context, and nothing of that is left to the server to cut."""

from __future__ import annotations

import json

import pytest

from kb.answer import prompts
from kb.answer.budget import answer_tokens, fit, tokens_at_most
from kb.answer.structured import schema
from kb.errors import ModelUnavailable
from kb.settings import ModelSettings
from tests.fakes.passages import hits

QUESTION = "What is the target?"


def settings(window: int, most: int = 500) -> ModelSettings:
    return ModelSettings(context_window=window, max_tokens=most)


def long(sentences: int, word: str = "word") -> str:
    return " ".join(f"Sentence {n} says {word}." for n in range(sentences))


def test_all_passages_are_shown_where_there_is_room() -> None:
    found = hits(*(long(20) for _ in range(8)))
    assert fit(settings(8192, 700), QUESTION, found) == tuple(found)


def test_what_does_not_fit_is_left_out_from_the_end() -> None:
    found = hits(*(long(40) for _ in range(10)))
    shown = fit(settings(3000), QUESTION, found)
    assert 1 < len(shown) < 10
    assert [one.passage.id for one in shown] == [one.passage.id for one in found[: len(shown)]]


@pytest.mark.parametrize("window", [2048, 3000, 8192, 32768])
@pytest.mark.parametrize("word", ["word", "130/80", "Глюкоза", "血糖"])
@pytest.mark.parametrize("structured", [True, False])
def test_prompt_schema_and_answer_together_stay_within_the_context(
    window: int, word: str, structured: bool
) -> None:
    given = settings(window).model_copy(update={"structured": structured})
    shown = fit(given, QUESTION * 5, hits(*(long(30, word) for _ in range(30))))
    asked = prompts.question_prompt(
        QUESTION * 5, prompts.numbered(shown), structured=structured, fault=prompts.NOT_HELD
    )
    system = prompts.SYSTEM_STRUCTURED if structured else prompts.SYSTEM
    form = json.dumps(schema(len(shown))) if structured else ""
    used = sum(tokens_at_most(part) for part in (system, asked, form))
    assert used + answer_tokens(given) <= window


def test_a_passage_that_is_too_long_is_cut_at_a_sentence() -> None:
    (found,) = hits(long(2000))
    (shown,) = fit(settings(2048), QUESTION, [found])
    text = shown.passage.text
    assert 100 < len(text) < len(found.passage.text)
    assert found.passage.text.startswith(text)
    assert text.endswith("word.")
    assert shown.passage.start == found.passage.start


def test_one_long_passage_does_not_drive_out_the_others() -> None:
    found = hits(long(2000), "Short and good.")
    first, second = fit(settings(2048), QUESTION, found)
    assert len(first.passage.text) < len(found[0].passage.text)
    assert second == found[1]


def test_a_passage_of_which_no_sentence_fits_is_left_out() -> None:
    found = hits("word " * 20_000, "Short and good.")
    assert fit(settings(2048), QUESTION, found) == (found[1],)


def test_a_context_too_small_for_any_passage_is_told_with_the_setting() -> None:
    with pytest.raises(ModelUnavailable, match="1024 tokens") as caught:
        fit(settings(1024), "Why? " * 400, hits("Short and good."))
    assert "KB_MODEL__CONTEXT_WINDOW" in caught.value.hint


def test_no_hits_need_no_room() -> None:
    assert fit(settings(1024), "Why? " * 400, []) == ()


def test_an_answer_takes_a_third_of_the_context_at_most() -> None:
    assert answer_tokens(settings(8192, 700)) == 700
    assert answer_tokens(settings(1024, 700)) == 341


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("130/80", 6), ("≥", 1), ("血糖", 2), ("Глюкоза", 4), ("naïve", 2)],
)
def test_no_text_is_counted_for_less_than_it_costs(text: str, tokens: int) -> None:
    assert tokens_at_most(text) >= tokens
