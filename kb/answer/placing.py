"""Which number of a sentence belongs to which of its words.

'Cough was reported by 3.4% of the amlodipine group and 12.1% of the lisinopril group' holds every word and
number of 'cough was reported by 12.1% of the amlodipine group' and says something else. So a sentence
with several numbers of one kind is cut between them, and each number keeps the words that stand in its
own part alone. A claim that gives a number the words of another part has it out of place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from kb.answer.quantities import Quantity, quantities
from kb.answer.scales import base_amounts
from kb.answer.shares import shares
from kb.answer.units import lower, plain
from kb.answer.wording import Term, says_something, terms, vocabulary, without_amounts

# Where a sentence is cut between two numbers, the firmest sign first.
_CUTS = tuple(
    re.compile(cut)
    for cut in (
        r";|\.\s",
        r",?\s(?:whereas|while|but|although)\b",
        r",?\s(?:versus|vs\.?|compared (?:with|to)|than)\s",
        r",\s(?:and|or)\b",
        r"\s(?:and|or)\s|\sto\s(?=\d)",
        r",\s|/",
        r"\s\((?=[a-z])",
    )
)
_INTERVAL = re.compile(r"\b\d\d ?% ?(?:ci\b|cri\b|confidence|credible)")
# A number that only belongs to the one before it: '7.2 ± 0.3', '61 per 1000', '21 of 80'.
_DEPENDENT = re.compile(
    r"(?:±|\+/-|\bn ?= ?)\s?$|\d\s?(?:[a-z]+ )?per\s?$|\d\s?(?:of|in|of every|in every|out of|/)\s?$"
)
_NAMING = ("label", "ordinal", "name")
_BRACKETS = re.compile(r"\([^()]*\)")
_COMPARED = re.compile(r"\b(?:than|compared (?:with|to)|versus|vs\.?|relative to)\s([^,;.()]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of a sentence that belongs to ``quantity``.

    ``own`` are the roots of words, ``amounts`` the other amounts, that stand in no other part.
    """

    quantity: Quantity
    text: str
    own: frozenset[str]
    amounts: frozenset[str]


@lru_cache(maxsize=2048)
def parts(sentence: str) -> tuple[tuple[Part, ...], ...]:
    """The numbers of a sentence in rows of one kind, each with its part of the sentence, in order."""
    low = lower(plain(sentence))
    kinds: dict[tuple[str, str], list[Quantity]] = {}
    for quantity in _placed(low, sentence):
        kinds.setdefault(_kind(quantity), []).append(quantity)
    rows = (sorted(found, key=lambda one: one.start) for found in kinds.values())
    return tuple(tuple(_arms_named(_cut(low, row))) for row in rows)


def _placed(low: str, sentence: str) -> list[Quantity]:
    """The quantities that say something of their own: no confidence level, no '± 2', no 'of 80'."""
    intervals = {match.start() for match in _INTERVAL.finditer(low)}
    said = shares(low)
    found: list[Quantity] = [
        Quantity("single", (share,), start, end, low[start:end], unit="%")
        for start, end, share in said
    ]
    for quantity in quantities(sentence):
        inside = any(start <= quantity.start < end for start, end, _ in said)
        if quantity.shape in ("label", "name") or inside or quantity.start in intervals:
            continue
        if quantity.unit == "times" or _DEPENDENT.search(low, 0, quantity.start):
            continue
        found.append(quantity)
    return found


def _kind(quantity: Quantity) -> tuple[str, str]:
    unit = base_amounts(quantity.unit or quantity.also, ())[0]
    if unit.startswith("%/"):
        # '0.5% vs 0.7% per year' leaves out what the first is taken per.
        unit = "%"
    if quantity.shape == "ordinal":
        return "ordinal", ""
    if quantity.shape == "range":
        return "range", unit
    if unit or "." in quantity.text:
        return "amount", unit
    return "count", quantity.noun or "people"


def _cut(low: str, row: Sequence[Quantity]) -> list[Part]:
    """The parts of a row; numbers that nothing parts share one stretch."""
    cuts = [0]
    places = [0]
    for left, right in pairwise(row):
        if (at := _between(low, left.end, right.start)) is not None:
            cuts.append(at)
        places.append(len(cuts) - 1)
    bounds = list(pairwise([*cuts, len(low)]))
    stretches = [low[start:end] for start, end in bounds]
    if len(cuts) > 1 and not any(
        "," in low[one.end : bounds[place][1]]
        for one, place in zip(row, places, strict=True)
        if place < len(cuts) - 1
    ):
        # What follows a comma after the last number speaks of all of them.
        tail = low.find(", ", row[-1].end)
        stretches[-1] = low[cuts[-1] : tail if tail > 0 else len(low)]
    bracketed = tuple(quantity.text for quantity in row)
    held = [_words(_unbracketed(stretch, bracketed)) for stretch in stretches]
    amounts = [frozenset(_amounts(stretch)) for stretch in stretches]
    return [
        Part(
            quantity,
            stretches[at],
            held[at] - frozenset().union(*held[:at], *held[at + 1 :]),
            amounts[at] - frozenset().union(*amounts[:at], *amounts[at + 1 :]),
        )
        for quantity, at in zip(row, places, strict=True)
    ]


