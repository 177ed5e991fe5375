"""Whether two texts about the same thing say the opposite.

A sentence that has all the words of its source and one 'not' more or less is the worst error a model can
make, and the one that counting shared words cannot see. Both texts are cut where a contrast begins ('but',
'whereas', ';'), the part of the source that carries the sentence best is found, and then the number of
negations (odd or even) and a list of opposites ('increase' and 'reduce') must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from kb.text.stems import stems

FEWEST_SHARED = 2
LEAST_SHARE = 0.5
"""A part of the source speaks of the same thing from this share of the sentence's words on."""
NEARLY_BEST = 0.1

_CONTRAST = re.compile(
    r";|(?:^|[,.\s(])(?:but|although|though|however|whereas|while|unless|except)\b", re.IGNORECASE
)
_NOT_NEGATIONS = re.compile(
    r"\bnot only\b|\bwhether or not\b|\b(?:no|not) (?:more|less|fewer|later|lower|higher|longer) than\b"
    r"|\bnot exceed(?:ing)?\b|\bno\. ?\d|\bif not\b|\bnot (?:above|below|over)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nothing|lack(?:s|ed|ing)?|absen(?:t|ce)"
    r"|avoid\w*|contra-?indicat\w*|discourag\w*|refrain\w*|inadvisable|unlikely|rather than|instead of"
    r"|fail(?:s|ed)? to|free of|unnecessary|inappropriate|unsuitable)\b|n['’]t\b",
    re.IGNORECASE,
)
_COMPARING = re.compile(r"\b(?:less|more|fewer|greater|higher|lower) than\b", re.IGNORECASE)


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
    (_family("men\\b", "male"), _family("women\\b", "female")),
    (_family("systolic"), _family("diastolic")),
)  # fmt: skip


def disagrees(sentence: str, sources: Iterable[str]) -> bool:
    """Whether a part of ``sentence`` says the opposite of the part of ``sources`` that carries it.

    Args:
        sentence: one sentence, without citation marks.
        sources: sentences that it may rest on.
    """
    pieces = [(piece, stems(piece)) for source in sources for piece in _pieces(source)]
    return any(_contradicted(part, pieces) for part in _pieces(sentence))


def negations(text: str) -> int:
    """How many negations the text holds; 'no more than' and 'not only' are none."""
    return len(_NEGATION.findall(_NOT_NEGATIONS.sub(" ", text)))


def _pieces(text: str) -> list[str]:
    """The text, cut where a contrast begins."""
    cuts = [0, *(match.start() for match in _CONTRAST.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def _contradicted(part: str, pieces: list[tuple[str, frozenset[str]]]) -> bool:
    own = stems(part)
    shared = [(len(own & theirs), piece) for piece, theirs in pieces]
    most = max((count for count, _ in shared), default=0)
    if most < FEWEST_SHARED or most < LEAST_SHARE * len(own):
        return False
    near = [piece for count, piece in shared if count >= most - NEARLY_BEST * len(own)]
    return all(_opposed(part, piece) for piece in near)


def _opposed(part: str, piece: str) -> bool:
    if negations(part) % 2 != negations(piece) % 2:
        return True
    mine, theirs = _COMPARING.sub(" ", part), _COMPARING.sub(" ", piece)
    return any(_swapped(mine, theirs, one, other) for one, other in _OPPOSITES)


def _swapped(mine: str, theirs: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether ``mine`` has only one side of an opposite and ``theirs`` only the other."""
    here = bool(one.search(mine)), bool(other.search(mine))
    there = bool(one.search(theirs)), bool(other.search(theirs))
    return here[0] != here[1] and there == (here[1], here[0])
