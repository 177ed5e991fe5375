"""The writer that needs no model: the sentences that best answer, verbatim, each with its citation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.candidates import Candidate
from kb.answer.citing import cite
from kb.types import Citation, Sentence

# A further sentence must come this close to the best one's score, and differ this much from each chosen.
NEAR_BEST = 0.78
SAME_COSINE = 0.92

# The source's own reference marks, which would read like this answer's citations.
_MARKS = re.compile(r"\s?\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]")


def choose(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """The best sentence, and up to ``most`` in all that come near it and say something else."""
    chosen: list[Candidate] = []
    for one in candidates:
        if len(chosen) == most:
            break
        if chosen and one.score < NEAR_BEST * chosen[0].score:
            break
        if all(float(one.vector @ other.vector) < SAME_COSINE for other in chosen):
            chosen.append(one)
    return chosen


def quote(number: int, candidate: Candidate) -> Citation:
    """The citation of a chosen sentence."""
    hit = candidate.hit
    return cite(number, hit.document, hit.passage, candidate.start, candidate.end)


def write(chosen: Sequence[Candidate]) -> tuple[list[Sentence], list[Citation]]:
    """The answer's sentences and citations, in the order chosen."""
    citations = [quote(number, one) for number, one in enumerate(chosen, start=1)]
    sentences = [
        Sentence(text=shown(one.text), state="quoted", citations=(number,))
        for number, one in enumerate(chosen, start=1)
    ]
    return sentences, citations


def shown(text: str) -> str:
    """A quoted sentence as the answer shows it: on one line, without its source's reference marks."""
    return " ".join(_MARKS.sub("", text).split())
