"""How much each word of a question weighs in this library, and how much of them a text covers."""

from __future__ import annotations

import math
from collections.abc import Collection as AnyOf
from dataclasses import dataclass

from kb.store.database import Database
from kb.text.stems import stem, stems
from kb.text.words import content_words


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The stems of a question's content words, with their inverse document frequencies."""

    weights: dict[str, float]
    frequencies: dict[str, int]

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return sum(self.weights.values())

    def coverage(self, found: AnyOf[str]) -> float:
        """The share of the question's weight, 0 to 1, whose stems are among ``found``."""
        if not self.total:
            return 0.0
        return sum(weight for term, weight in self.weights.items() if term in found) / self.total

    def coverage_of(self, text: str) -> float:
        """The share of the question's weight that a text covers."""
        return self.coverage(stems(text))


def question_terms(database: Database, question: str, passages: int) -> QuestionTerms:
    """Weigh a question's words by ``ln(1 + (N - df + 0.5) / (df + 0.5))``.

    That is BM25's inverse document frequency (Robertson and Zaragoza 2009), kept positive. ``df`` is
    counted in the full-text index; ``passages`` is N.
    """
    weights: dict[str, float] = {}
    frequencies: dict[str, int] = {}
    for word in content_words(question):
        root = stem(word)
        if root in weights:
            continue
        (count,) = database.connection.execute(
            "SELECT count(*) FROM passages_text WHERE passages_text MATCH ?",
            ('"' + word.replace('"', "") + '"',),
        ).fetchone()
        df = min(int(count), passages)
        frequencies[root] = df
        weights[root] = math.log(1 + (passages - df + 0.5) / (df + 0.5))
    return QuestionTerms(weights, frequencies)
