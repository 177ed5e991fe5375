"""How likely each kind of question is: two linear models, one over words, one over meaning.

Both are softmax regressions, trained by :mod:`kb.evaluate.train_policy`; their log-probabilities are added. The
one over meaning needs the sentence vectors of the model it was trained with, and is left out without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from kb.answer.policy_features import DATA, features
from kb.store.rows import Vectors
from kb.types import POLICY_KINDS

WORDS = DATA / "words.tsv"
MEANING = DATA / "meaning.tsv"
# Weights are kept as whole hundredths: a small file, and no measurable loss.
SCALE = 100.0
# How much the model over meaning counts beside that over words; see docs/decisions/0015-policy.md.
MEANING_SHARE = 0.8
# The two judge the same question, so that their sum is surer than it is right: both of cross-validation.
SHARPNESS = 0.8
# What a feature weighs before the question's features are brought to length 1, by the mark in its name.
MARKS: dict[str, float] = {
    "w": 1.0,
    "b": 1.0,
    "t": 1.0,
    "c": 0.5,
    "cue": 1.5,
    "medicines": 1.5,
    "length": 0.5,
    "clinical": 1.5,
    "share": 1.5,
}


class Meaning(Protocol):
    """What is needed of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its precision."""

    def embed_question(self, text: str) -> Vectors:
        """A unit vector, shape (dimension,)."""


@dataclass(frozen=True)
class Linear:
    """Weights, shape (features, kinds); ``rows`` says which feature has which row."""

    model: str
    rows: dict[str, int]
    weights: Vectors


def weight_of(name: str) -> float:
    """What a feature weighs, by the mark before its colon."""
    return MARKS[name.partition(":")[0]]


def read_weights(path: Path) -> Linear:
    """Read a file of :func:`write_weights`."""
    model = ""
    names: list[str] = []
    values: list[list[int]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# model\t"):
            model = line.split("\t")[1]
        elif line and not line.startswith("# "):
            name, *numbers = line.split("\t")
            names.append(name)
            values.append([int(number) for number in numbers])
    table = np.asarray(values, dtype=np.float32).reshape(-1, len(POLICY_KINDS)) / SCALE
    return Linear(model, {name: row for row, name in enumerate(names)}, table)


def write_weights(path: Path, linear: Linear) -> None:
    """Write weights as one line a feature: its name, then whole hundredths in the order of the kinds."""
    lines = ["# name\t" + "\t".join(POLICY_KINDS)]
    if linear.model:
        lines.append(f"# model\t{linear.model}")
    table = np.rint(linear.weights * SCALE).astype(int)
    lines += [
        "\t".join([name, *(str(value) for value in table[row])])
        for name, row in linear.rows.items()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@lru_cache(maxsize=1)
def words_model() -> Linear:
    """The model over words, read when first needed."""
    return read_weights(WORDS)


@lru_cache(maxsize=1)
def meaning_model() -> Linear:
    """The model over meaning, read when first needed."""
    return read_weights(MEANING)


def probabilities(question: str, meaning: Meaning | None = None) -> Vectors:
    """The probability of each kind, in the order of ``POLICY_KINDS``; they sum to 1."""
    scores = _log_softmax(_by_words(question))
    if meaning is not None:
        linear = meaning_model()
        if meaning.fingerprint.startswith(linear.model):
            vector = meaning.embed_question(question)
            scores = scores + MEANING_SHARE * _log_softmax(vector @ linear.weights)
            scores *= SHARPNESS
    return np.exp(_log_softmax(scores))


def _by_words(question: str) -> Vectors:
    linear = words_model()
    rows, weights = [], []
    for name in features(question):
        row = linear.rows.get(name)
        if row is not None:
            rows.append(row)
            weights.append(weight_of(name))
    if not rows:
        return np.zeros(len(POLICY_KINDS), dtype=np.float32)
    given = np.asarray(weights, dtype=np.float32)
    scores: Vectors = (given / np.linalg.norm(given)) @ linear.weights[rows]
    return scores


def _log_softmax(scores: Vectors) -> Vectors:
    high = scores - scores.max()
    result: Vectors = high - np.log(np.exp(high).sum())
    return result
