"""The number guard: does every number of a sentence stand in what the sentence cites?

A number stands in a passage when the passage holds the same value with the same unit, schedule and
label, and no comparison that says otherwise: '<130/80 mm Hg' is not carried by '>=130/80 mm Hg', '5 mg
daily' not by '5 mg twice daily' nor by '5 mg/kg', 'stage 3' not by 'stage 4', '12 trials' not by '12
patients'. Where the passage leaves open what the sentence adds (a comparison, a schedule), the number is
doubtful: it stands there, but not quite as the sentence has it.

What it cannot see: a number that stands in the passage and belongs to something else there. For that
:mod:`kb.answer.verify` asks whether the number's neighbourhood speaks of what the sentence speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from kb.answer.quantities import Comparison, Quantity, quantities
from kb.answer.units import free_units, lower, plain, words_of

# Names whose digits measure nothing.
_NAMES = words_of(
    "hba1c a1c fev1 fev6 sglt2 sglt2i cha2ds2 co2 pco2 paco2 po2 pao2 spo2 sao2 fio2 etco2 h2o b12 covid19 cov2"
    " icd10 icd10cm o2 h2 p2y12 f2f r2 m2 abo2 phq9 gad7 curb65 crb65"
)
SAME_SENTENCE = 120
"""Characters within which a number may leave out the unit of the one before."""
_CITES = re.compile(r"\[\s*\d{1,3}(?:\s*[,;–‒-]\s*\d{1,3})*\s*\]")
_BULLET = re.compile(r"^\s*(?:#+\s+|[-*•]\s+|\(?\d{1,2}[.)]\s+)")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LESS = re.compile(r"\b(?:reduc|lower|fall|fell|decreas|declin|drop|loss|lost|lose|fewer|less)")
_STRICT_OVER = words_of("kg g mg l dl ml ul mol mmol umol m2 min h s")
_DAILY = re.compile(r"\b(?:daily|a day|per day|each day|every day|once a day)\b|/ ?d(?:ay)?\b")
_FRACTIONS = {
    "half": (r"\bhalf\b|\bhalve", "50"),
    "third": (r"\bone[- ]third\b|\ba third\b|\b1/3\b", "33"),
    "two thirds": (r"\btwo[- ]thirds?\b|\b2/3\b", "67"),
    "quarter": (r"\b(?:one|a)[- ]quarter\b|\b1/4\b", "25"),
    "three quarters": (r"\bthree[- ]quarters?\b|\b3/4\b", "75"),
}
_FRACTION = re.compile(
    r"\b(?:(?P<twothirds>two[- ]thirds)|(?P<threequarters>three[- ]quarters)|(?P<third>(?:one|a)[- ]third)"
    r"|(?P<quarter>(?:one|a)[- ]quarter)|(?P<half>half))\b"
)


class Standing(IntEnum):
    """How a number stands in a passage."""

    ABSENT = 0
    DOUBTFUL = 1
    PRESENT = 2


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """The numbers of a sentence, as written there, that no passage holds, or not quite so."""

    unsupported: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """What one passage offers."""

    low: str
    quantities: tuple[Quantity, ...]
    free: frozenset[str]


def without_marks(text: str) -> str:
    """The sentence without citation marks, list bullets and Markdown emphasis."""
    text = _CITES.sub("", _BULLET.sub("", text))
    text = _EMPHASIS.sub("", text)
    return re.sub(r"\s+([.,;:!?])(?!\d)", r"\1", re.sub(r"[^\S\n]+", " ", text)).strip()


def check_numbers(sentence: str, passages: Sequence[str]) -> NumberCheck:
    """Look for every number of ``sentence`` in ``passages`` (texts of what it cites)."""
    found = number_standings(sentence, passages)
    return NumberCheck(
        *(
            tuple(dict.fromkeys(text for text, standing in found if standing == wanted))
            for wanted in (Standing.ABSENT, Standing.DOUBTFUL)
        )
    )


def number_standings(sentence: str, passages: Sequence[str]) -> list[tuple[str, Standing]]:
    """Every number that ``sentence`` asserts, as written there, and how it stands in ``passages``."""
    text = without_marks(sentence)
    sources = [_source(passage) for passage in passages]
    found = [
        (
            quantity.text,
            max((_stands(quantity, source, text) for source in sources), default=Standing.ABSENT),
        )
        for quantity in _asserted(text)
        if not (quantity.shape == "name" and quantity.name in _NAMES)
    ]
    return found + _fractions(text, sources)


@lru_cache(maxsize=512)
def _source(passage: str) -> _Source:
    text = _CITES.sub(" ", passage)
    low = lower(plain(text))
    return _Source(low, tuple(quantities(text)), free_units(low))


def _asserted(text: str) -> list[Quantity]:
    """The quantities that the sentence asserts: 'First, ...' and fractions are not among them."""
    low = lower(plain(text))
    fractions = [match.span() for match in _FRACTION.finditer(low)]
    return [
        quantity
        for quantity in quantities(text)
        if not (quantity.shape == "ordinal" and re.match(r"\w+,", low[quantity.start :]))
        and not any(start <= quantity.start < end for start, end in fractions)
    ]


def _fractions(text: str, sources: Sequence[_Source]) -> list[tuple[str, Standing]]:
    found = []
    for match in _FRACTION.finditer(lower(plain(text))):
        kind = {"twothirds": "two thirds", "threequarters": "three quarters"}
        name = kind.get(match.lastgroup or "", match.lastgroup or "")
        pattern, percent = _FRACTIONS[name]
        stands = re.compile(rf"{pattern}|\b{percent}(?:\.\d+)? ?(?:%|per ?cent)")
        held = any(stands.search(source.low) for source in sources)
        found.append((match[0], Standing.PRESENT if held else Standing.ABSENT))
    return found


def _stands(quantity: Quantity, source: _Source, sentence: str) -> Standing:
    """How ``quantity`` stands in one passage."""
    if quantity.shape == "name":
        return _name_stands(quantity.name, source.low)
    if quantity.shape == "label":
        return _label_stands(quantity, source)
    if quantity.shape == "ordinal":
        others = [other for other in source.quantities if other.shape == "ordinal"]
        if any(other.values == quantity.values for other in others):
            return Standing.PRESENT
        spelled = not quantity.text[:1].isdigit()
        return Standing.DOUBTFUL if spelled and not others else Standing.ABSENT
    if quantity.shape == "single":
        return _value_stands(quantity, 0, source, sentence, whole=False)
    return _both_stand(quantity, source, sentence)


def _both_stand(quantity: Quantity, source: _Source, sentence: str) -> Standing:
    """A range or pair: as such, or each end on its own (not borrowed from other ranges)."""
    standing = Standing.ABSENT
    for other in source.quantities:
        if len(other.values) == 2 and other.values == quantity.values:
            standing = max(standing, _agrees(quantity, other, source))
    if standing:
        return standing
    return min(_value_stands(quantity, end, source, sentence, whole=True) for end in (0, 1))


def _value_stands(
    quantity: Quantity, end: int, source: _Source, sentence: str, *, whole: bool
) -> Standing:
    """One value of ``quantity``; ``whole`` leaves out the ends of ranges and pairs."""
    value = quantity.values[end]
    best = Standing.ABSENT
    contradicted = False
    for other in source.quantities:
        if whole and len(other.values) == 2:
            continue
        if value in other.values:
            best = max(best, _agrees(quantity, other, source))
            contradicted |= _contradicts(quantity, other)
        elif -value in other.values and value > 0 and _LESS.search(lower(sentence)):
            best = max(best, _agrees(quantity, other, source))
    if best is Standing.DOUBTFUL and contradicted:
        return Standing.ABSENT
    once = quantity.unit == "times" and quantity.per == "1/d" and value == 1
    if best is Standing.ABSENT and once and _DAILY.search(source.low):
        return Standing.PRESENT
    return best


def _agrees(quantity: Quantity, other: Quantity, source: _Source) -> Standing:
    """Whether two quantities of the same value mean the same."""
    units = _units_agree(quantity, other, source)
    if not units:
        return Standing.ABSENT
    if quantity.per and other.per and quantity.per != other.per:
        return Standing.ABSENT
    if quantity.noun and (other.unit or (other.noun and other.noun != quantity.noun)):
        return Standing.ABSENT
    comparison = _comparisons_agree(quantity.comparison, other.comparison)
    schedule = Standing.DOUBTFUL if quantity.per and not other.per else Standing.PRESENT
    return min(units, comparison, schedule)


def _contradicts(quantity: Quantity, other: Quantity) -> bool:
    """Whether the passage compares the same amount the other way: '<30 mL/min' against '>30'."""
    if not quantity.comparison or not other.comparison:
        return False
    if not (quantity.unit and quantity.unit == other.unit):
        return False
    return _comparisons_agree(quantity.comparison, other.comparison) is Standing.ABSENT


def _units_agree(quantity: Quantity, other: Quantity, source: _Source) -> Standing:
    mine, theirs = quantity.unit or quantity.also, {other.unit, other.also} - {""}
    if not mine:
        # A bare number may leave out the unit, but not what the amount is taken per.
        dropped = not quantity.noun and any(_strict(unit) for unit in theirs)
        return Standing.ABSENT if dropped else Standing.PRESENT
    if any(_same_unit(mine, unit) for unit in theirs):
        return Standing.PRESENT
    if not theirs and (not quantity.unit or _unit_implied(mine, other, source)):
        return Standing.PRESENT
    near = {mine} | theirs == {"%", "pp"} or (not theirs and _unit_left_out(mine, other, source))
    return Standing.DOUBTFUL if near else Standing.ABSENT


def _unit_implied(unit: str, bare: Quantity, source: _Source) -> bool:
    """Whether a bare number of the passage has the unit from its table's head or its kind."""
    if bare.noun or bare.shape == "label":
        return False
    before = source.low[max(0, bare.start - 24) : bare.start]
    aged = unit == "y" and re.search(r"\bag(?:e|ed|es)\b", before) is not None
    return aged or unit in source.free or (unit == "mmhg" and bare.shape == "pair")


