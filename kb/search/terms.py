"""How much each term of a question weighs in this library, and how much of them a text covers."""

from __future__ import annotations

import math
from collections.abc import Collection as AnyOf
from dataclasses import dataclass

from kb.search.query import Query, Term
from kb.store.database import Database
from kb.text.words import words


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """A term, its weight, and in how many passages it stands."""

    term: Term
    weight: float
    passages: int


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The terms of a question with their weights."""

    weighed: tuple[WeighedTerm, ...]

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return sum(one.weight for one in self.weighed)

    def coverage(self, found: AnyOf[str]) -> float:
        """The share of the question's weight, 0 to 1, that a text with these stems covers."""
        if not self.total:
            return 0.0
        return sum(one.weight * one.term.found_in(found) for one in self.weighed) / self.total


def weigh_terms(database: Database, query: Query, passages: int) -> QuestionTerms:
    """Weigh a question's terms by ``ln(1 + (N - df + 0.5) / (df + 0.5))``.

    That is BM25's inverse document frequency (Robertson and Zaragoza 2009), kept positive. ``df`` counts
    the passages that hold the term in any of its ways; ``passages`` is N.
    """
    weighed = []
    for term in query.terms:
        expression = " OR ".join(
            f'"{" ".join(words(phrase))}"' for phrase in term.phrases if words(phrase)
        )
        if not expression:
            continue
        (count,) = database.connection.execute(
            "SELECT count(*) FROM passages_text WHERE passages_text MATCH ?", (expression,)
        ).fetchone()
        df = min(int(count), passages)
        weight = math.log(1 + (passages - df + 0.5) / (df + 0.5))
        weighed.append(WeighedTerm(term, weight, df))
    return QuestionTerms(tuple(weighed))
