"""What the lists know of a question of terminology, in lines: what letters stand for, and codes."""

from __future__ import annotations

from kb.types import Answer, AnswerCode

NOT_ADVICE = "Candidates to check in the code list, not billing advice."


def found_anything(answer: Answer) -> bool:
    """Whether the lists have anything for the question of an answer."""
    return bool(answer.codes or answer.expansions)


def billable(code: AnswerCode) -> str:
    """Whether a code is complete, in words."""
    return "Billable" if code.billable else "Not billable: choose a more specific code"


def why(code: AnswerCode) -> str:
    """The words that led to a code: ``Matched: iron, deficiency``."""
    return f"Matched: {', '.join(code.matched)}" if code.matched else ""


def found_lines(answer: Answer) -> list[str]:
    """A line for each expansion and each code, and that the codes are candidates; for an export."""
    lines = [f"{one.short}: {one.long} ({one.field})." for one in answer.expansions]
    lines += [f"{one.code} {one.title} ({billable(one).lower()})." for one in answer.codes]
    return [*lines, NOT_ADVICE] if answer.codes else lines
