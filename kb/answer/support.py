"""Support for thinking about a diagnosis: what works say about the findings, work by work.

Nothing is ranked by how likely it is. A sentence counts for what it does: it speaks of findings of the question,
or it speaks of such a finding as absent, rare or excluding. What that means for a patient is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.candidates import Candidate
from kb.answer.extractive import NEAR_BEST, SAME_COSINE
from kb.answer.polarity import negations
from kb.types import PolicyGroup

MOST_WORKS = 6
MOST_SENTENCES_A_WORK = 3
# Sentences that share no word with the question's findings are not about them.
LEAST_COVERAGE = 0.05

_AGAINST = re.compile(
    r"\b(?:unlikely|uncommon|rare(?:ly)?|seldom|exclud\w+|rul\w+ out|argues? against|makes? .{0,30} unlikely"
    r"|atypical|unusual|spared?|sparing)\b",
    re.IGNORECASE,
)


def works(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """The sentences that speak of the findings, by work, works in the order that search found them.

    Candidates come best first; a sentence is taken as :func:`kb.answer.extractive.choose` would take it.
    """
    if not candidates:
        return []
    least = NEAR_BEST * candidates[0].score
    found: dict[str, list[Candidate]] = {}
    for one in candidates:
        if one.score < least or one.coverage < LEAST_COVERAGE:
            continue
        taken = found.setdefault(one.hit.document.id, [])
        if len(taken) < MOST_SENTENCES_A_WORK and all(
            float(one.vector @ other.vector) < SAME_COSINE for other in taken
        ):
            taken.append(one)
    ordered = sorted(found.values(), key=lambda taken: min(one.hit.rank for one in taken))
    return ordered[:MOST_WORKS]


def groups(chosen: Sequence[Sequence[Candidate]]) -> tuple[PolicyGroup, ...]:
    """The works' sentences as indices into the answer, which has them in the same order."""
    found = []
    at = 0
    for taken in chosen:
        places = range(at, at + len(taken))
        at += len(taken)
        against = {place for place, one in zip(places, taken, strict=True) if _against(one.text)}
        document = taken[0].hit.document
        found.append(
            PolicyGroup(
                title=document.title,
                year=document.metadata.year,
                mention=tuple(place for place in places if place not in against),
                against=tuple(place for place in places if place in against),
            )
        )
    return tuple(found)


def _against(text: str) -> bool:
    return negations(text) > 0 or bool(_AGAINST.search(text))
