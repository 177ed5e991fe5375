"""Is there evidence? A score over what was retrieved, on which abstention rests, and its reasons.

First come two findings that no nearness can outweigh: the question names a drug, disease or procedure
that the library never mentions, or it asks about children, pregnancy or animals and the passages that
come nearest do not. Otherwise the score is a logistic function of how near the passages and sentences
are and how much of the question they cover. How it was fitted and what it reaches:
docs/decisions/0008-abstention.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.candidates import Candidate
from kb.lexicon.populations import populations
from kb.search.terms import QuestionTerms
from kb.text.stems import stems
from kb.types import Hit

TOP_PASSAGES = 5
TOP_SENTENCES = 3

# Slopes fitted on PubMedQA questions with and without their abstracts in the library; the intercept on
# the sample library's questions, which are shorter than titles.
PASSAGE_NEARNESS, SENTENCE_NEARNESS = 8.2, 4.6
PASSAGE_COVERAGE, SENTENCE_COVERAGE = 7.6, 2.6
INTERCEPT = -8.4
# A question with a reason against it scores this share of what it would: always too little, but still in order.
REFUSED = 0.05

POPULATION_WORDS = {
    "child": "children",
    "pregnancy": "pregnancy or breastfeeding",
    "animal": "animals",
    "laboratory animal": "laboratory animals",
}


@dataclass(frozen=True, slots=True)
class EvidenceMeasure:
    """``score`` is 0 to 1; ``reasons`` are sentences that say why there is none."""

    score: float
    reasons: tuple[str, ...] = ()


def measure(
    question: str,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    terms: QuestionTerms,
) -> EvidenceMeasure:
    """Measure what was retrieved for a question.

    Nearness is a cosine to the question, coverage the share of the question's weight: of the nearest
    passage and sentence, and of the passage and sentence that cover most.
    """
    texts = [
        " ".join((hit.document.title, hit.passage.section or "", hit.passage.text))
        for hit in hits[:TOP_PASSAGES]
    ]
    found = [stems(text) for text in texts]
    total = (
        PASSAGE_NEARNESS * max((hit.dense_score or 0.0 for hit in hits), default=0.0)
        + SENTENCE_NEARNESS * max((one.cosine for one in candidates), default=0.0)
        + PASSAGE_COVERAGE * max((terms.coverage(one) for one in found), default=0.0)
        + SENTENCE_COVERAGE * (candidates[0].coverage if candidates else 0.0)
    )
    score = 1.0 / (1.0 + math.exp(-(total + INTERCEPT)))
    reasons = [*_unmentioned(terms, found), *_other_population(question, candidates)]
    if reasons:
        score *= REFUSED
    return EvidenceMeasure(score, tuple(reasons))


def _unmentioned(terms: QuestionTerms, found: Sequence[frozenset[str]]) -> list[str]:
    missing = [
        one.term.phrases[0]
        for one in terms.weighed
        if one.term.named
        and one.passages == 0
        and not any(one.term.found_in(text) for text in found)
    ]
    return [f"The library does not mention {_listed(missing)}."] if missing else []


def _other_population(question: str, candidates: Sequence[Candidate]) -> list[str]:
    asked = populations(question)
    if not asked:
        return []
    nearest = " ".join(
        " ".join((one.hit.document.title, one.hit.passage.section or "", one.hit.passage.text))
        for one in candidates[:TOP_SENTENCES]
    )
    missing = [POPULATION_WORDS.get(one, one) for one in sorted(asked - populations(nearest))]
    return [f"The nearest passages are not about {_listed(missing)}."] if missing else []


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
