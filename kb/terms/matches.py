"""What finding codes gives: codes with why they were found, and findings of a sentence with theirs."""

from __future__ import annotations

from dataclasses import dataclass

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
