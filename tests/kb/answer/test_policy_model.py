"""The two linear models behind the policy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.answer.policy_features import features, plain, signs
from kb.answer.policy_model import (
    MEANING,
    WORDS,
    Linear,
    meaning_model,
    probabilities,
    read_weights,
    write_weights,
)
from kb.types import POLICY_KINDS
from tests.fakes.embedder import FakeEmbedder

QUESTION = "Does exercise help in heart failure?"


class _Trained(FakeEmbedder):
    """Says that it is the model that the weights were trained with."""

    @property
    def fingerprint(self) -> str:
        return f"{meaning_model().model}-int8.1"


def test_the_probabilities_of_all_kinds_sum_to_one() -> None:
    chances = probabilities(QUESTION)
    assert chances.shape == (len(POLICY_KINDS),)
    assert chances.sum() == pytest.approx(1.0, abs=1e-5)


def test_another_embedding_model_changes_nothing() -> None:
    assert np.array_equal(probabilities(QUESTION), probabilities(QUESTION, FakeEmbedder()))


def test_the_embedding_model_it_was_trained_with_counts() -> None:
    trained = _Trained(dimension=meaning_model().weights.shape[0])
    assert not np.allclose(probabilities(QUESTION), probabilities(QUESTION, trained))


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    table = np.zeros((2, len(POLICY_KINDS)), dtype=np.float32)
    table[0, 3], table[1, 9] = 1.25, -0.5
    linear = Linear("model-x", {"w:a": 0, "b:a <drug>": 1}, table)
    write_weights(tmp_path / "w.tsv", linear)
    found = read_weights(tmp_path / "w.tsv")
    assert (found.model, found.rows) == ("model-x", linear.rows)
    assert np.array_equal(found.weights, table)


def test_the_weights_that_are_shipped_are_small() -> None:
    assert WORDS.stat().st_size + MEANING.stat().st_size < 500_000


def test_a_medicine_that_no_list_holds_is_known_by_its_stem() -> None:
    assert signs("zarolimumab with imatinib") == ("<drug> with <drug>", 2)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("child of 12 kg", "child of <weight>"),
        ("7 mg/kg daily", "<perkg> daily"),
        ("a 72-year-old", "a <age>"),
        ("e11.9 or j45.909", "<code> or <code>"),
        ("50 mg twice", "<amount> twice"),
        ("in 2021", "in <year>"),
    ],
)
def test_quantities_are_replaced_by_what_they_are(text: str, masked: str) -> None:
    assert signs(text)[0] == masked


def test_a_body_that_issues_guidelines_is_known_by_its_name() -> None:
    assert (
        signs("what do kdigo and the aasld recommend")[0]
        == "what do <body> and the <body> recommend"
    )
    assert signs("albumin, acr 30, figo stage ii")[0].count("<body>") == 0


@pytest.mark.parametrize(
    ("text", "grave"),
    [
        ("bp 60/30, stridor", True),
        ("desaturating to 70%", True),
        ("gcs 5 on arrival", True),
        ("bp 128/78", False),
        ("target saturation 88-92%", False),
        ("gcs 14", False),
        ("blood pressure of 85 patients", False),
    ],
)
def test_a_vital_sign_of_somebody_in_danger_is_a_sign(text: str, grave: bool) -> None:
    assert ("cue:grave" in features(text)) is grave


def test_of_a_long_text_its_beginning_and_its_end_are_read() -> None:
    text = plain(f"first {'middle ' * 2000}last")
    assert text.startswith("first")
    assert text.endswith("last")
    assert len(text) < 2000


def test_no_words_are_no_features() -> None:
    assert features("") == []
