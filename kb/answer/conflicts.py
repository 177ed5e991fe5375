"""Citations of one answer that disagree: another number for the same quantity, or the opposite direction.

Precision comes first: two sentences are only set against each other when they name the same clinical
things, speak of the same people, and share most of their words. What is left unsaid here is no agreement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from kb.answer.candidates import Candidate
from kb.answer.extractive import NEAR_BEST, quote
from kb.answer.planted import is_order
from kb.answer.polarity import disagrees, negations
from kb.answer.quantities import Quantity, quantities
from kb.answer.units import plain
from kb.lexicon.populations import populations
from kb.search.query import Term, prepare
from kb.text.rows import is_row
from kb.text.stems import stem, stems
from kb.text.words import words
from kb.types import Citation, Conflict

MOST = 3
# How many sentences an answer gains because they disagree with one that it has.
MOST_ADDED = 2
# How much of the shorter sentence's content both share before they count as being about the same.
SHARED, FEWEST_SHARED = 0.5, 3
SHARED_DIRECTION = 0.6
MOST_WORDS_SHOWN = 24
# A threshold or target is stated, not measured: only such numbers can be in conflict.
_NORM = re.compile(
    r"\b(?:targets?|goals?|thresholds?|aim(?:s|ed|ing)?|recommend\w*|suggest\w*|should|advis\w+|limit(?:s|ed)?"
    r"|below|under|above|at least|at most|no more than|start(?:s|ed|ing)? (?:at|when)|cut-?offs?)\b|[<>≤≥]",
    re.IGNORECASE,
)
# Who says it, how strongly and when is no part of what is said.
_SPEAKERS = stems(
    "guideline guidelines recommend recommends recommended recommendation suggest suggests suggested advise"
    " advises society association college committee group panel working international european american"
    " british national institute update statement strong weak conditional grade evidence quality certainty"
    " low moderate high level class based clinicians clinician patients patient adults adult people person"
    " individuals should must target targets goal goals threshold thresholds aim aims less more than below"
    " above under over at least most use used using treat treated treatment therapy standard standardized"
)
_BODY = re.compile(
    r"\b(?:society|association|college|outcomes|institute|organi[sz]ation|task force|committee|initiative"
    r"|academy|council|foundation|federation|ministry|agency)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:observed|measured|mean|median|average|achieved|baseline|ranged|fell|rose|was|were)\b"
)
# What parts one quantity from another that has the same unit.
_KINDS = tuple(
    frozenset({stem(word) for word in group.split()})
    for group in (
        "systolic",
        "diastolic",
        "ldl",
        "hdl",
        "fasting",
        "postprandial",
        "resting",
        "ambulatory home",
        "office clinic",
        "night nocturnal",
        "initial starting loading",
        "maintenance",
        "maximum maximal",
        "minimum minimal",
        "ferritin",
        "transferrin",
        "hemoglobin haemoglobin",
        "platelet platelets",
        "potassium",
        "sodium",
        "urate uric",
        "weekly week",
        "daily day",
        "hourly hour",
        "men male",
        "women female",
        "older elderly frail",
        "younger",
        "acute",
        "chronic",
        "severe",
        "mild",
        "primary",
        "secondary",
        "intensive",
        "type",
        "without",
    )
)
_AS_A_RULE = frozenset({"", "%"})


def conflicts(citations: Sequence[Citation]) -> tuple[Conflict, ...]:
    """The pairs of citations, of different works, that disagree; at most ``MOST``."""
    read = [_Read(one) for one in citations if _speaks(one.quote)]
    found: list[Conflict] = []
    seen: set[frozenset[str]] = set()
    for one, other in combinations(read, 2):
        works = frozenset({one.citation.document.id, other.citation.document.id})
        if works in seen:
            continue
        said = _disagreement(one, other)
        if said is not None:
            seen.add(works)
            found.append(Conflict(one.citation.n, other.citation.n, *said))
    return tuple(found[:MOST])


def opposed(chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sentences that come near the best one and disagree with a chosen one, the best first.

    They say nearly the same in other words, so that choosing passes them over as repetitions.
    """
    read = [_Read(quote(0, one)) for one in chosen if _speaks(one.text)]
    found: list[Candidate] = []
    for one in candidates:
        if not read or one.score < NEAR_BEST * chosen[0].score or len(found) == MOST_ADDED:
            break
        if one in chosen or not _speaks(one.text):
            continue
        mine = _Read(quote(0, one))
        if any(_disagreement(other, mine) for other in read):
            found.append(one)
            read.append(mine)
    return found


def _speaks(text: str) -> bool:
    return not is_row(text) and not is_order(text)


def _disagreement(one: _Read, other: _Read) -> tuple[str, str] | None:
    """What each says where they disagree; ``None`` where they do not, or are of one work."""
    if one.citation.document.id == other.citation.document.id or not one.alike(other):
        return None
    return _numbers(one, other) or _directions(one, other)