def _unit_left_out(unit: str, bare: Quantity, source: _Source) -> bool:
    """Whether the unit stands shortly before: 'below 110 bpm; a stricter target of below 80'."""
    if bare.comparison is None or bare.noun or bare.shape == "label":
        return False
    return any(
        other.unit == unit
        and 0 < bare.start - other.end <= SAME_SENTENCE
        and ". " not in source.low[other.end : bare.start]
        for other in source.quantities
    )


def _strict(unit: str) -> bool:
    """Whether dropping the unit changes the amount: 'mg/kg' does, 'mg/dl' of a known test does not."""
    return unit.endswith(("g/kg", "g/m2", "unit/kg", "iu/kg", "ml/kg"))


def _same_unit(mine: str, theirs: str) -> bool:
    """'mg' for 'mg/d' leaves out a schedule; 'mg' for 'mg/kg' would be another amount."""
    if mine == theirs:
        return True
    if mine.startswith("/"):
        return theirs.endswith(mine)
    if theirs.startswith("/"):
        return mine.endswith(theirs)
    if {mine, theirs} <= {"unit", "iu"}:
        return True
    head, _, tail = theirs.rpartition("/")
    return head == mine and tail not in _STRICT_OVER


def _comparisons_agree(mine: Comparison | None, theirs: Comparison | None) -> Standing:
    if mine is None:
        return Standing.PRESENT
    if theirs is None:
        return Standing.PRESENT if mine.soft else Standing.DOUBTFUL
    if mine.side != theirs.side:
        return Standing.ABSENT
    if mine.closed is not None and theirs.closed is not None and mine.closed != theirs.closed:
        return Standing.ABSENT
    return Standing.PRESENT


