"""What a question of terminology asks about: its term, and whether for a code, a meaning or the letters.

Only what is plainly put is read ("what does X stand for", "ICD-10 code for X", "define X"); of any other
question, and of questions for another code system or for a value, there is no term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Wanted = Literal["code", "meaning", "letters"]

_LONGEST = 160
_ICD = r"icd(?:[\s-]?10)?(?:[\s-]?cm)?"
_CODES = rf"(?:(?:{_ICD}|diagnos(?:is|tic)|billing)\s+)?codes?|{_ICD}"
# Other systems, values and comparisons have their own pages.
_ELSEWHERE = re.compile(
    r"\b(?:snomed|loinc|atc|cpt|hcpcs|mesh|rxnorm|opcs|icd-?9|icd-?11|umls|ndc|drg)\b"
    r"|\b(?:normal|reference) (?:range|interval|value|level)s?\b|\bconvert\b|\bunits?\b|\bdifference between\b"
    r"|\b(?:vs|versus)\b|\bcpt\b",
    re.IGNORECASE,
)
_SHAPES: tuple[tuple[Wanted, str], ...] = (
    # "the icd-10 code for X", "which code stands for X", "code X"
    (
        "code",
        rf"^\W*(?:.{{0,60}}?\b)?(?:{_CODES})\s+(?:(?:is|are|should be|do i|do we|does one|would you)\s+)?"
        r"(?:(?:use[ds]?|used|given|assigned|stands?|covers?|right|correct|listed|there)\s+)?(?:for|of|covers)\s+(?P<term>.+)",
    ),
    (
        "code",
        rf"^\W*(?:which\s+|what\s+)?(?:{_ICD}(?:\s+codes?)?|(?:diagnos(?:is|tic)|billing)\s+codes?)\s*[:,]?\s+(?P<term>.+)",
    ),
    ("code", r"^\W*(?:which\s+|what\s+)?codes?\s*[:,]\s*(?P<term>.+)"),
    ("code", rf"^\W*(?P<term>.+?)\s+{_ICD}(?:\s+codes?)?"),
    ("code", r"^\W*how\s+(?:is|are|should|would)\s+(?P<term>.+?)\s+(?:be\s+)?coded"),
    (
        "code",
        r"^\W*how\s+(?:(?:do|should|would|can)\s+(?:i|we|you|one)|to)\s+code\s+(?:for\s+)?(?P<term>.+)",
    ),
    (
        "letters",
        r"^\W*(?:what\s+(?:does|do|is|are)|what's)\s+(?:the\s+)?(?:abbreviations?|acronyms?|letters|initials|short\s+form)?\s*"
        r"(?P<term>.+?)\s+(?:stands?\s+for|(?:abbreviated|short|an\s+abbreviation|an\s+acronym)\s+(?:for|of))(?:\s+(?P<where>in|on)\s+.+)?",
    ),
    (
        "letters",
        r"^\W*(?:what\s+is\s+)?(?:the\s+)?(?:full\s+form|long\s+form|expansion|abbreviation|acronym)\s+(?:of|for)?\s*(?P<term>.+)",
    ),
    (
        "letters",
        r"^\W*(?:expand|spell\s+out|abbrev\.?)\s+(?:the\s+(?:abbreviation|acronym)\s+)?(?P<term>.+)",
    ),
    ("letters", r"^\W*(?P<term>[\w./&-]{2,10})(?:\s+means)?"),
    (
        "letters",
        r"^\W*(?P<term>.+?)\s+(?:full\s+(?:form|name)|abbreviation(?:\s+(?:meaning|expansion))?|stands\s+for(?:\s+what)?)",
    ),
    (
        "meaning",
        r"^\W*(?:what\s+(?:does|do))\s+(?:the\s+)?(?:(?:medical\s+)?(?:term|word|abbreviation|acronym|phrase|code)s?\s+)?"
        r"(?P<term>.+?)\s+means?(?:\s+(?:in|on|when)\s+.+)?",
    ),
    ("meaning", r"^\W*what\s+is\s+meant\s+by\s+(?:the\s+(?:term|word|phrase)\s+)?(?P<term>.+)"),
    (
        "meaning",
        r"^\W*(?:what\s+is\s+|what's\s+|give\s+(?:me\s+)?)?(?:the\s+|a\s+)?(?:meaning|definition)\s+of\s+(?:the\s+(?:term|word)\s+)?(?P<term>.+)",
    ),
    (
        "meaning",
        r"^\W*(?:define|explain|look\s+up)\s+(?:the\s+(?:term|word|phrase|abbreviation)\s+)?(?P<term>.+)",
    ),
    ("meaning", r"^\W*(?P<term>.+?)\s+(?:meaning|definition)"),
    ("meaning", r"^\W*(?:synonyms?|other\s+words?)\s+(?:for|of)\s+(?P<term>.+)"),
    (
        "meaning",
        r"^\W*what(?:'s|\s+is|\s+are)\s+(?:the\s+(?:term|word)\s+)?(?P<term>(?!(?:the|a|an)\s+(?:medical\s+)?(?:word|name|term)\b).+)",
    ),
)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_WHERE = re.compile(
    r"\s+(?:in|on|from)\s+(?:an?\s+|the\s+|my\s+)?(?:[\w-]+\s+)?(?:notes?|charts?|summary|prescriptions?|reports?|letters?|records?"
    r"|medicine|medical\s+terms|cardiology|pharmacy|terminology|icd.*)$",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(
    rf"^(?:{_CODES})\s+|\s+(?:mean|{_ICD})$|^what(?:'s|\s+is|\s+are|\s+does)\s+(?:an?\s+|the\s+)?"
    r"|^(?:patients?|somebody|someone)\s+with\s+",
    re.IGNORECASE,
)
_SIGNS = " \t?.!,;:\"'\u201c\u201d\u2018\u2019"


# A code is known by its dot; without one it may be a gene (P53) or a vitamin, unless codes are spoken of.
_DOTTED = re.compile(r"(?<![\w.])[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?![\w])")
_UNDOTTED = re.compile(r"(?<![\w.])[A-TV-Z]\d[0-9A-Z][0-9A-Z]{0,4}(?![\w.])")
_OF_CODES = re.compile(rf"\b(?:codes?|{_ICD}|billable)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The term of a question, and what of it is wanted."""

    term: str
    wanted: Wanted


def asked(question: str) -> Asked | None:
    """What a question of terminology asks about; ``None`` where that is not plain."""
    plain = " ".join(question.split())
    if _ELSEWHERE.search(plain):
        return None
    for wanted, shape in _SHAPES:
        match = _pattern(shape).match(plain)
        if match is None:
            continue
        term = _WHERE.sub("", match["term"].strip(_SIGNS))
        term = _LEFT_OVER.sub("", _ARTICLE.sub("", term.strip(_SIGNS))).strip(_SIGNS)
        return Asked(term, wanted) if 0 < len(term) <= _LONGEST else None
    return None


@lru_cache(maxsize=32)
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{shape})\W*$", re.IGNORECASE)


def codes_in(question: str) -> tuple[str, ...]:
    """The codes of ICD-10-CM that a question names, whether or not there are such."""
    found = list(_DOTTED.findall(question))
    if _OF_CODES.search(question):
        found += _UNDOTTED.findall(question)
    return tuple(dict.fromkeys(found))
