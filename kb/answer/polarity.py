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

from kb.answer.comparing import agrees_turned, turned
from kb.text.stems import stems
from kb.text.words import WORD

FEWEST_SHARED = 2
LEAST_SHARE = 0.5
"""A part of the source speaks of the same thing from this share of the sentence's words on."""
NEARLY_BEST = 0.1

_CONTRAST = re.compile(
    r";|(?:^|[,.\s(])(?:but|although|though|however|whereas|while|unless|except)\b", re.IGNORECASE
)
_ELLIPTIC = re.compile(
    r"\W*(?:but|and|or|although|though) (?:not|neither|no)\b(?! (?:was|were|is|did|does))",
    re.IGNORECASE,
)
_FINE = re.compile(rf"{_CONTRAST.pattern}|,\s(?:and|or)\b", re.IGNORECASE)
_EXCEPTION = re.compile(r"\W*(?:except|unless)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|because|since|as (?:it|they|this|these)|who|which|where)\b[^,;]*,?"
    r"|\bwithout(?: [\w-]+){1,3},?",
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
    r"|fail(?:s|ed)? to|den(?:y|ies|ied)|free of|unchanged|unaltered|unaffected|unproven|unnecessary|inappropriate|unsuitable)\b|n['’]t\b",
    re.IGNORECASE,
)
# Before a number these compare amounts, which the number guard reads.
_COMPARING = re.compile(
    r"\b(?:less|more|fewer|greater|higher|lower|older|younger|longer|shorter) than(?=\W*\d)"
    r"|\b(?:or|and) (?:less|more|fewer|greater|higher|lower|above|below|later|older|younger)\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"\b(?:before|after)\b", re.IGNORECASE)
_BOUND = re.compile(
    r"[,;:()]|\b(?:and|but|whereas|while|although|if|when|unless|because)\b", re.IGNORECASE
)
_HARDLY = re.compile(
    r"(?<!a )\b(?:few|little|limited|scarce|sparse|hardly|scarcely|barely|rarely|seldom)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\b(?:without|lacking|free of|free from|in the absence of|(?:with|ha(?:s|ve|d)|having) no(?! (?:effect|evidence"
    r"|difference|association|benefit|impact|significant|increase|reduction|influence|role|change|more)\b))"
    r"\s((?:[\w-]+\s?){1,3})",
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
    (
        _family(r"more (?:\w+ly )?(?:common|frequent|often|likely|severe|effective|rapid)", r"most (?:common|frequent)"),
        _family(r"(?:less|least) (?:\w+ly )?(?:common|frequent|often|likely|severe|effective|rapid)"),
    ),
    (_family("common\\b", "frequent"), _family("rare\\b", "rarely\\b", "uncommon", "infrequent")),
    (_family(r"(?<!at )most (?!of\b)[a-z]+"), _family(r"(?<!at )least [a-z]+")),
    (_family("acute\\b"), _family("chronic\\b")),
    (_family("hyper(?=[a-z]{4})"), _family("hypo(?=[a-z]{4})")),
    (_family("less severe", "mild"), _family("more severe")),
    (_family("men\\b", "male"), _family("women\\b", "female")),
    (
        _family(r"(?:more|greater) than (?:a|one|half|two|three)\b"),
        _family(r"(?:fewer|less) than (?:a|one|half|two|three)\b"),
    ),
    (_family("includ", "enrol"), _family("exclud")),
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
    cut = [_completed(sides(source)) for source in sources]
    mine = sides(sentence)
    if _any_opposed(mine, [side for each in cut for side in each], _swapped):
        return True
    if any(_crosses(part, each) for part in mine for each in cut if len(each) > 1):
        return True
    clauses = [clause for each in cut for side in each for clause in _clauses(side)]
    own = [clause for part in mine for clause in _clauses(part)]
    return _any_opposed(own, clauses, _negated)


def _completed(cut: list[str]) -> list[str]:
    """The sides, and 'but not of fracture' also with the words that it leaves out."""
    whole = [f"{cut[0]} {side}" for side in cut[1:] if _ELLIPTIC.match(side)]
    return [side for side in cut if not _ELLIPTIC.match(side)] + whole if whole else cut


def same_thing(claim: str, pieces: Sequence[str]) -> list[str]:
    """Those of ``pieces`` that speak of what ``claim`` speaks of: they share the most words."""
    own = stems(claim)
    shared = [len(own & stems(piece)) for piece in pieces]
    most = max(shared, default=0)
    return [piece for piece, count in zip(pieces, shared, strict=True) if most and count == most]


def lacks(claim: str, source: str) -> bool:
    """Whether 'without X' of one is 'with X' of the other: one who has the finding and one who has not."""
    mine, theirs = _lacked(claim), _lacked(source)
    if mine and not mine & theirs and not negations(source):
        return True
    return bool(theirs and not mine and theirs <= stems(claim) and not negations(claim))


def _lacked(text: str) -> frozenset[str]:
    return frozenset(word for found in _WITHOUT.finditer(text) for word in stems(found[1]))


def denied_between(claim: str, source: str) -> bool:
    """Whether the stretch of ``source`` that holds the claim's words is negated where the claim is not.

    'Three deaths, none of which was device-related' holds all of 'three device-related deaths'.
    """
    own = stems(claim)
    spots = [match.span() for match in WORD.finditer(source) if stems(match[0]) & own]
    if not spots:
        return False
    bounds = [match.start() for match in _BOUND.finditer(source)]
    start = max((at for at in bounds if at < spots[0][0]), default=0)
    end = min((at for at in bounds if at >= spots[-1][1]), default=len(source))
    cuts = [start, *(at for at in bounds if start < at < end), end]
    if _lacked(claim) & _lacked(source):
        claim, source = _blank(claim), _blank(source)
    pieces = [_unshared_lack(source[one:other], own) for one, other in pairwise(cuts)]
    held = [stems(piece) & own for piece in pieces]
    # 'or B if A is not tolerated' says nothing of A that the rest does not.
    telling = [
        piece
        for at, piece in enumerate(pieces)
        if held[at] - frozenset().union(*held[:at], *held[at + 1 :]) or len(pieces) == 1
    ]
    return bool(_hedged_negations(" ".join(telling))) != bool(_hedged_negations(claim))


def _blank(text: str) -> str:
    """The text with 'without ...' blanked out, every offset as it was."""
    return _WITHOUT.sub(lambda found: " " * len(found[0]), text)


def _unshared_lack(piece: str, own: frozenset[str]) -> str:
    """The piece without a 'without ...' that the claim does not speak of."""
    return _WITHOUT.sub(lambda found: found[0] if stems(found[1]) & own else " ", piece)


def _hedged_negations(text: str) -> int:
    return negations(text) + len(_HARDLY.findall(text))


def negations(text: str) -> int:
    """How many negations the text holds; 'no more than' and 'not only' are none."""
    return len(_NEGATION.findall(_NOT_NEGATIONS.sub(" ", text)))


def sides(text: str, *, fine: bool = False) -> list[str]:
    """The text, cut where a contrast begins; ``fine`` cuts at ', and' too."""
    pattern = _FINE if fine else _CONTRAST
    cuts = [0, *(match.start() for match in pattern.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if text[start:end].strip()]


def _clauses(text: str) -> list[str]:
    """The main clause, then its subordinate ones ('if ...', 'because ...')."""
    main = _SUBORDINATE.sub(" ", text)
    subordinate = (match[0] for match in _SUBORDINATE.finditer(text))
    return [main, *(one for one in subordinate if not one.lower().startswith("without"))]


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
    if agrees_turned(part, piece):
        return False
    mine, theirs = _COMPARING.sub(" ", part), _COMPARING.sub(" ", piece)
    for one, other in _OPPOSITES:
        here = bool(one.search(mine)), bool(other.search(mine))
        there = bool(one.search(theirs)), bool(other.search(theirs))
        # Only one side in each, and not the same one; a negation between them makes it right again.
        if here[0] != here[1] and there == (here[1], here[0]) and not _negated(part, piece):
            return True
    return False


def _reversed(part: str, piece: str) -> bool:
    """'B is preferred to A' for 'A is preferred to B'; 'A after B' for 'B after A'."""
    if turned(part, piece):
        return True
    mine, theirs = _ORDERED.search(part), _ORDERED.search(piece)
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
        and (
            _EXCEPTION.match(side)
            or (negations(side) and _negated(sides[best], side) and _negated(part, side))
        )
        for side, theirs in zip(sides, words, strict=True)
        if side != sides[best]
    )
