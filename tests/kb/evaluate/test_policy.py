"""The measure of the policy, and the labelled questions that are shipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kb.answer.policy import classify
from kb.errors import KbError
from kb.evaluate.policy import (
    SECOND,
    TEST,
    TRAIN,
    LabelledQuestion,
    evaluate_policy,
    load_labelled,
    reliability,
)
from kb.types import POLICY_KINDS, PolicyKind


def test_the_sets_hold_every_kind_and_share_no_question() -> None:
    test, second, train = load_labelled(TEST), load_labelled(SECOND), load_labelled(TRAIN)
    assert len(train) >= 600
    assert {one.kind for one in train} == set(POLICY_KINDS)
    for part in (test, second):
        assert len(part) >= 200
        counts = Counter(one.kind for one in part)
        assert set(counts) == set(POLICY_KINDS)
        assert min(counts.values()) >= 20
    asked = [one.question.casefold() for one in (*test, *second, *train)]
    assert len(asked) == len(set(asked))


def test_by_words_alone_the_kinds_are_mostly_told_apart() -> None:
    for part in (TEST, SECOND):
        report = evaluate_policy(load_labelled(part), classify)
        assert report["macro_f1"] > 0.8


def test_confidence_is_set_against_what_was_right() -> None:
    rows = reliability([(0.95, True), (1.0, True), (0.91, False), (0.42, False)])
    assert rows == [
        {"from": 0.4, "to": 0.5, "questions": 1, "confidence": 0.42, "right": 0.0},
        {"from": 0.9, "to": 1.0, "questions": 3, "confidence": 0.9533, "right": 0.6667},
    ]
    assert reliability([]) == []


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
    assert report["calibration_error"] == pytest.approx((0.1 + 0.6 + 0.2) / 3, abs=1e-3)
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
