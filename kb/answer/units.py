"""Units and the characters around numbers, brought to one form.

:func:`plain` evens out typography (dashes, spaces, comparison signs, superscripts), so that
'140/90 mm Hg' from a PDF and '140/90 mmHg' from a model can be compared. :func:`unit_at` reads the unit
that follows a number. What amounts to the same in another unit is in :mod:`kb.answer.scales`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# canonical form: the ways it is written, in lower case
_ATOMS: dict[str, str] = {
    "mmhg": "mmhg|mm hg|mm-hg|mm of mercury|millimet(?:re|er)s? of mercury",
    "cmh2o": "cmh2o|cm h2o|cm of water",
    "kpa": "kpa",
    "kg": "kg|kilograms?|kilos?",
    "g": "g|grams?|grammes?|gm",
    "mg": "mg|mgs|milligrams?|milligrammes?",
    "ug": "ug|μg|mcg|micrograms?|microgrammes?",
    "ng": "ng|nanograms?",
    "pg": "pg|picograms?",
    "l": "l|lit(?:re|er)s?",
    "dl": "dl|decilit(?:re|er)s?",
    "ml": "ml|mls|millilit(?:re|er)s?|cc",
    "ul": "ul|μl|microlit(?:re|er)s?",
    "mol": "mol|moles?",
    "mmol": "mmol|millimoles?",
    "umol": "umol|μmol|micromoles?",
    "nmol": "nmol",
    "pmol": "pmol",
    "meq": "meq",
    "iu": "iu|international units?",
    "unit": "u|units?",
    "miu": "miu|mu",
    "m2": r"m\^?2|square met(?:re|er)s?",
    "bsa": "bsa",
    "mm": "mm|millimet(?:re|er)s?",
    "cm": "cm|centimet(?:re|er)s?",
    "km": "km",
    "m": "m|met(?:re|er)s?",
    "in": "inch(?:es)?",
    "ft": "ft|feet|foot",
    "lb": "lbs?|pounds?",
    "oz": "oz|ounces?",
    "kcal": "kcal|calories",
    "kj": "kj",
    "hz": "hz",
    "gy": "gy",
    "c": "°c|° c|degrees? celsius|degrees? c|celsius",
    "f": "°f|° f|degrees? fahrenheit",
    "%": "%|percent|per cent|pct",
    "pp": "percentage[- ]points?|%[- ]points?|pp",
    "points": "points?",
    "sd": "sds?|standard deviations?",
    "beats": "beats?",
    "breaths": "breaths?",
    "cells": "cells?",
    "copies": "copies",
    "bpm": "bpm",
    "metabolic": "mets?",
    "s": "(?<= )s|secs?|seconds?",
    "min": "mins?|minutes?",
    "h": "h|hs|hrs?|hours?",
    "d": "d|days?",
    "wk": "wks?|weeks?|w",
    "mo": "mos?|months?|mths?",
    "y": "y|yrs?|years?(?:[- ]olds?| of age)?|yo",
    "times": "times|folds?",
    "tablet": "tablets?|capsules?|pills?",
    "puff": "puffs?|inhalations?|actuations?",
    "drop": "drops?",
    "pack-years": "pack[- ]years?",
}
_NOUNS: dict[str, str] = {
    "people": "patients?|participants?|people|persons?|adults?|children|child|women|woman|men|man"
    "|subjects?|individuals?|volunteers?|infants?|neonates?|residents?|boys|girls|males?|females?",
    "studies": "trials?|stud(?:y|ies)|rcts?|reviews?|meta-analys[ei]s|articles?|cohorts?|papers?",
    "deaths": "deaths?|fatalities",
    "events": "events?|episodes?|attacks?|exacerbations?",
    "places": "cent(?:re|er)s?|hospitals?|clinics?|sites?|practices?",
    "countries": "countr(?:y|ies)",
    "readings": "readings?|measurements?|occasions?|visits?|appointments?",
    "drugs": "drugs?|agents?|medicines?|medications?|antihypertensives?|antibiotics?",
    "doses": "doses?|injections?|infusions?",
    "copies": "copies",
    "criteria": "criteria|criterion|factors?|features?",
}
_MULTIPLIERS = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_RATES = {
    "1/d": r"daily|a day|per day|each day|every day|/ ?day|/ ?d|nightly|every night|at night|od|qd|o\.d\.?",
    "1/wk": "weekly|a week|per week|each week|every week|/ ?week|/ ?wk",
    "1/mo": "monthly|a month|per month|each month|every month|/ ?month",
    "1/y": "yearly|annually|a year|per year|each year|every year|/ ?year|/ ?y|per annum",
    "1/h": "hourly|an hour|per hour|every hour",
    "2/d": r"bd|bid|b\.i\.d\.?",
    "3/d": r"tds|tid|t\.i\.d\.?",
    "4/d": r"qds|qid|q\.i\.d\.?",
}


def words_in_order(text: str) -> list[str]:
    """A readable way to write a list of words."""
    return text.split()


def words_of(text: str) -> frozenset[str]:
    """A readable way to write a set of words."""
    return frozenset(text.split())


def _table(entries: dict[str, str]) -> tuple[re.Pattern[str], list[str]]:
    """One pattern with a group an entry, longest spelling first within the alternation."""
    spelled = [(alias, name) for name, alias in entries.items()]
    alternatives = "|".join(f"(?P<g{at}>{alias})" for at, (alias, _) in enumerate(spelled))
    return re.compile(alternatives), [name for _, name in spelled]


_RATE, _RATE_NAMES = _table(_RATES)
_NOUN, _NOUN_NAMES = _table(_NOUNS)
_EACH_ATOM = [(name, re.compile(rf"(?:{alias})(?![a-z])")) for name, alias in _ATOMS.items()]
_POWER = re.compile(r"\s?[x*]\s?10\s?(?:\^\s?)?(\d{1,2})(?=\s?/)")
_OVER = re.compile(r"\s?/\s?|\s+per\s+|-per-")
_INVERSE = re.compile(r"[ .·]?([a-zμ]+)\s?\^?-1(?!\d)")
_MULTIPLIER = re.compile(rf"[ -]({'|'.join(_MULTIPLIERS)})\b")

# A schedule, when it follows a dose; part of the amount, when it follows a volume or an energy.
_SCHEDULES = {"d": "1/d", "wk": "1/wk", "mo": "1/mo", "y": "1/y"}


class Unit(NamedTuple):
    """A unit as read: canonical ``name`` ('mmol/l'), schedule ``per`` ('2/d'), counted ``noun``."""

    name: str
    per: str
    noun: str
    factor: int
    end: int


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–−﹣－⁃", "-"),
        "—": " - ",
        "―": " - ",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        **dict.fromkeys("≥⩾≧", ">="),
        **dict.fromkeys("≤⩽≦", "<="),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        "×": "x",
        "µ": "μ",
        "∕": "/",
        "⁄": "/",
        "º": "°",
        "˚": "°",
    }
)


_DOZEN = re.compile(r"\b(half a|an?|one|two|three|four|five) dozen\b", re.IGNORECASE)
_DOZENS = {
    "half a": "6",
    "a": "12",
    "an": "12",
    "one": "12",
    "two": "24",
    "three": "36",
    "four": "48",
    "five": "60",
}


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text with one dash, one space, one form of comparison signs and of thousands."""
    text = re.sub(r"(?<=\d)[\u2009\u202f\u00a0\u2008\u2007](?=\d{3}(?!\d))", "", text)
    text = re.sub(
        r"(?<=10)[⁰¹²³⁴-⁹⁻]+", lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text
    )
    text = re.sub(r"(\d*)([½¼¾])", lambda found: (found[1] or "0") + _FRACTIONS[found[2]], text)
    text = re.sub(r"(?<=[A-Za-zµμ])⁻¹", "^-1", text)
    text = re.sub(r"(?<=[mM])([²³])", lambda found: found[0].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"[⁰¹²³⁴-⁹]+", " ", text.translate(_SAME))
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"([<>])\s=", r"\1=", text).replace("=<", "<=").replace("=>", ">=")
    text = re.sub(r"(?<=\d)[·∙](?=\d)", ".", text)
    text = re.sub(r"\b0,(?=\d)", "0.", text)
    text = _DOZEN.sub(lambda found: _DOZENS[found[1].lower().strip()], text)
    text = re.sub(
        r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])", lambda found: found[0].replace(",", ""), text
    )
    return re.sub(r"(?i)(?:/|\bper)\s*1\.73\s*m\s?\^?2", "/bsa", text).strip()


