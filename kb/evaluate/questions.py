"""A set of questions, each with the sentence that answers it or marked as unanswerable.

The form is that of ``corpora/questions.jsonl``: one JSON object a line with ``question``,
``answerable``, and for answerable ones ``document`` (the end of the source's path), ``page`` and
``quote`` (the sentence, verbatim).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.library import Library
from kb.types import Answer, Hit, Principal

TOP = 5
_UNLIKE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its answer."""

    id: str
    question: str
    answerable: bool
    document: str = ""
    page: int = 0
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the library made of one question. ``rank`` is of the passage that holds the quote."""

    question: Question
    rank: int | None
    answered: bool
    quoted_first: bool
    evidence: float


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """All outcomes, and the figures they come to."""

    outcomes: tuple[Outcome, ...] = field(repr=False)

    def figures(self) -> dict[str, Any]:
        """Counts, and the questions that went wrong by id."""
        answerable = [one for one in self.outcomes if one.question.answerable]
        others = [one for one in self.outcomes if not one.question.answerable]
        found = [one for one in answerable if one.rank is not None and one.rank <= TOP]
        refused = [one for one in answerable if not one.answered]
        return {
            "answerable": len(answerable),
            "unanswerable": len(others),
            "passage_in_first_5": len(found),
            "passage_first": sum(one.rank == 1 for one in answerable),
            "answer_begins_with_quote": sum(one.quoted_first for one in answerable),
            "wrongly_refused": len(refused),
            "rightly_refused": sum(not one.answered for one in others),
            "auroc": rounded(
                auroc([one.evidence for one in answerable], [one.evidence for one in others])
            ),
            "missed": [one.question.id for one in answerable if one not in found],
            "refused": [one.question.id for one in refused],
            "answered_wrongly": [one.question.id for one in others if one.answered],
        }


def load_questions(path: Path) -> list[Question]:
    """Read a question file.

    Raises:
        KbError: a line is not a question.
    """
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            questions.append(
                Question(
                    id=str(value.get("id", number)),
                    question=str(value["question"]),
                    answerable=bool(value["answerable"]),
                    document=str(value.get("document", "")),
                    page=int(value.get("page") or 0),
                    quote=str(value.get("quote", "")),
                )
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise KbError(
                f"{path}:{number} is not a question ({error}).",
                hint="Each line needs question and answerable, and a quote where it is answerable.",
            ) from error
    return questions


def ask_all(
    library: Library,
    principal: Principal,
    questions: Iterable[Question],
    progress: Callable[[int], None] | None = None,
) -> QuestionReport:
    """Search for and answer every question with the extractive writer."""
    outcomes = []
    for number, question in enumerate(questions, start=1):
        hits = library.search(question.question, principal, k=20)
        answer = library.ask(question.question, principal, writer="extractive")
        outcomes.append(
            Outcome(
                question=question,
                rank=_rank(hits, question),
                answered=not answer.abstained,
                quoted_first=_quoted_first(answer, question),
                evidence=answer.evidence,
            )
        )
        if progress is not None:
            progress(number)
    return QuestionReport(tuple(outcomes))


def auroc(positive: list[float], negative: list[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half (Hanley, McNeil 1982).

    NaN where one side is empty.
    """
    if not positive or not negative:
        return float("nan")
    wins = sum(
        1.0 if high > low else 0.5 if high == low else 0.0 for high in positive for low in negative
    )
    return wins / (len(positive) * len(negative))


def rounded(value: float) -> float | None:
    """Four places, or nothing where there is no value: JSON knows no NaN."""
    return None if math.isnan(value) else round(value, 4)


def plain(text: str) -> str:
    """A text reduced to its letters and digits, so that hyphens and line ends do not matter."""
    return _UNLIKE.sub("", text).casefold()


def _rank(hits: list[Hit], question: Question) -> int | None:
    if not question.quote:
        return None
    wanted = plain(question.quote)
    for hit in hits:
        if hit.document.source.endswith(question.document) and wanted in plain(hit.passage.text):
            return hit.rank
    return None


def _quoted_first(answer: Answer, question: Question) -> bool:
    if not question.quote or not answer.citations:
        return False
    given, wanted = plain(answer.citations[0].quote), plain(question.quote)
    return wanted in given or given in wanted
