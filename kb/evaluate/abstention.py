"""Does the library know what it does not know? Questions whose documents were left out of it.

From a question set in BEIR form every second question loses all of its relevant documents; where those are
relevant to a question that is kept too, that question counts as neither. What is left is built into a
library, and every question is asked: those that kept their documents should be answered, the others
refused.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kb.evaluate.beir import BeirSet
from kb.evaluate.questions import auroc, rounded
from kb.library import Library
from kb.types import Principal


@dataclass(frozen=True, slots=True)
class Split:
    """Ids of the questions that keep their documents, of those that lose them, and what leaves."""

    kept: tuple[str, ...]
    deprived: tuple[str, ...]
    left_out: frozenset[str]


def split(questions: BeirSet) -> Split:
    """Part a set in two by a hash of the question's id, so that every run parts it alike."""
    sides: dict[bool, list[str]] = {False: [], True: []}
    for one in questions.questions:
        sides[blake2b(one.encode(), digest_size=1).digest()[0] % 2 == 1].append(one)
    left_out = frozenset(document for one in sides[True] for document in questions.relevant[one])
    kept = tuple(one for one in sides[False] if not left_out & set(questions.relevant[one]))
    return Split(kept, tuple(sides[True]), left_out)


def write_remaining(corpus: Path, left_out: frozenset[str], target: Path) -> int:
    """Copy a corpus (.jsonl or .jsonl.gz) without some documents; return how many stay."""
    opened = gzip.open if corpus.suffix == ".gz" else open
    kept = 0
    with opened(corpus, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            if line.strip() and str(json.loads(line)["_id"]) not in left_out:
                out.write(line if line.endswith("\n") else f"{line}\n")
                kept += 1
    return kept


def evaluate_abstention(
    library: Library,
    principal: Principal,
    questions: BeirSet,
    parts: Split,
    *,
    tell: Callable[[int], None] = lambda _done: None,
) -> dict[str, Any]:
    """Ask everything with the extractive writer.

    Returns:
        answerable and unanswerable counts; the 2 x 2 of ``answered`` and ``refused`` as counts;
        ``wrongly_refused`` and ``rightly_refused`` as shares; ``auroc`` of the evidence score, and
        ``thresholds``: shares refused of both at other thresholds, for choosing one.
    """
    scores: dict[bool, list[float]] = {True: [], False: []}
    answered = {True: 0, False: 0}
    for number, one in enumerate((*parts.kept, *parts.deprived), start=1):
        answerable = number <= len(parts.kept)
        answer = library.ask(questions.questions[one], principal, writer="extractive")
        scores[answerable].append(answer.evidence)
        answered[answerable] += not answer.abstained
        tell(number)
    return figures(scores, answered)


def figures(scores: dict[bool, list[float]], answered: dict[bool, int]) -> dict[str, Any]:
    """The figures of :func:`evaluate_abstention` from evidence scores by answerable."""
    known, unknown = scores[True], scores[False]
    return {
        "answerable": len(known),
        "unanswerable": len(unknown),
        "answerable_answered": answered[True],
        "answerable_refused": len(known) - answered[True],
        "unanswerable_answered": answered[False],
        "unanswerable_refused": len(unknown) - answered[False],
        "wrongly_refused": rounded(_share(len(known) - answered[True], len(known))),
        "rightly_refused": rounded(_share(len(unknown) - answered[False], len(unknown))),
        "auroc": rounded(auroc(known, unknown)),
        "thresholds": [
            {
                "threshold": threshold,
                "wrongly_refused": rounded(_share(sum(s < threshold for s in known), len(known))),
                "rightly_refused": rounded(
                    _share(sum(s < threshold for s in unknown), len(unknown))
                ),
            }
            for threshold in (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
        ],
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
