"""The measure of the policy, and the labelled questions that are shipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kb.answer.policy import classify
from kb.errors import KbError
from kb.evaluate.policy import TEST, TRAIN, LabelledQuestion, evaluate_policy, load_labelled
from kb.types import POLICY_KINDS, PolicyKind


def test_the_sets_hold_every_kind_and_share_no_question() -> None:
    test, train = load_labelled(TEST), load_labelled(TRAIN)
    assert len(test) >= 200
    assert len(train) >= 600
    assert min(Counter(one.kind for one in test).values()) >= 20
    assert {one.kind for one in test} == {one.kind for one in train} == set(POLICY_KINDS)
    asked = [one.question.casefold() for one in (*test, *train)]
    assert len(asked) == len(set(asked))


def test_by_words_alone_the_kinds_are_mostly_told_apart() -> None:
    report = evaluate_policy(load_labelled(), classify)
    assert report["macro_f1"] > 0.8


def test_the_figures_are_those_of_the_confusion_table() -> None:
    asked = [
        LabelledQuestion("literature", "a"),
        LabelledQuestion("literature", "b"),
        LabelledQuestion("dosing", "c"),
    ]
    found: dict[str, tuple[PolicyKind, float]] = {
        "a": ("literature", 0.9),
        "b": ("dosing", 0.6),
        "c": ("dosing", 0.8),
    }
    report = evaluate_policy(asked, found.__getitem__)
    assert report["confusion"]["literature"]["dosing"] == 1
    assert report["kinds"]["dosing"] == {
        "questions": 1,
        "precision": 0.5,
        "recall": 1.0,
        "f1": pytest.approx(0.6667),
    }
    assert report["macro_f1"] == pytest.approx(0.6667)
    assert report["wrong"] == [
        {"question": "b", "kind": "literature", "found": "dosing", "confidence": 0.6}
    ]


def test_a_set_of_ones_own_may_be_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"question": "What is I10?", "kind": "terminology"}\n\n', encoding="utf-8")
    assert load_labelled(path) == [LabelledQuestion("terminology", "What is I10?")]


@pytest.mark.parametrize(
    "line", ["no tab here", '{"question": "x"}', "poetry\tWhat rhymes?", "{not json}", "[1, 2]"]
)
def test_a_line_that_is_no_labelled_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(f"# comment\n{line}\n", encoding="utf-8")
    with pytest.raises(KbError, match=":2"):
        load_labelled(path)
