"""What finding codes gives: codes with why they were found, and findings of a sentence with theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.terms.context import Context


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A code that words may mean.

    Attributes:
        score: 0 to 1, comparable within one question.
        matched: the words that led here, and what they were taken for ("MS = multiple sclerosis").
        missing: short questions ("which eye?") whose answers lead to a more specific code.
    """

    code: str
    description: str
    score: float
    billable: bool
    matched: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a sentence: ``words`` as written at ``text[start:end]``, and its codes."""

    words: str
    codes: tuple[CodeMatch, ...]
    context: Context = "present"
    start: int = 0
    end: int = 0


def varied(matches: Sequence[CodeMatch]) -> list[CodeMatch]:
    """Matches with those behind that are not the first of their category among them.

    Where nothing fits well, other diseases are worth more than further kinds of a doubtful one.
    """
    shown: set[str] = set()
    kept: list[CodeMatch] = []
    behind: list[CodeMatch] = []
    for match in matches:
        (behind if match.code[:3] in shown else kept).append(match)
        shown.add(match.code[:3])
    return [*kept, *behind]


def falling(matches: Sequence[CodeMatch]) -> list[CodeMatch]:
    """Matches in their order, with scores that never rise."""
    result: list[CodeMatch] = []
    for match in matches:
        ceiling = result[-1].score if result else 1.0
        result.append(match if match.score <= ceiling else replace(match, score=ceiling))
    return result
