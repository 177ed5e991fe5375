"""Is there evidence? A calibrated score over what was retrieved, on which abstention rests.

A logistic function of three measures of the retrieved sentences and passages. Its coefficients were
fitted by ``kb eval abstain --fit`` on questions whose answering documents were in the library, and the
same questions with those documents left out; see docs/decisions/0008-abstention.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.candidates import Candidate
from kb.search.terms import QuestionTerms
from kb.text.stems import stems
from kb.types import Hit

TOP_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class EvidenceFeatures:
    """What the score is made of; each between 0 and 1 (cosines may fall a little below 0).

    ``passage_cosine``: of the nearest passage. ``sentence_cosine``: of the nearest sentence.
    ``coverage``: the question's weight covered by one passage, at best. ``rarest``: whether that
    passage holds the question's rarest word.
    """

    passage_cosine: float
    sentence_cosine: float
    coverage: float
    rarest: float

    def vector(self) -> tuple[float, ...]:
        """The features in the order of the coefficients."""
        return (self.passage_cosine, self.sentence_cosine, self.coverage, self.rarest)


COEFFICIENTS = (5.0, 4.0, 4.0, 1.0)
INTERCEPT = -7.5


def features(
    hits: Sequence[Hit], candidates: Sequence[Candidate], terms: QuestionTerms
) -> EvidenceFeatures:
    """Measure what was retrieved for a question."""
    top = hits[:TOP_PASSAGES]
    rarest = max(terms.weighed, key=lambda one: one.weight, default=None)
    best_coverage, best_rarest = 0.0, 0.0
    for hit in top:
        found = stems(" ".join((hit.document.title, hit.passage.section or "", hit.passage.text)))
        coverage = terms.coverage(found)
        if coverage > best_coverage:
            best_coverage = coverage
            best_rarest = rarest.term.found_in(found) if rarest else 0.0
    return EvidenceFeatures(
        passage_cosine=max((hit.dense_score or 0.0 for hit in hits), default=0.0),
        sentence_cosine=max((one.cosine for one in candidates), default=0.0),
        coverage=best_coverage,
        rarest=best_rarest,
    )


def score(measured: EvidenceFeatures) -> float:
    """The evidence score, 0 to 1: the chance that the library holds an answer."""
    total = INTERCEPT + sum(
        weight * value for weight, value in zip(COEFFICIENTS, measured.vector(), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-total))
