"""Quantities as they are written in a sentence: '<130/80 mm Hg', '5 to 10 mg twice daily', 'stage 3a'.

:func:`quantities` reads them all, each with what has to agree before two of them can be called the same:
value, unit, schedule, comparison and label. :mod:`kb.answer.numbers` does the comparing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from kb.answer.label_words import LABEL_WORDS, LABELS, ROMAN, TIMED, TIMED_UNITS
from kb.answer.units import lower, plain, rate_at, unit_at, words_in_order

Shape = Literal["single", "range", "pair", "label", "ordinal", "name"]

_SMALL = words_in_order(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = words_in_order("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = words_in_order("first second third fourth fifth sixth seventh eighth ninth tenth")
_SPELLED = (
    rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])}))?"
    rf"|{'|'.join(sorted(_SMALL, key=len, reverse=True))}"
)
_NUMBER = re.compile(
    r"(?P<name>(?<![a-z0-9.])(?:[a-z]+[-]?\d[a-z0-9]*)(?![a-z0-9]))"
    r"|(?P<date>(?<![\d.])\d{1,4}(?P<dot>[/.])\d{1,2}(?P=dot)\d{1,4}(?:\.\d+)*(?![\d/]))"
    rf"|(?P<ordinal>\b(?:{'|'.join(_ORDINALS)})\b|\d+(?:st|nd|rd|th)\b)"
    r"|(?P<count>\b(?:once|twice|thrice)\b|\b(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|bd|tds|qds)\b)"
    rf"|(?P<roman>(?:(?<=[a-z][ /-])|(?<=[a-z], ))(?:viii|vii|vi|iv|v|iii|ii|i)(?P<letter>[abc]?)\b)"
    rf"|(?P<word>\b(?:{_SPELLED})(?=\b|fold))"
    r"|(?P<digits>(?P<sign>(?<![\w).%\]-])(?<!\d )-(?=[\d.]))?(?:\d+(?:\.\d+)?|(?<![\w.])\.\d+))"
)

_SOFT = r"within|up to|before|after|beyond|over|since"
_BEFORE = re.compile(
    r"(?P<not>\b(?:not|no|never)\s)?(?:be\s)?"
    r"(?:(?P<le><=|\bat or (?:below|under)|\b(?:less|lower|fewer|smaller) than or equal to|\bat most"
    r"|\bnot exceed(?:ing)?|\b(?:a )?max(?:imum)?(?: of)?)"
    r"|(?P<ge>>=|\bat or (?:above|over)|\b(?:greater|higher|more|larger) than or equal to|\bat least"
    r"|\b(?:a )?min(?:imum)?(?: of)?)"
    r"|(?P<lt><|\b(?:less|lower|fewer|smaller|younger|shorter|earlier) than|\bbelow|\bunder)"
    r"|(?P<gt>>|\b(?:more|greater|higher|larger|older|longer|later) than|\babove|\bexceed(?:s|ed|ing)?)"
    rf"|(?P<soft>\b(?:{_SOFT})))"
    r"\s?(?:(?:a|an|the|about|around)\s)?(?:(?:target|level|threshold|goal|value|dose|age|score)s?"
    r"(?: of)?\s)?(?:[£$€]\s?)?$"
)
_AFTER = re.compile(
    r"[ -]?(?:(?P<ge>\+(?!\d)|(?:or|and) (?:more|higher|above|greater|over|older|longer|later)\b)"
    r"|(?P<le>(?:or|and) (?:less|lower|below|fewer|under|younger|shorter|earlier|smaller)\b))"
)
_PAIR = re.compile(
    r"(?P<by>\s?/\s?|\s(?:over|out of)\s|:(?=\d))(?:<=|>=|<|>)?\s?"
    r"(?P<second>\d+(?:\.\d+)?)(?![\d/])"
)
_JOIN = re.compile(r"\s?(?:-|to|through|until)\s?(?:<=|>=|<|>)?\s?")
_LIST = re.compile(r",?\s?(?:and|or|to|through|versus|vs\.?|-|/|,|±|\+/-)\s?(?:<=|>=|<|>)?\s?")
_LABEL = re.compile(
    rf"\b({LABEL_WORDS})(?: (?:fc|ckd|class))?[ -]?(?:<=|>=|<|>)?\s?"
    r"(?:(?:[ivx]+|\d)[abc]?\s?(?:-|/|,|to|and|or)\s?(?:and |or )?)*$"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which side of the value: ``side`` is '<' or '>'; ``closed`` (value included) may be unsaid.

    A soft one ('within', 'up to') is only held against its opposite.
    """

    side: Literal["<", ">"]
    closed: bool | None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number, range, pair or label of a text.

    ``values`` holds one value, or two of a range or pair; a label or name has its text in ``name``.
    ``unit`` is canonical or empty, ``also`` the unit that it may share with a neighbour ('5, 10 or 20
    mg'). ``per`` is the schedule ('2/d'), ``noun`` what is counted, ``label`` the word before ('stage').
    ``start`` and ``end`` are offsets into the plain text.
    """

    shape: Shape
    values: tuple[Decimal, ...]
    start: int
    end: int
    text: str
    unit: str = ""
    also: str = ""
    per: str = ""
    noun: str = ""
    label: str = ""
    name: str = ""
    comparison: Comparison | None = None


def quantities(text: str) -> list[Quantity]:
    """Every quantity of ``text``, in order. Reads any text; nothing is raised."""
    return list(_quantities(text))


@lru_cache(maxsize=4096)
def _quantities(text: str) -> tuple[Quantity, ...]:
    shown = plain(text)
    low = lower(shown)
    found = _labels_shared(_units_shared(_ranges_joined(list(_scan(low)), low), low), low)
    return tuple(replace(quantity, text=shown[quantity.start : quantity.end]) for quantity in found)


def _scan(low: str) -> Iterator[Quantity]:
    """Numbers one by one, each with its unit, comparison and label; pairs are joined here."""
    at = 0
    while match := _NUMBER.search(low, at):
        quantity = _one(low, match)
        at = max(quantity.end if quantity else match.end(), match.start() + 1)
        if quantity is not None:
            yield quantity


def _one(low: str, match: re.Match[str]) -> Quantity | None:
    """The quantity behind one match; its ``text`` is filled in at the end."""
    start, end = match.span()
    text = match[0]
    if diabetes := re.fullmatch(r"t([12])dm?", text):
        return Quantity("label", (), start, end, text, label="type", name=diabetes[1])
    if match["name"] or match["date"]:
        return Quantity("name", (), start, end, text, name=text.replace("-", ""))
    if match["ordinal"]:
        value = _ORDINALS.index(text) + 1 if text in _ORDINALS else int(text[:-2])
        unit = unit_at(low, end).name
        return Quantity(
            "ordinal", (Decimal(value),), start, end, text, unit=TIMED_UNITS.get(unit, "")
        )
    if match["count"]:
        return _times(low, match)
    return _labelled_or_measured(low, match)


def _labelled_or_measured(low: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    text = match[0]
    label = _label_before(low, start)
    if match["roman"]:
        if label in ("", "d", "wk", "mo", "y"):
            return None
        name = f"{ROMAN[text.rstrip('abc')]}{match['letter']}"
        return Quantity("label", (), start, end, text, label=label, name=name)
    return _measured(low, match, label)


def _times(low: str, match: re.Match[str]) -> Quantity | None:
    """'twice daily', 'bd': a count of times, with its schedule."""
    text = match[0].replace(".", "")
    known = {"once": 1, "twice": 2, "thrice": 3}
    if text in known:
        per, end = rate_at(low, match.end())
        if text == "once" and not per:
            return None
        per = f"{known[text]}/{per.split('/')[1]}" if per else ""
    else:
        known = {"bid": 2, "bd": 2, "tid": 3, "tds": 3, "qid": 4, "qds": 4}
        per, end = f"{known[text]}/d", match.end()
    value = (Decimal(known[text]),)
    return Quantity("single", value, match.start(), end, match[0], unit="times", per=per)


def _measured(low: str, match: re.Match[str], label: str) -> Quantity | None:
    start, end = match.span()
    value = _value(match)
    spelled = match["word"] is not None
    unit = unit_at(low, end)
    value *= unit.factor
    trail = low[end : end + 1]
    if not unit.name and trail.isalpha() and not spelled and unit.factor == 1:
        # '3a', '5fu': a number that letters run into is a name, or a label with its letter.
        word = re.match(r"[a-z]+", low[end:])
        tail = word[0] if word else ""
        end += len(tail)
        if label and len(tail) == 1:
            return Quantity("label", (), start, end, "", label=label, name=f"{value}{tail}")
        return Quantity("name", (), start, end, "", name=match[0] + tail)
    per = unit.per
    if unit.name == "times" and per:
        per = f"{_shown(value)}/{per.split('/')[1]}"
    currency = low[max(0, start - 2) : start].rstrip()[-1:]
    name = currency if not unit.name and currency and currency in "£$€" else unit.name
    if unit.name or unit.factor > 1:
        end = unit.end
    quantity = Quantity("single", (value,), start, end, "", unit=name, per=per, noun=unit.noun)
    if not spelled and not unit.name:
        quantity = _paired(low, quantity)
    quantity = replace(quantity, comparison=_comparison(low, start, quantity))
    if label and not quantity.unit and quantity.shape == "single":
        if label in TIMED.values():
            return replace(quantity, unit=label)
        return replace(quantity, shape="label", values=(), label=label, name=_shown(value))
    if spelled and value == 1 and not (quantity.unit or quantity.noun):
        return None
    return quantity


def _value(match: re.Match[str]) -> Decimal:
    """The number of a match, without its unit's factor."""
    if match["word"]:
        parts = re.split(r"[- ]", match["word"])
        tens = [(_TENS.index(part) + 2) * 10 for part in parts if part in _TENS]
        ones = [_SMALL.index(part) for part in parts if part in _SMALL]
        return Decimal(sum(tens) + sum(ones))
    return Decimal(match["digits"])


def _shown(value: Decimal) -> str:
    return str(value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize())


def _paired(low: str, first: Quantity) -> Quantity:
    """Join '130/80', '130 over 80', '1:4'."""
    match = _PAIR.match(low, first.end)
    if match is None:
        return first
    value, second = first.values[0], Decimal(match["second"])
    if "over" in match["by"] and not (60 <= value <= 300 and 20 <= second < value):
        return first
    unit = unit_at(low, match.end())
    end = unit.end if unit.name else match.end()
    return replace(
        first, shape="pair", values=(value, second), end=end, unit=unit.name, noun=unit.noun
    )


def _comparison(low: str, start: int, quantity: Quantity) -> Comparison | None:
    before = _BEFORE.search(low, max(0, start - 60), start)
    if before is None:
        after = _AFTER.match(low, quantity.end)
        if after is None:
            return None
        return Comparison(">" if after["ge"] else "<", closed=True)
    if before["soft"]:
        word = before["soft"]
        if word == "over" and quantity.unit in ("s", "min", "h", "d", "wk", "mo"):
            return None
        return Comparison("<" if word in ("within", "up to", "before") else ">", None, soft=True)
    side: Literal["<", ">"] = "<" if before["lt"] or before["le"] else ">"
    closed = bool(before["le"] or before["ge"])
    if before["not"] and not closed:
        return Comparison("<" if side == ">" else ">", closed=True)
    return Comparison(side, closed)


def _label_before(low: str, start: int) -> str:
    match = _LABEL.search(low, max(0, start - 40), start)
    if match is None:
        return ""
    word = LABELS.get(match[1], match[1])
    return TIMED.get(word.rstrip("s"), word)


def _ranges_joined(found: list[Quantity], low: str) -> list[Quantity]:
    """Join '5 to 10 mg', '130-140', 'between 130 and 140 mmHg'."""
    joined: list[Quantity] = []
    for quantity in found:
        first = joined[-1] if joined else None
        if first and _in_range(first, quantity, low):
            joined[-1] = replace(
                quantity,
                shape="range",
                values=first.values + quantity.values,
                start=first.start,
                unit=quantity.unit or first.unit,
                comparison=None,
            )
        else:
            joined.append(quantity)
    return joined


def _in_range(first: Quantity, second: Quantity, low: str) -> bool:
    if first.shape != "single" or second.shape != "single":
        return False
    if first.unit and second.unit and first.unit != second.unit:
        return False
    if second.unit and not first.unit and 1900 <= first.values[0] <= 2100:
        return False
    gap = low[first.end : second.start]
    if _JOIN.fullmatch(gap) or gap == "-":
        return True
    lead = low[max(0, first.start - 9) : first.start]
    return bool(
        re.fullmatch(r"\s?and\s?(?:<=|>=|<|>)?\s?", gap) and re.search(r"between\s?$", lead)
    )


def _units_shared(found: list[Quantity], low: str) -> list[Quantity]:
    """Give '5' and '10' of '5, 10 or 20 mg' the unit that they may share."""
    shared = list(found)
    for at in range(len(shared) - 2, -1, -1):
        here, after = shared[at], shared[at + 1]
        unit = after.unit or after.also
        if here.shape in ("label", "ordinal", "name") or here.unit or here.noun or not unit:
            continue
        year = here.shape == "single" and 1900 <= here.values[0] <= 2100
        if not year and _LIST.fullmatch(low[here.end : after.start]):
            shared[at] = replace(here, also=unit)
    return shared


def _labels_shared(found: list[Quantity], low: str) -> list[Quantity]:
    """Make '4' and '5' of 'stages 3, 4 and 5' stages too, and both ends of 'stage 3 to 5'."""
    shared: list[Quantity] = []
    for quantity in found:
        before = shared[-1] if shared else None
        if before and _continues(before, quantity, low):
            name = _shown(quantity.values[0])
            shared.append(
                replace(quantity, shape="label", values=(), label=before.label, name=name)
            )
        else:
            shared.append(quantity)
    return shared


def _continues(label: Quantity, bare: Quantity, low: str) -> bool:
    """Whether a bare number goes on with a list or range of labels."""
    if label.shape != "label" or bare.shape != "single":
        return False
    if bare.unit or bare.also or bare.noun:
        return False
    return bool(_LIST.fullmatch(low[label.end : bare.start]))
