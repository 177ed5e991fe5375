"""``python -m kb.evaluate.train_policy``: learn the policy's weights from the labelled questions.

Two softmax regressions with an L2 penalty, one over the words' features and one over the sentence vectors of the
default embedding model. As there are fewer questions than features, the weights are sums of the questions'
own features (the representer theorem), so that training needs only the questions' inner products.
With ``--cross-validate`` nothing is written and the figures of five folds are printed.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from kb.answer.policy_features import features
from kb.answer.policy_model import (
    MEANING,
    MEANING_SHARE,
    SHARPNESS,
    WORDS,
    Linear,
    weight_of,
    write_weights,
)
from kb.evaluate.policy import TRAIN, LabelledQuestion, evaluate_policy, load_labelled
from kb.store.rows import Vectors
from kb.types import POLICY_KINDS, PolicyKind

# Each is the best of 0.02, 0.05 and 0.12 in cross-validation, with little between them.
PENALTY_OF_WORDS = 0.02
PENALTY_OF_MEANING = 0.05
STEPS = 250
FEWEST_QUESTIONS = 2
MOST_FEATURES = 8000
FOLDS = 5


def main(arguments: Sequence[str]) -> int:
    """Train and write the weights, or cross-validate; return the exit status."""
    questions = load_labelled(TRAIN)
    kinds = np.array([POLICY_KINDS.index(one.kind) for one in questions])
    fingerprint, vectors = _vectors([one.question for one in questions])
    rows, table = _table(questions)
    if "--cross-validate" in arguments:
        _print_folds(questions, kinds, table, vectors)
        return 0
    # Once with every feature, to see which matter, and again with those.
    first = table.T @ _fit(table @ table.T, kinds, PENALTY_OF_WORDS)
    kept = np.sort(np.argsort(-np.abs(first).max(axis=1), kind="stable")[:MOST_FEATURES])
    names = [list(rows)[int(at)] for at in kept]
    table = _normalised(table[:, kept])
    weights = table.T @ _fit(table @ table.T, kinds, PENALTY_OF_WORDS)
    write_weights(WORDS, Linear("", {name: at for at, name in enumerate(names)}, weights))
    weights = vectors.T @ _fit(vectors @ vectors.T, kinds, PENALTY_OF_MEANING)
    order = {f"v{at}": at for at in range(weights.shape[0])}
    write_weights(MEANING, Linear(fingerprint, order, weights))
    print(f"{len(questions)} questions, {len(names)} features of words", file=sys.stderr)
    return 0


def _vectors(texts: Sequence[str]) -> tuple[str, Vectors]:
    """The default model's content hash, and unit vectors of the texts, shape (texts, dimension)."""
    from kb.offline import go_offline
    from kb.search.embedder import OnnxEmbedder
    from kb.settings import Settings

    go_offline()
    settings = Settings.load()
    embedder = OnnxEmbedder(settings.embedding, settings.model_cache)
    return embedder.model.fingerprint, np.stack([embedder.embed_question(text) for text in texts])


def _table(questions: Sequence[LabelledQuestion]) -> tuple[dict[str, int], Vectors]:
    """The features that several questions have, and each question's, brought to length 1."""
    found = [features(one.question) for one in questions]
    counts = Counter(name for names in found for name in names)
    kept = sorted(name for name, count in counts.items() if count >= FEWEST_QUESTIONS)
    rows = {name: at for at, name in enumerate(kept)}
    table = np.zeros((len(found), len(rows)), dtype=np.float32)
    for at, names in enumerate(found):
        for name in names:
            if name in rows:
                table[at, rows[name]] = weight_of(name)
    return rows, _normalised(table)


def _normalised(table: Vectors) -> Vectors:
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    result: Vectors = table / np.maximum(lengths, 1e-9)
    return result


def _fit(products: Vectors, kinds: Vectors, penalty: float) -> Vectors:
    """How much of each question goes into each kind's weights, shape (questions, kinds).

    Gradient descent with Nesterov's momentum on the penalised cross-entropy; the step is the inverse
    of the curvature's bound, so that there is nothing to set.
    """
    wanted = np.eye(len(POLICY_KINDS), dtype=np.float32)[kinds]
    step = 1.0 / (0.5 * _largest_eigenvalue(products) + penalty)
    parts = ahead = np.zeros_like(wanted)
    momentum = 1.0
    for _ in range(STEPS):
        error = _softmax(products @ ahead) - wanted
        moved = ahead - step * (error + penalty * ahead)
        following = (1.0 + np.sqrt(1.0 + 4.0 * momentum**2)) / 2.0
        ahead = moved + (momentum - 1.0) / following * (moved - parts)
        parts, momentum = moved, following
    result: Vectors = parts.astype(np.float32)
    return result


def _largest_eigenvalue(products: Vectors) -> float:
    vector = np.ones(products.shape[0], dtype=products.dtype)
    size = 1.0
    for _ in range(40):
        vector = products @ vector
        size = float(np.linalg.norm(vector))
        vector = vector / size
    return size


def _softmax(scores: Any) -> Vectors:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Vectors = powers / powers.sum(axis=1, keepdims=True)
    return result


def _print_folds(
    questions: Sequence[LabelledQuestion], kinds: Vectors, table: Vectors, vectors: Vectors
) -> None:
    """Macro F1 of words alone, of meaning alone and of both, each question judged by the others' weights."""
    folds = _folds(kinds)
    logs = {}
    parts_of = (("words", table, PENALTY_OF_WORDS), ("meaning", vectors, PENALTY_OF_MEANING))
    for name, given, penalty in parts_of:
        products = given @ given.T
        logs[name] = np.zeros((len(questions), len(POLICY_KINDS)), dtype=np.float32)
        for fold in range(FOLDS):
            others, own = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            parts = _fit(products[np.ix_(others, others)], kinds[others], penalty)
            logs[name][own] = np.log(_softmax(products[np.ix_(own, others)] @ parts) + 1e-9)
    logs["both"] = logs["words"] + MEANING_SHARE * logs["meaning"]
    logs["both"] *= SHARPNESS
    for name, scores in logs.items():
        chances = _softmax(scores)
        found: dict[str, tuple[PolicyKind, float]] = {
            one.question: (POLICY_KINDS[int(row.argmax())], float(row.max()))
            for one, row in zip(questions, chances, strict=True)
        }
        report = evaluate_policy(questions, found.__getitem__)
        each = ", ".join(f"{kind} {row['f1']:.3f}" for kind, row in report["kinds"].items())
        off = report["calibration_error"]
        print(f"{name:<8} macro F1 {report['macro_f1']:.4f}, calibration off by {off:.3f} ({each})")


def _folds(kinds: Vectors) -> Vectors:
    """A fold for each question, evenly within each kind."""
    chance = np.random.default_rng(1)
    folds = np.zeros(len(kinds), dtype=int)
    for kind in range(len(POLICY_KINDS)):
        places = np.flatnonzero(kinds == kind)
        chance.shuffle(places)
        folds[places] = np.arange(len(places)) % FOLDS
    return folds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
