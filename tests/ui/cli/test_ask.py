import json

import pytest

from kb.access.local import local_principal
from kb.answer.events import Done
from kb.errors import ModelUnavailable
from kb.types import Filters
from tests.fakes.answers import with_weak_sentence
from tests.fakes.samples import TARGET
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
    plain = either.stream

    def stream(*args, **kwargs):
        for event in plain(*args, **kwargs):
            yield Done(with_weak_sentence(event.answer)) if isinstance(event, Done) else event

    monkeypatch.setattr(either, "stream", stream)
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


# -- conversations ------------------------------------------------------------------------------

FOLLOW_UP = "And in children?"
READ = f"{QUESTION[:-1]}: {FOLLOW_UP}"


def asked(kb, *words):
    ended = kb("ask", *words, "--json")
    assert ended.status == 0, ended.err
    return json.loads(ended.out)


def test_nothing_is_kept_unless_it_is_asked_for(either, kb):
    assert asked(kb, QUESTION)["conversation"] is None
    assert "Kept" not in kb("ask", QUESTION).out
    assert either.conversations.all(local_principal()) == []


def test_a_kept_answer_says_how_to_go_on(either, kb):
    out = kb("ask", QUESTION, "--keep").out
    (row,) = either.conversations.all(local_principal())
    assert out.endswith(f'\nKept. To go on:\nkb ask --conversation {row.id} "..."\n')


def test_a_follow_up_is_read_with_the_question_before_and_says_so(either, kb):
    begun = asked(kb, QUESTION, "--keep")["conversation"]
    answer = asked(kb, FOLLOW_UP, "--conversation", begun)
    assert either.asked[-1][0] == READ
    assert (answer["question"], answer["typed"]) == (READ, FOLLOW_UP)
    assert answer["conversation"] == begun
    out = " ".join(kb("ask", "Why?", "--continue").out.split())
    assert out.startswith(f"Read together with the question before: “{READ[:-1]}: Why?”.")
    assert out.count("Read together") == 1
    assert begun in out
    (row,) = either.conversations.all(local_principal())
    assert row.turns == 3


def test_an_abstention_says_how_it_was_read_once(either, kb):
    asked(kb, "How is sodium measured?", "--keep")
    out = " ".join(kb("ask", FOLLOW_UP, "--continue").out.split())
    assert "No passage in the library answers this." in out
    assert out.count("Read together") == 1


def test_the_conversation_asked_in_last_is_gone_on_with(either, kb):
    first = asked(kb, QUESTION, "--keep")["conversation"]
    second = asked(kb, "Should dietary sodium stay low?", "--keep")["conversation"]
    assert asked(kb, FOLLOW_UP, "--continue")["conversation"] == second
    asked(kb, FOLLOW_UP, "--conversation", first)
    assert asked(kb, FOLLOW_UP, "--continue")["conversation"] == first


def test_without_a_conversation_there_is_nothing_to_go_on_with(either, kb):
    ended = kb("ask", QUESTION, "--continue")
    assert ended.status == 1
    assert "no conversation to go on with" in ended.err
    assert either.asked == []
    assert asked(kb, QUESTION, "--continue", "--keep")["conversation"] is not None


@pytest.mark.parametrize("wrong", ["", "0123456789ab", "' OR 1=1", "../x", "é"])
def test_a_conversation_that_is_not_there_is_told_before_anything_is_asked(either, kb, wrong):
    ended = kb("ask", QUESTION, "--conversation", wrong)
    assert ended.status == 1
    assert "There is no conversation" in ended.err
    assert either.asked == []


@pytest.mark.parametrize(
    "words",
    [
        ("--file", "in.jsonl", "--keep"),
        ("--file", "in.jsonl", "--continue"),
        ("--file", "in.jsonl", "--conversation", "0123456789ab"),
        ("a question", "--continue", "--conversation", "0123456789ab"),
    ],
)
def test_what_cannot_be_kept_together_is_wrong_use(here, kb, words):
    ended = kb("ask", *words)
    assert ended.status == 2
    assert here.asked == []


def test_an_answer_broken_off_with_ctrl_c_is_not_kept(here, kb, monkeypatch):
    def interrupted(self, text):
        if text.startswith("Writing"):
            raise KeyboardInterrupt

    monkeypatch.setattr("ui.cli.status.Status.say", interrupted)
    assert kb("ask", QUESTION, "--keep").status == 130
    assert here.conversations.all(local_principal()) == []
