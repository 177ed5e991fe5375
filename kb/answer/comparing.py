"""Which of two things a sentence puts above the other.

'Women fell more often than men' and 'men fell less often than women' say the same, 'men fell more often
than women' the opposite. So a comparison is read as its two sides and a direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.answer.quantities import quantities
from kb.answer.wording import vocabulary

_CONNECTIVE = re.compile(
    r"\b(?:(?P<than>than)(?! (?:or equal|\d+(?:\.\d+)?(?!-)|half|(?:a|one|two|three)[ -](?:third|quarter|fifth|tenth|half)))"
    r"|(?P<plus>superior to|prefer(?:red|able) (?:to|over)|better than|favou?red over|preferred over|exceed(?:s|ed)?)"
    r"|(?P<equal>non-?inferior to|as (?:effective|safe|good) as)|(?P<minus>inferior to)"
    r"|(?P<other>(?:when |as )?compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|relative to))(?=\s)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more|greater|higher|larger|longer|older|faster|better|stronger|safer|superior|increas\w+|rais(?:e|es|ed)"
    r"|improv\w+|elevated|heavier|taller|deeper|earlier)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:less|fewer|lower(?:s|ed|ing)?|smaller|shorter|younger|slower|worse|weaker|(?<!non-)inferior|decreas\w+|reduc\w+"
    r"|declin\w+|worsen\w+|rarer|lighter|later)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"[,;()]|\.\s|\.$|\b(?:but|whereas|while|although|because|if|when|and (?=\w+ (?:was|were|is|are)\b))"
)
_JOINT = re.compile(r";|,?\s(?:whereas|while|but|although)\s|,\sand\s")
_SPEAKS_OF_MORE = re.compile(
    r"\b(?:than|superior|inferior|prefer\w*|better|worse|more|less|fewer|greater"
    r"|higher|lower|best|worst|highest|lowest|most|least|\w{3,}ier|younger|older|longer|shorter|larger|smaller|exceed\w*"
    r"|increas\w+|reduc\w+|decreas\w+)\b",
    re.IGNORECASE,
)


NOT_BELOW = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """``left`` is above (+1), below (-1) or not below (2) ``right``; 0 where the words do not say."""

    left: frozenset[str]
    right: frozenset[str]
    direction: int


def comparisons(text: str) -> list[Compared]:
    """The comparisons of a text, in order, at most one a clause."""
    return [found for clause in _clauses(text) if (found := _read(clause)) is not None]


def _clauses(text: str) -> Iterator[str]:
    start = 0
    for joint in _JOINT.finditer(text):
        yield text[start : joint.start()]
        start = joint.end()
    yield text[start:]


def _read(clause: str) -> Compared | None:
    found = _CONNECTIVE.search(clause)
    if found is None:
        return None
    end = _END.search(clause, found.end())
    stop = end.start() if end else len(clause)
    rest = clause[: found.start()]
    if not vocabulary(rest):
        # 'Compared with B, A lowered it.'
        rest = clause[stop:]
    right, left = vocabulary(clause[found.end() : stop]), vocabulary(rest)
    if not right or not left:
        return None
    if found["equal"]:
        direction = NOT_BELOW
    elif found["plus"] or found["minus"]:
        direction = 1 if found["plus"] else -1
    else:
        more, less = bool(_MORE.search(rest)), bool(_LESS.search(rest))
        direction = int(more) - int(less)
    return Compared(left, right, direction)


def turned(claim: str, source: str) -> bool:
    """Whether every comparison of ``source`` that has the claim's two sides has them the other way."""
    theirs = comparisons(source)
    for mine in comparisons(claim):
        if not mine.direction:
            continue
        standings = [standing for one in theirs if (standing := _standing(mine, one))]
        if standings and all(standing < 0 for standing in standings):
            return True
    return False


def agrees_turned(claim: str, source: str) -> bool:
    """Whether ``claim`` says a comparison of ``source`` from the other side: 'less' for 'more'."""
    theirs = comparisons(source)
    return any(
        mine.direction and one.direction == -mine.direction and _crossed(mine, one)
        for mine in comparisons(claim)
        for one in theirs
    )


def _standing(mine: Compared, other: Compared) -> int:
    """+1 where both say the same of the same two sides, -1 the opposite, 0 where one cannot tell."""
    if not other.direction:
        return 0
    same = mine.direction == other.direction
    if _crossed(mine, other):
        return -1 if same else 1
    if _aligned(mine, other):
        return 1 if same else -1
    return 0


def _crossed(mine: Compared, other: Compared) -> bool:
    return bool((mine.left - mine.right) & (other.right - other.left)) and bool(
        (mine.right - mine.left) & (other.left - other.right)
    )


def _aligned(mine: Compared, other: Compared) -> bool:
    return bool((mine.right - mine.left) & (other.right - other.left)) and bool(
        (mine.left - mine.right) & (other.left - other.right)
    )


def unstated(claim: str, source: str) -> bool:
    """Whether ``claim`` puts one thing above another and ``source`` compares nothing.

    Where the claim has the two numbers, they may say it: '12% with one and 3% with the other'.
    """
    said = [one for one in comparisons(claim) if one.direction]
    return bool(said) and not _SPEAKS_OF_MORE.search(source) and not said_by_numbers(claim)


def said_by_numbers(claim: str) -> bool:
    """Whether the claim's own first two numbers of one kind stand as its comparison says."""
    said = [one for one in comparisons(claim) if one.direction in (1, -1)]
    singles = [one for one in quantities(claim) if one.shape == "single"]
    if not said or len(singles) < 2 or singles[0].unit != singles[1].unit:
        return False
    first, second = singles[0].values[0], singles[1].values[0]
    return first != second and (1 if first > second else -1) == said[0].direction
