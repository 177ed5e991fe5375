import json

import pytest

from kb.errors import ModelUnavailable
from kb.types import Filters
from tests.fakes.library import TARGET, with_weak_sentence
from ui.cli.commands.ask import STANDING_NOTE

QUESTION = "Which systolic pressure suits adults with chronic kidney disease?"


def test_an_answer_shows_its_marks_and_what_each_stands_for(either, kb):
    ended = kb("ask", QUESTION)
    assert ended.status == 0
    flat = " ".join(ended.out.split())
    assert f"{TARGET} [1]" in flat
    assert (
        "Smith JA, Roe R. Blood pressure in chronic kidney disease [sample]. "
        "Sample J Nephrol. 2021;12. doi:10.0000/sample.1" in flat
    )
    assert f"[1] p. 1 · Recommendations: “{TARGET}”" in flat
    assert "no language model" in flat
    assert "sentences: 1 quoted" in flat
    assert STANDING_NOTE in flat


def test_json_is_the_whole_answer(either, kb):
    answer = json.loads(kb("ask", QUESTION, "--json").out)
    assert answer["question"] == QUESTION
    assert answer["abstained"] is False
    assert answer["citations"][0]["quote"] == TARGET
    assert answer["citations"][0]["document"]["id"] == "d1"


def test_an_abstention_shows_where_was_searched_and_what_came_nearest(either, kb):
    ended = kb("ask", "How is sodium measured?")
    assert ended.status == 0
    assert "No passage in the library answers this." in ended.out
    assert "Searched: 3 passages, 2 documents." in ended.out
    assert "Dietary sodium should stay" in ended.out


def test_filters_and_writer_reach_the_library(either, kb):
    words = ("--collection", "literature", "--document", "d1", "--year-from", "2000")
    kb("ask", QUESTION, "--json", "--writer", "extractive", *words, "--year-to", "2024")
    assert either.asked[-1] == (
        QUESTION,
        Filters(("literature",), ("d1",), 2000, 2024),
        "extractive",
    )


def test_what_is_not_supported_is_said(either, kb, monkeypatch):
    plain = either.ask
    monkeypatch.setattr(either, "ask", lambda *a, **k: with_weak_sentence(plain(*a, **k)))
    flat = " ".join(kb("ask", QUESTION).out.split())
    assert "Not supported by what it cites: “Aim for 110 mmHg.” (not in the source: 110)" in flat
    assert "Written by qwen3:4b (Ollama)" in flat
    assert "1 quoted, 1 unsupported" in flat
    assert "The model stopped early." in flat


def test_no_line_is_wider_than_80_columns_and_nothing_is_coloured_when_piped(either, kb):
    out = kb("ask", QUESTION).out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "\x1b" not in out


def test_a_failure_is_a_sentence_and_a_hint_on_standard_error(either, kb):
    either.fails_with = ModelUnavailable("No model answers.", hint="Start it: ollama serve")
    ended = kb("ask", QUESTION)
    assert ended.status == 1
    assert ended.out == ""
    assert ended.err.splitlines()[-2:] == ["No model answers.", "Start it: ollama serve"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("a question", "--file", "in.jsonl"),
        ("  ",),
        ("a", "--writer", "gpt"),
        ("a", "--collection", "all"),
        ("a", "--year-from", "soon"),
        ("a", "--year-from", "2020", "--year-to", "2010"),
        ("--file", "/nowhere/in.jsonl"),
    ],
)
def test_wrong_use_ends_with_2(here, kb, words):
    ended = kb("ask", *words)
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err


def test_a_file_of_questions_gives_one_answer_a_line(either, kb, tmp_path):
    file = tmp_path / "in.jsonl"
    file.write_text(
        "".join(json.dumps({"id": f"q{n}", "question": QUESTION}) + "\n" for n in range(3))
    )
    ended = kb("ask", "--file", str(file))
    assert ended.status == 0
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["q0", "q1", "q2"]
    assert all(answer["answer"].startswith(TARGET) for answer in answers)


def test_a_bad_line_costs_only_itself(either, kb, tmp_path):
    file = tmp_path / "in.jsonl"
    good = json.dumps({"question": QUESTION})
    file.write_text(f'{good}\nnot json\n{{"question": 3}}\n[1]\n\n{good}\n')
    ended = kb("ask", "--file", str(file), "--json")
    assert ended.status == 3
    lines = [json.loads(line) for line in ended.out.splitlines()]
    assert ["error" in line for line in lines] == [False, True, True, True, False]
    assert lines[1]["line"] == 2
    assert "3 lines of 5 failed" in ended.err


def test_questions_can_come_from_standard_input(here, kb, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"question": QUESTION})))
    assert json.loads(kb("ask", "--file", "-").out)["question"] == QUESTION