def lower(text: str) -> str:
    """Lower case of the same length, so that offsets hold for both."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def unit_at(text: str, at: int) -> Unit:
    """Read what follows a number that ends at ``at`` of a plain, lower-case text."""
    factor = 1
    while found := _MULTIPLIER.match(text, at):
        factor *= _MULTIPLIERS[found[1]]
        at = found.end()
    name, end = "", at
    if power := _POWER.match(text, at):
        name, end = f"10^{power[1]}", power.end()
    elif atom := _atom(text, at + (1 if text[at : at + 1] in (" ", "-") else 0)):
        name, end = atom
    parts = [name]
    while over := _OVER.match(text, end):
        below = _atom(text, over.end())
        if below is None:
            break
        parts.append(below[0])
        end = below[1]
    while inverse := _INVERSE.match(text, end) if name else None:
        below = _atom(text, inverse.start(1))
        if below is None:
            break
        parts.append(below[0])
        end = inverse.end()
    per = ""
    if len(parts) > 1 and parts[0] in _DOSED and parts[-1] in _SCHEDULES:
        per = _SCHEDULES[parts.pop()]
    elif parts[0] in _DOSED:
        per, end = rate_at(text, end)
    unit = _canonical("/".join(parts))
    return Unit(unit, per, "" if unit else _noun(text, end), factor, end)


_DOSED = words_of("kg g mg ug ng l ml unit iu tablet puff drop times mmol meq")
_SPACED_RATE = re.compile(r"(?:\s|-)?(?:once\s|once-|a single dose\s)?")
_TIMES_RATE = re.compile(r"[ ,]\s?(once|twice|thrice|(two|three|four|five|six|[2-6])[ -]times)[ -]")
_WHAT = re.compile(
    r"\s(?:of )?(?:(?!and\b|or\b|in\b|for\b|to\b)[a-z-]+ ){0,2}?(?!and\b|or\b)[a-z-]+"
    r"(?=,? (?:daily|once|twice|thrice|three|four|weekly|monthly|every|[2-4] times|[bt]d|bid|tds|qds|a day|per day)\b)"
)
_EVERY = re.compile(
    r"[ ,]\s?(?:every|q)\s?(\d{1,2}|four|six|eight|twelve)[ -]?(?:h|hours?|hourly)\b"
)
_COUNT = {"once": 1, "twice": 2, "thrice": 3, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_HOURS = {"four": 4, "six": 6, "eight": 8, "twelve": 12}


def rate_at(text: str, at: int) -> tuple[str, int]:
    """A schedule after a dose, and where it ends: 'twice daily' is '2/d', 'every 12 hours' too.

    A count ('twice') is left to be read again as a number of its own: it is only peeked at.
    """
    if every := _EVERY.match(text, at):
        hours = _HOURS.get(every[1]) or int(every[1])
        if hours and 24 % hours == 0:
            return f"{24 // hours}/d", at
    if times := _TIMES_RATE.match(text, at):
        count = _COUNT.get(times[2] or times[1]) or int(times[2])
        if (rate := _rate(text, times.end())) is not None:
            end = rate[1] if count == 1 else at
            return f"{count}/{rate[0].split('/')[1]}", end
    lead = _SPACED_RATE.match(text, at)
    if lead and (rate := _rate(text, lead.end())) is not None:
        return rate
    if what := _WHAT.match(text, at):
        # '40 mg prednisone daily': the schedule counts, but the text between is not the dose's.
        return rate_at(text, what.end())[0], at
    return "", at


def _rate(text: str, at: int) -> tuple[str, int] | None:
    found = _RATE.match(text, at)
    if found is None or text[found.end() : found.end() + 1].isalnum():
        return None
    return _RATE_NAMES[int((found.lastgroup or "g0")[1:])], found.end()


def _atom(text: str, at: int) -> tuple[str, int] | None:
    """The longest unit that is written at ``at``."""
    best: tuple[str, int] | None = None
    for name, pattern in _EACH_ATOM:
        found = pattern.match(text, at)
        if found and (best is None or found.end() > best[1]):
            best = name, found.end()
    return best


def _canonical(unit: str) -> str:
    same = {"beats/min": "bpm", "ml/min/bsa": "ml/min", "unit/l": "iu/l", "unit/ml": "iu/ml"}
    return same.get(unit, unit)


_STOPPING = words_of("and or of to in with vs versus per than by from for at the was were is")


def _noun(text: str, at: int) -> str:
    """What is counted ('120 hypertensive patients'): the first known noun of the next four words."""
    for word in re.findall(r"\s*[-]?([a-z][a-z'-]*|\S)", text[at : at + 60])[:4]:
        if word in _STOPPING or not word[0].isalpha():
            break
        found = _NOUN.fullmatch(word)
        if found:
            return _NOUN_NAMES[int((found.lastgroup or "g0")[1:])]
    return ""


def free_units(text: str) -> frozenset[str]:
    """Units that stand without a number, as in a table's head: 'SBP (mmHg)', 'dose, mg/day'."""
    found: set[str] = set()
    for match in re.finditer(r"(?<=[(\[,])\s?(?=[a-zμ%°])", text):
        unit = unit_at(text, match.end())
        if unit.name and text[unit.end : unit.end + 1] in (")", "]", ",", ""):
            found.add(unit.name)
    return frozenset(found)
