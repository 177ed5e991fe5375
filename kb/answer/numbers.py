"""The number guard: does every number of a sentence stand in what the sentence cites?

A number stands in a passage when the passage holds the same value with the same unit, schedule and
label, and no comparison that says otherwise: '<130/80 mm Hg' is not carried by '>=130/80 mm Hg', '5 mg
daily' not by '5 mg twice daily' nor by '5 mg/kg', 'stage 3' not by 'stage 4', '12 trials' not by '12
patients'. Where the passage leaves open what the sentence adds (a comparison, a schedule), the number is
doubtful: it stands there, but not quite as the sentence has it.

What it cannot see: a number that stands in the passage and belongs to something else there. That is for
:mod:`kb.answer.placing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from kb.answer.named import NAMES, name_stands
from kb.answer.quantities import Comparison, Quantity, quantities
from kb.answer.readings import other_readings
from kb.answer.scales import base_amounts
from kb.answer.shares import factors, is_share, rates, shares
from kb.answer.units import free_units, lower, plain, words_of

SAME_SENTENCE = 120
"""Characters within which a number may leave out the unit of the one before."""
_CITES = re.compile(r"\[\s*\d{1,3}(?:\s*[,;–‒-]\s*\d{1,3})*\s*\]")
_BULLET = re.compile(r"^\s*(?:#+\s+|[-*•]\s+|\(?\d{1,2}[.)]\s+)")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LESS = re.compile(r"\b(?:reduc|lower|fall|fell|decreas|declin|drop|loss|lost|lose|fewer|less)")
_STRICT_OVER = words_of("kg g mg l dl ml ul mol mmol umol m2 min h s")
_DAILY = re.compile(r"\b(?:daily|a day|per day|each day|every day|once a day)\b|/ ?d(?:ay)?\b")
_ONE = re.compile(r"\bone\b")


_INTERVAL = re.compile(r"\b(?:ci|confidence intervals?|iqr|interquartile range)[\s,:=(]*$")


class Standing(IntEnum):
    """How a number stands in a passage."""

    ABSENT = 0
    DOUBTFUL = 1
    PRESENT = 2


_NAMED = {True: Standing.PRESENT, None: Standing.DOUBTFUL, False: Standing.ABSENT}


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
    shares: frozenset[Decimal]
    factors: frozenset[str]


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
    readings = other_readings(text)
    if not readings or "," in text:
        readings = [text, *readings]
    return min((_standings(reading, sources) for reading in readings), key=_refused)


def _refused(found: list[tuple[str, Standing]]) -> int:
    return sum(standing is not Standing.PRESENT for _, standing in found)


def _standings(text: str, sources: Sequence[_Source]) -> list[tuple[str, Standing]]:
    found = [
        (
            quantity.text,
            max((_stands(quantity, source, text) for source in sources), default=Standing.ABSENT),
        )
        for quantity in _asserted(text)
        if not (quantity.shape == "name" and quantity.name in NAMES)
    ]
    return found + _fractions(text, sources)


@lru_cache(maxsize=4096)
def _source(passage: str) -> _Source:
    text = _CITES.sub(" ", passage)
    low = lower(plain(text))
    found = tuple(quantities(text))
    for reading in other_readings(text):
        read = {(one.values, one.unit, one.name) for one in found}
        found += tuple(
            one for one in quantities(reading) if (one.values, one.unit, one.name) not in read
        )
    return _Source(
        low,
        found,
        free_units(low),
        frozenset(share for _, _, share in shares(low)) | frozenset(rates(low)),
        frozenset(factor for _, _, factor in factors(low)),
    )


def _asserted(text: str) -> list[Quantity]:
    """The quantities that the sentence asserts: 'First, ...' and fractions are not among them."""
    low = lower(plain(text))
    said = [(start, end) for start, end, _ in shares(low)]
    said += [(start, end) for start, end, _ in factors(low)]
    return [
        quantity
        for quantity in quantities(text)
        if not (quantity.shape == "ordinal" and re.match(r"\w+,", low[quantity.start :]))
        and not any(start <= quantity.start < end for start, end in said)
    ]


def _fractions(text: str, sources: Sequence[_Source]) -> list[tuple[str, Standing]]:
    """Shares and factors that the sentence says in words, and whether a source has them too."""
    low = lower(plain(text))
    found = []
    changes = factors(low)
    for start, end, factor in changes:
        held = any(factor in source.factors for source in sources)
        found.append((low[start:end], Standing.PRESENT if held else Standing.ABSENT))
    for start, end, share in shares(low):
        if any(first < end and start < last for first, last, _ in changes):
            continue
        held = any(
            share in source.shares or is_share(share, source.quantities, source.low)
            for source in sources
        )
        found.append((low[start:end], Standing.PRESENT if held else Standing.ABSENT))
    return found


def _stands(quantity: Quantity, source: _Source, sentence: str) -> Standing:
    """How ``quantity`` stands in one passage."""
    if quantity.shape == "name":
        return _NAMED[name_stands(quantity.name, source.low)]
    if quantity.shape == "label":
        return _label_stands(quantity, source)
    if quantity.shape == "ordinal":
        return _ordinal_stands(quantity, source)
    if quantity.shape == "single":
        return _value_stands(quantity, 0, source, sentence, whole=False)
    return _both_stand(quantity, source, sentence)


def _ordinal_stands(quantity: Quantity, source: _Source) -> Standing:
    others = [other for other in source.quantities if other.shape == "ordinal"]
    if any(_same_ordinal(quantity, other) for other in others):
        return Standing.PRESENT
    if any(
        quantity.values[0] in other.values and other.unit == quantity.unit != ""
        for other in source.quantities
    ):
        # 'the 16th week' where the source has '16 weeks' is nearly the same time.
        return Standing.DOUBTFUL
    spelled = not quantity.text[:1].isdigit()
    return Standing.DOUBTFUL if spelled and not others else Standing.ABSENT


def _same_ordinal(one: Quantity, other: Quantity) -> bool:
    return one.values == other.values and not (one.unit and other.unit and one.unit != other.unit)


def _both_stand(quantity: Quantity, source: _Source, sentence: str) -> Standing:
    """A range or pair: as such, or each end on its own (not borrowed from other ranges)."""
    standing = Standing.ABSENT
    for given in source.quantities:
        other = _on_scale_of(quantity, given)
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
    for given in source.quantities:
        other = _on_scale_of(quantity, given)
        if whole and len(other.values) == 2:
            continue
        if value in other.values:
            agreed = _agrees(quantity, other, source)
            if quantity.shape == "single" and _is_interval(other, source):
                # The end of a confidence interval is no estimate.
                agreed = min(agreed, Standing.DOUBTFUL)
            best = max(best, agreed)
            contradicted |= _contradicts(quantity, other)
        elif -value in other.values and value > 0 and _LESS.search(lower(sentence)):
            best = max(best, _agrees(quantity, other, source))
    if best is Standing.DOUBTFUL and contradicted:
        return Standing.ABSENT
    if best is Standing.ABSENT and quantity.unit == "%" and value in source.shares:
        return Standing.PRESENT
    if best is Standing.ABSENT and value == 1 and not quantity.unit and _ONE.search(source.low):
        return Standing.PRESENT
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


def _is_interval(quantity: Quantity, source: _Source) -> bool:
    before = source.low[max(0, quantity.start - 26) : quantity.start]
    return quantity.shape == "range" and bool(_INTERVAL.search(before))


def _on_scale_of(quantity: Quantity, other: Quantity) -> Quantity:
    """``other`` in the unit of ``quantity``, where both measure the same on different scales."""
    if not (quantity.unit and other.unit) or quantity.unit == other.unit:
        return other
    mine, values = base_amounts(quantity.unit, quantity.values)
    theirs, others = base_amounts(other.unit, other.values)
    if mine != theirs:
        return other
    back = dict(zip(values, quantity.values, strict=True))
    scaled = tuple(back.get(base, Decimal("NaN")) for base in others)
    return replace(other, unit=quantity.unit, values=scaled)


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
    if mine == "times" and not quantity.per and other.noun == "readings":
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
