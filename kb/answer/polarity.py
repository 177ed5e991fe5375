"""Whether two texts about the same thing say the opposite.

A sentence that has all the words of its source and one 'not' more or less is the worst error a model can
make, and the one that counting shared words cannot see. So the part of the source that speaks of the same
thing is found (a whole sentence; a side of a contrast such as 'but'; a main clause without its 'if'), and
there the number of negations (odd or even), a list of opposites ('increase' and 'reduce') and the two
sides of a comparison ('A is preferred to B') must agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from kb.text.stems import stems

FEWEST_SHARED = 2
LEAST_SHARE = 0.5
"""A part of the source speaks of the same thing from this share of the sentence's words on."""
NEARLY_BEST = 0.1

_CONTRAST = re.compile(
    r";|(?:^|[,.\s(])(?:but|although|though|however|whereas|while|unless|except)\b", re.IGNORECASE
)
_EXCEPTION = re.compile(r"\W*(?:except|unless)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|because|since|as (?:it|they|this|these)|without|who|which|where)\b[^,;]*,?",
    re.IGNORECASE,
)
_NOT_NEGATIONS = re.compile(
    r"\bnot only\b|\bwhether or not\b|\b(?:no|not) (?:more|less|fewer|later|lower|higher|longer) than\b"
    r"|\bnot exceed(?:ing)?\b|\bno\. ?\d|\bif not\b|\bnot (?:above|below|over)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nobody|nothing|lack(?:s|ed|ing)?|absen(?:t|ce)"
    r"|avoid\w*|contra-?indicat\w*|discourag\w*|refrain\w*|inadvisable|unlikely|rather than|instead of"
    r"|fail(?:s|ed)? to|free of|unnecessary|inappropriate|unsuitable)\b|n['’]t\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"\b(?:less|more|fewer|greater|higher|lower) than\b"
    r"|\b(?:or|and) (?:less|more|fewer|greater|higher|lower|above|below|later|older|younger)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:prefer(?:red|able)? (?:over|to)|superior to|inferior to|instead of|rather than|before|after"
    r"|(?:more|less)(?: \w+)? than|(?:better|worse|higher|lower|greater|safer) than)\b",
    re.IGNORECASE,
)


def _family(*beginnings: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(beginnings)})", re.IGNORECASE)


_OPPOSITES = (
    (
        _family("increas", "rais(?:e|ing)", "rise", "rising", "rose\\b", "higher", "elevat", "greater"),
        _family("decreas", "reduc", "lower", "fall", "fell\\b", "declin", "diminish"),
    ),
    (_family("start", "initiat", "begin", "began", "commenc"), _family("stop", "discontinu", "withdraw", "withh")),
    (_family("before\\b", "prior to\\b"), _family("after\\b", "following\\b")),
    (_family("improv", "benefit", "better\\b"), _family("worsen", "harm", "deteriorat", "worse\\b")),
    (_family("superior"), _family("inferior")),
    (_family("safe\\b", "safer\\b", "safely\\b"), _family("unsafe", "dangerous", "harmful")),
    (_family("effective"), _family("ineffective")),
    (_family("significant"), _family("insignificant", "non-?significant")),
    (_family("common\\b", "frequent"), _family("rare\\b", "rarely\\b", "uncommon", "infrequent")),
    (_family("acute\\b"), _family("chronic\\b")),
    (_family("hyper(?=[a-z]{4})"), _family("hypo(?=[a-z]{4})")),
    (_family("less severe", "mild"), _family("more severe")),
    (_family("men\\b", "male"), _family("women\\b", "female")),
    (_family("systolic"), _family("diastolic")),
)  # fmt: skip


def disagrees(sentence: str, sources: Sequence[str]) -> bool:
    """Whether ``sentence`` says the opposite of the part of ``sources`` that speaks of the same thing.

    Args:
        sentence: one sentence, without citation marks.
        sources: sentences that it may rest on.
    """
    if _any_opposed([sentence], list(sources), _swapped):
        return True
    sides = [_sides(source) for source in sources]
    mine = _sides(sentence)
    if _any_opposed(mine, [side for each in sides for side in each], _swapped):
        return True
    if any(_crosses(part, each) for part in mine for each in sides if len(each) > 1):
        return True
    clauses = [clause for each in sides for side in each for clause in _clauses(side)]
    own = [clause for part in mine for clause in _clauses(part)]
    return _any_opposed(own, clauses, _negated)


def negations(text: str) -> int:
    """How many negations the text holds; 'no more than' and 'not only' are none."""
    return len(_NEGATION.findall(_NOT_NEGATIONS.sub(" ", text)))


def _sides(text: str) -> list[str]:
    """The text, cut where a contrast begins."""
    cuts = [0, *(match.start() for match in _CONTRAST.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if text[start:end].strip()]


def _clauses(text: str) -> list[str]:
    """The main clause, then its subordinate ones ('if ...', 'because ...')."""
    main = _SUBORDINATE.sub(" ", text)
    return [main, *(match[0] for match in _SUBORDINATE.finditer(text))]


def _any_opposed(
    parts: Sequence[str], pieces: Sequence[str], opposed: Callable[[str, str], bool]
) -> bool:
    """Whether one of ``parts`` is opposed to every piece that speaks of the same thing."""
    words = [(stems(piece), piece) for piece in pieces]
    for part in parts:
        own = stems(part)
        most = max((len(own & theirs) for theirs, _ in words), default=0)
        if most < FEWEST_SHARED or most < LEAST_SHARE * len(own):
            continue
        least = most - NEARLY_BEST * len(own)
        if all(opposed(part, piece) for theirs, piece in words if len(own & theirs) >= least):
            return True
    return False


def _negated(part: str, piece: str) -> bool:
    return negations(part) % 2 != negations(piece) % 2


def _swapped(part: str, piece: str) -> bool:
    """Whether an opposite or a comparison stands the other way round."""
    if _reversed(part, piece):
        return True
    mine, theirs = _COMPARING.sub(" ", part), _COMPARING.sub(" ", piece)
    for one, other in _OPPOSITES:
        here = bool(one.search(mine)), bool(other.search(mine))
        there = bool(one.search(theirs)), bool(other.search(theirs))
        # Only one side in each, and not the same one; a negation between them makes it right again.
        if here[0] != here[1] and there == (here[1], here[0]) and not _negated(part, piece):
            return True
    return False


def _reversed(part: str, piece: str) -> bool:
    """'B is preferred to A' for 'A is preferred to B'."""
    mine, theirs = _AGAINST.search(part), _AGAINST.search(piece)
    if not mine or not theirs or mine[0].lower() != theirs[0].lower():
        return False
    left, right = stems(part[: mine.start()]), stems(part[mine.end() :])
    their_left, their_right = stems(piece[: theirs.start()]), stems(piece[theirs.end() :])
    return bool((left - right) & (their_right - their_left)) and bool(
        (right - left) & (their_left - their_right)
    )


def _crosses(part: str, sides: Sequence[str]) -> bool:
    """Whether a sentence joins one side of a contrast to what the other, opposite side says."""
    own = stems(part)
    words = [stems(side) for side in sides]
    shared = [len(own & theirs) for theirs in words]
    best = shared.index(max(shared))
    if shared[best] < max(FEWEST_SHARED, LEAST_SHARE * len(own)):
        return False
    missing = own - words[best]
    return any(
        missing & theirs
        and (_EXCEPTION.match(side) or (_negated(sides[best], side) and _negated(part, side)))
        for side, theirs in zip(sides, words, strict=True)
        if side != sides[best]
    )
