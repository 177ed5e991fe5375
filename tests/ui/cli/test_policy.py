"""``kb policy`` and ``kb eval policy``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui.cli.boundary import run
from ui.cli.main import app


def test_one_question_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(app, ["policy", "Can I take ibuprofen with warfarin?", "--words-only", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"kind", "confidence", "action"}
    assert (told["kind"], told["action"]) == ("interaction", "quote_only")


def test_many_questions_keep_their_order_and_a_bad_line_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = tmp_path / "asked.jsonl"
    lines = [
        '{"question": "I want to end my life", "id": 7}',
        "nonsense",
        '{"question": ""}',
        json.dumps({"question": "fever " * 3000}),
    ]
    asked.write_text("\n".join(lines), encoding="utf-8")
    assert run(app, ["policy", "--file", str(asked), "--words-only"]) == 3
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (told[0]["id"], told[0]["kind"]) == (7, "selfharm")
    assert told[1]["line"] == 2
    assert told[2]["kind"] == "out_of_scope"
    assert len(told) == 4


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"   ",
        b"{",
        b"[1, 2]",
        b"null",
        b'"text"',
        b'{"text": "x"}',
        b'{"question": null}',
        b'{"question": 12}',
        b'{"question": ["a"]}',
        b'{"question": "x", "id": NaN}',
        b'{"question": "caf\xe9"}',
        b"[" * 100_000,
        b'{"question": ' + b"9" * 5000 + b"}",
    ],
)
def test_each_line_has_one_answer_and_a_bad_one_is_named_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: bytes
) -> None:
    asked = tmp_path / "asked.jsonl"
    good = b'{"question": "define sepsis"}'
    asked.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join([good, line, good]) + b"\n")
    assert run(app, ["policy", "--file", str(asked), "--words-only"]) == 3
    told = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert [one.get("kind") for one in told] == ["terminology", None, "terminology"]
    assert told[1]["line"] == 2
    assert told[1]["hint"]


@pytest.mark.parametrize(
    "question",
    ["", " ", "\x00\x07 warfarin", "🙂🆘", "a" * 20_000, "\ud800 fever", "line\u2028break", "\n\t"],
)
def test_odd_questions_are_answered_on_one_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"question": question}), encoding="utf-8")
    assert run(app, ["policy", "--file", str(asked), "--words-only"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("\n") == 1
    assert json.loads(shown)["kind"]


def test_an_empty_file_has_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_bytes(b"\n\n")
    assert run(app, ["policy", "--file", str(asked), "--words-only"]) == 0
    assert capsys.readouterr().out == ""


def test_both_test_parts_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, ["eval", "policy", "--words-only"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("macro F1") == 2
    assert shown.count("Labelled as (rows)") == 2
    assert "Second test part" in shown
    assert run(app, ["eval", "policy", "--words-only", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["questions"] != told["second"]["questions"]
    assert told["second"]["reliability"]


def test_a_question_and_a_file_together_are_wrong_use(tmp_path: Path) -> None:
    asked = tmp_path / "asked.jsonl"
    asked.write_text("{}", encoding="utf-8")
    assert run(app, ["policy", "What?", "--file", str(asked)]) == 2
    assert run(app, ["policy"]) == 2


def test_the_report_has_the_figures_of_each_kind_and_the_confusion_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("interaction\twarfarin with amiodarone\nterminology\tdefine sepsis\n")
    assert run(app, ["eval", "policy", str(own), "--words-only"]) == 0
    shown = capsys.readouterr().out
    assert "macro F1" in shown
    assert "Labelled as (rows)" in shown
    assert run(app, ["eval", "policy", str(own), "--words-only", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"] == 2