def _label_stands(quantity: Quantity, source: _Source) -> Standing:
    labels = [other for other in source.quantities if other.shape == "label"]
    same = [other for other in labels if other.label == quantity.label]
    agreeing = [other for other in same if other.name == quantity.name]
    if agreeing:
        return max(_comparisons_agree(quantity.comparison, other.comparison) for other in agreeing)
    if _between(quantity.name, same, source.low):
        return Standing.PRESENT
    bare = re.search(rf"(?<![\w.]){re.escape(quantity.name)}(?![\w.]?\w)", source.low)
    return Standing.DOUBTFUL if bare and not same else Standing.ABSENT


def _between(name: str, labels: Sequence[Quantity], low: str) -> bool:
    """Whether 'III' lies inside a range of labels such as 'II-IV'."""
    return name.isdigit() and any(
        first.name.isdigit()
        and last.name.isdigit()
        and int(first.name) < int(name) < int(last.name)
        and re.fullmatch(r"\s?(?:-|to|through)\s?", low[first.end : last.start])
        for first, last in pairwise(labels)
    )


def _name_stands(name: str, low: str) -> Standing:
    """A name with digits: 'G3a', 'SGLT2', '2.1.3'. Hyphens and, in long names, spaces do not count."""
    if name in _NAMES:
        return Standing.PRESENT
    letters = re.match(r"[a-z]*", name)
    head = letters[0] if letters else ""
    text = re.sub(r"[-\s]", "", low) if len(head) > 2 else f"{low} {low.replace('-', '')}"
    edge = r"(?<!\d)" if len(head) > 2 else r"(?<![a-z0-9])"
    if re.search(rf"{edge}{re.escape(name)}(?!\d)", text):
        return Standing.PRESENT
    digits = name[len(head) :]
    spelled_out = len(head) > 2 and head not in text and digits.isdigit()
    if spelled_out and re.search(rf"(?<![\d.]){digits}(?![\d.]?\d)", low):
        return Standing.DOUBTFUL
    return Standing.ABSENT
