"""Concepts in the order in which they fit: the best phrase of each, and what speaks for or against it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from kb.terms.matching import Fit
from kb.terms.phrase_index import PhraseIndex
from kb.terms.wording import fold

_CANDIDATES = 240

# Chapters whose codes are seldom meant unless the words say so; categories by their first letter.
_PREGNANT = re.compile(
    r"pregnan|gestation|obstetric|matern|partum|puerper|labou?r|deliver|trimester|birth|natal|abortion"
    r"|miscarr|placent|eclamp|fetal|fetus|afterbirth|childbed|toxa?emia|gravid|lactation|breast ?feed|ectopic|tubal"
)
_NEWBORN = re.compile(
    r"newborn|neonat|infant|baby|prematur|perinatal|preterm|birth|fetal|crib|cot death|congenital"
)
_PENALTIES = {
    "O": 0.09,
    "P": 0.07,
    "V": 0.14,
    "W": 0.1,
    "X": 0.1,
    "Y": 0.1,
    "Z": 0.06,
    "S": 0.01,
    "T": 0.015,
    "Q": 0.005,
}
# "Diabetes" alone is type 2 (E11 includes diabetes NOS); these ask for a cause to be named.
_CAUSED = re.compile(
    r"\b(?:due|secondary|induced|underlying|drug|chemical|steroid|pancrea|other|type)"
)
_CATEGORIES = {"E08": 0.12, "E09": 0.12, "E13": 0.08, "E10": 0.04}
_OTHER = 0.05
_ELSEWHERE = 0.06
# A default that a heading leads to, against a code that says the same by itself.
_LED = 0.985


@dataclass(frozen=True, slots=True)
class Ranked:
    """A concept, its score (0 to about 1), and the phrase and reading that gave it."""

    concept: int
    score: float
    phrase: int
    variant: int
    asked: float


def rank(
    index: PhraseIndex, fit: Fit, text: str, *, only: frozenset[str] | None = None
) -> list[Ranked]:
    """The concepts that fit, the best first. ``only`` keeps categories that begin with one of these."""
    if not len(fit.scores):
        return []
    scores = fit.scores
    if only is not None:
        allowed = np.asarray([category[:3] in only for category in index.categories])
        scores = np.where(allowed[index.concept], scores, 0.0)
    count = min(_CANDIDATES, len(scores))
    best = np.argpartition(-scores, count - 1)[:count]
    plain = fold(text)
    penalties = dict(_PENALTIES)
    if _PREGNANT.search(plain):
        penalties["O"] = -0.01
    if _NEWBORN.search(plain):
        penalties["P"] = -0.005
    if only is not None:
        penalties = {}
    other = "other" in plain
    categories = {} if _CAUSED.search(plain) else _CATEGORIES
    found: dict[int, Ranked] = {}
    for phrase in best:
        score = float(scores[phrase])
        if score <= 0:
            continue
        own = int(index.concept[phrase])
        concept = int(index.defaults[own])
        if concept != own:
            score *= _LED
        score -= penalties.get(index.categories[own][0], 0.0)
        score -= categories.get(index.categories[own], 0.0)
        if index.other[phrase] and not other:
            score -= _ELSEWHERE if "elsewhere" in index.texts[phrase].lower() else _OTHER
        known = found.get(concept)
        if known is None or score > known.score:
            found[concept] = Ranked(
                concept, score, int(phrase), int(fit.which[phrase]), float(fit.asked[phrase])
            )
    return sorted(found.values(), key=lambda one: (-one.score, one.concept))