class _Read:
    """A quotation as it is compared."""

    def __init__(self, citation: Citation) -> None:
        self.citation = citation
        self.text = " ".join(citation.quote.split())
        self.terms = [
            one
            for one in prepare(self.text).terms
            if one.named and not any(_BODY.search(phrase) for phrase in one.phrases)
        ]
        self.quantities = quantities(self.text)
        # Names in capitals are abbreviations, which count as terms, or bodies that speak.
        words_only = re.sub(r"[\d<>≤≥=/.]+|\b[A-Z]{2,}s?\b", " ", self.text)
        self.content = stems(words_only) - _SPEAKERS
        self.kinds = frozenset(
            number
            for number, kind in enumerate(_KINDS)
            if not kind.isdisjoint({stem(word) for word in words(self.text)})
        )

    def alike(self, other: _Read) -> bool:
        """Whether both speak of the same things, for the same people, in much the same words."""
        if populations(self.text) != populations(other.text) or self.kinds != other.kinds:
            return False
        if not _same_names(self.terms, other.terms):
            return False
        # A name counts as one thing, however it is written.
        names = [term for term in self.terms if any(_same(term, one) for one in other.terms)]
        shared = len(self.content & other.content)
        least = min(len(self.content), len(other.content))
        said = bool(names) + shared
        return said >= FEWEST_SHARED and shared >= SHARED * least - bool(names)


def _same(one: Term, other: Term) -> bool:
    return bool(set(one.ways) & set(other.ways))


def _same_names(mine: Sequence[Term], theirs: Sequence[Term]) -> bool:
    """Whether every clinical name of one stands in the other, in some way to say it."""
    return all(any(_same(one, other) for other in theirs) for one in mine) and all(
        any(_same(one, other) for other in mine) for one in theirs
    )


def _numbers(one: _Read, other: _Read) -> tuple[str, str] | None:
    """Another target or threshold for the same quantity, with no other number that parts them."""
    texts = (one.text, other.text)
    if not all(_NORM.search(text) and not _MEASURED.search(text) for text in texts):
        return None
    mine, theirs = _measured(one.quantities), _measured(other.quantities)
    rest = (
        {_print(q) for q in one.quantities if q not in mine},
        {_print(q) for q in other.quantities if q not in theirs},
    )
    if len(mine) != 1 or len(theirs) != 1 or rest[0] != rest[1]:
        return None
    left, right = mine[0], theirs[0]
    sides = {q.comparison.side for q in (left, right) if q.comparison}
    same = (left.unit, left.per, left.shape, left.noun) == (
        right.unit,
        right.per,
        right.shape,
        right.noun,
    )
    if not same or len(sides) > 1 or left.values == right.values:
        return None
    return _said(one.text, left), _said(other.text, right)


def _measured(found: Sequence[Quantity]) -> list[Quantity]:
    return [
        q
        for q in found
        if q.shape in ("single", "pair", "range") and q.unit not in _AS_A_RULE and not _is_time(q)
    ]


def _is_time(quantity: Quantity) -> bool:
    """Ages and spans of time say for whom and how long."""
    return quantity.unit in ("y", "mo", "wk", "d", "h", "min", "s")


def _print(quantity: Quantity) -> tuple[tuple[Decimal, ...], str, str, str]:
    return quantity.values, quantity.unit, quantity.label, quantity.name


def _said(text: str, quantity: Quantity) -> str:
    """The quantity as printed, with the sign or word of comparison before it."""
    shown = plain(text)
    before = re.search(
        r"(?:[<>]=?|\b(?:below|under|above|over|at least|at most|less than|more than))\s*$",
        shown[: quantity.start],
        re.IGNORECASE,
    )
    start = before.start() if before else quantity.start
    unit = re.match(r"\s?(?:mm ?Hg|%|[A-Za-zµ]+(?:/[A-Za-zµ\d.]+)*)", shown[quantity.end :])
    has_unit = re.search(r"[A-Za-zµ%]$", shown[start : quantity.end])
    end = quantity.end + (unit.end() if unit and not has_unit else 0)
    return " ".join(shown[start:end].split())


def _directions(one: _Read, other: _Read) -> tuple[str, str] | None:
    """The opposite said of the same thing, in nearly the same words."""
    shared = len(one.content & other.content)
    most = max(len(one.content), len(other.content))
    if not one.terms or shared < FEWEST_SHARED or shared < SHARED_DIRECTION * most:
        return None
    if {_print(q) for q in _measured(one.quantities)} != {
        _print(q) for q in _measured(other.quantities)
    }:
        return None
    if not (disagrees(one.text, [other.text]) and disagrees(other.text, [one.text])):
        return None
    if negations(one.text) > 1 or negations(other.text) > 1:
        return None
    return _short(one.text), _short(other.text)


def _short(text: str) -> str:
    parts = text.split()
    return text if len(parts) <= MOST_WORDS_SHOWN else f"{' '.join(parts[:MOST_WORDS_SHOWN])} …"