def _arms_named(owned: list[Part]) -> list[Part]:
    """Give 'A lowered it compared with B (8% vs 16%)' its second number to B."""
    for at in range(len(owned) - 1):
        first, second = owned[at], owned[at + 1]
        if any(says_something(word) for word in second.own):
            continue
        if not re.match(r",?\s?(?:versus|vs|compared|and|or|than)\b", second.text.strip()):
            continue
        if found := _COMPARED.search(first.text):
            named = vocabulary(found[1])
            owned[at] = replace(first, own=first.own - named)
            owned[at + 1] = replace(second, own=named)
    return owned


def _unbracketed(stretch: str, kept: Sequence[str]) -> str:
    """The stretch without brackets that hold none of the row's numbers: '(HR 0.84; 95% CI ...)'."""
    return _BRACKETS.sub(
        lambda found: found[0] if any(one in found[0] for one in kept) else " ", stretch
    )


def _words(text: str) -> frozenset[str]:
    kept = vocabulary(without_amounts(text))
    return frozenset(word for word in kept if not any(char.isdigit() for char in word))


def _amounts(text: str) -> list[str]:
    return [
        key(quantity)
        for quantity in quantities(text)
        if quantity.unit or quantity.also or quantity.shape in _NAMING or _is_year(quantity)
    ]


def _is_year(quantity: Quantity) -> bool:
    return quantity.text.isdigit() and 1900 <= int(quantity.text) <= 2100


def key(quantity: Quantity) -> str:
    """One spelling of a quantity's amount: '1 g' and '1000 mg' share it."""
    unit, values = base_amounts(quantity.unit or quantity.also, quantity.values)
    return f"{quantity.label}{quantity.name} {'/'.join(str(one) for one in values)} {unit}"


def _between(low: str, start: int, end: int) -> int | None:
    """Where the sentence is cut between two numbers; None where nothing parts them."""
    for sign in _CUTS:
        found = list(sign.finditer(low, start, end))
        if found:
            return found[-1].start() if sign is not _CUTS[0] else found[0].start()
    return None


def misplaced(claim: str, source: str) -> list[str]:
    """The numbers of ``claim`` that belong to other words in ``source``, as the claim writes them."""
    theirs = [row for row in parts(source) if len({part.text for part in row}) > 1]
    found = []
    for row in parts(claim) if theirs else ():
        for mine in row:
            for each in theirs:
                at = [n for n, part in enumerate(each) if _same(mine.quantity, part.quantity)]
                if at and not any(_fits(mine, row, each, n) for n in at):
                    found.append(mine.quantity.text)
    return list(dict.fromkeys(found))


def _same(one: Quantity, other: Quantity) -> bool:
    if base_amounts(one.unit or one.also, one.values) == base_amounts(
        other.unit or other.also, other.values
    ):
        return True
    mine, theirs = ([abs(value) for value in each.values] for each in (one, other))
    return mine == theirs and not (one.unit and other.unit and one.unit != other.unit)


def _fits(mine: Part, row: Sequence[Part], each: Sequence[Part], at: int) -> bool:
    """Whether the words beside a number of the claim may stand beside its number of the source."""
    words = terms(mine.text)
    part = each[at]
    amounts = frozenset(_amounts(mine.text)) - {key(mine.quantity)}
    their_amounts = part.amounts - {key(part.quantity)}
    telling = frozenset(word for word in part.own if says_something(word))
    told_of = _covered(words, telling, mine.text)
    own = bool(told_of) or bool(amounts & their_amounts)
    for n, other in enumerate(each):
        if n == at or other.text == part.text:
            continue
        others = {word for word in other.own if says_something(word)}
        borrowed = bool(_covered(words, frozenset(others), mine.text)) or bool(
            amounts & (other.amounts - {key(other.quantity)})
        )
        if not borrowed:
            continue
        # A word of a part before may still hold ('sensitivity of the test was 80%, specificity 90%')
        # where the claim has most of what is the number's own, one of a part after where it has all.
        told = any(_same(one.quantity, other.quantity) for one in row)
        most = len(told_of) * 2 > len(telling) if telling else bool(amounts & their_amounts)
        whole = telling <= told_of if n > at else most
        if not own or not (told or whole):
            return False
    return True


def _covered(words: Sequence[Term], own: frozenset[str], text: str) -> frozenset[str]:
    """Those of ``own`` that the claim's words stand for."""
    found = own & vocabulary(text)
    for term in words:
        for option in term.options:
            if option & own and len(option & own) * 2 > len(option):
                found |= option & own
    return found
