"""How well kinds of questions are told apart, on labelled questions."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.types import POLICY_KINDS, PolicyKind

DATA = Path(__file__).parent / "data"
TEST = DATA / "policy_test.tsv"
# Written later, as users type; its head says how.
SECOND = DATA / "policy_second.tsv"
TRAIN = DATA / "policy_train.tsv"
BINS = 10


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and the kind that a person says it is of."""

    kind: PolicyKind
    question: str


def load_labelled(path: Path = TEST) -> list[LabelledQuestion]:
    """Read labelled questions: lines "kind, question" parted by a tab, or JSON objects with both.

    Raises:
        KbError: a line is neither, or its kind is none of the ten.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if line.lstrip().startswith("{"):
                value = json.loads(line)
                kind, question = str(value["kind"]), str(value["question"])
            else:
                kind, question = line.split("\t")
        except (ValueError, KeyError, TypeError) as error:
            raise KbError(
                f"{path}:{number} is not a labelled question.",
                hint='Write {"question": "...", "kind": "..."}, or kind and question parted by a tab.',
            ) from error
        if kind not in POLICY_KINDS:
            raise KbError(
                f"{path}:{number}: there is no kind {kind!r}.",
                hint=f"The kinds are {', '.join(POLICY_KINDS)}.",
            )
        found.append(LabelledQuestion(kind, question))
    return found


def evaluate_policy(
    questions: Sequence[LabelledQuestion],
    classify: Callable[[str], tuple[PolicyKind, float]],
) -> dict[str, Any]:
    """Macro F1, accuracy, each kind's precision, recall and F1, the confusion table, and what went wrong.

    The table's rows are the kinds as labelled, its columns as found. Macro F1 is the mean of the F1 of
    the kinds that occur among the labels. Latency is in milliseconds a question. ``reliability`` sets
    confidence against what was right, by tenths; ``calibration_error`` is their mean distance, weighted by
    questions (expected calibration error; Naeini, Cooper, Hauskrecht, AAAI 2015).
    """
    table = {kind: dict.fromkeys(POLICY_KINDS, 0) for kind in POLICY_KINDS}
    wrong = []
    took = []
    sure = []
    for one in questions:
        began = time.perf_counter()
        kind, confidence = classify(one.question)
        took.append(1000 * (time.perf_counter() - began))
        table[one.kind][kind] += 1
        sure.append((confidence, kind == one.kind))
        if kind != one.kind:
            wrong.append(
                {
                    "question": one.question,
                    "kind": one.kind,
                    "found": kind,
                    "confidence": round(confidence, 4),
                }
            )
    kinds = {kind: _row(table, kind) for kind in POLICY_KINDS if sum(table[kind].values())}
    right = sum(table[kind][kind] for kind in POLICY_KINDS)
    scores = [row["f1"] for row in kinds.values()]
    ordered = sorted(took)
    bins = reliability(sure)
    off = sum(row["questions"] * abs(row["confidence"] - row["right"]) for row in bins)
    return {
        "questions": len(questions),
        "macro_f1": round(sum(scores) / len(scores), 4) if scores else None,
        "accuracy": round(right / len(questions), 4) if questions else None,
        "p50_ms": round(ordered[len(ordered) // 2], 2) if ordered else None,
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2) if ordered else None,
        "kinds": kinds,
        "confusion": table,
        "reliability": bins,
        "calibration_error": round(off / len(questions), 4) if questions else None,
        "wrong": wrong,
    }


def reliability(sure: Sequence[tuple[float, bool]]) -> list[dict[str, float]]:
    """Mean confidence and share of right answers in each tenth of confidence that occurs.

    Args:
        sure: a confidence, 0 to 1, and whether the answer was right.
    """
    rows = []
    for at in range(BINS):
        inside = [one for one in sure if min(int(one[0] * BINS), BINS - 1) == at]
        if inside:
            rows.append(
                {
                    "from": at / BINS,
                    "to": (at + 1) / BINS,
                    "questions": len(inside),
                    "confidence": round(sum(one[0] for one in inside) / len(inside), 4),
                    "right": round(sum(one[1] for one in inside) / len(inside), 4),
                }
            )
    return rows


def _row(table: dict[PolicyKind, dict[PolicyKind, int]], kind: PolicyKind) -> dict[str, float]:
    hit = table[kind][kind]
    labelled = sum(table[kind].values())
    found = sum(row[kind] for row in table.values())
    return {
        "questions": labelled,
        "precision": round(hit / found, 4) if found else 0.0,
        "recall": round(hit / labelled, 4),
        "f1": round(2 * hit / (found + labelled), 4),
    }
