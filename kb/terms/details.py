"""The details by which codes of one disease differ: side, encounter, trimester, acuity, severity, stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache

from kb.terms.wording import fold, stems_of

_SIDE = (
    ("bilateral", r"bilateral(?:ly)?|both|b l"),
    (
        "left",
        r"left|lt|l(?= (?:eye|ear|knee|hip|arm|leg|hand|foot|breast|shoulder|wrist|ankle|side))",
    ),
    (
        "right",
        r"right|rt|r(?= (?:eye|ear|knee|hip|arm|leg|hand|foot|breast|shoulder|wrist|ankle|side))",
    ),
)
_ENCOUNTER = (
    ("sequela", r"sequelae?|late effects?"),
    ("subsequent", r"subsequent|follow ?up|routine healing|delayed healing|aftercare"),
    ("initial", r"initial"),
)
_TRIMESTER = (
    ("first", r"(?:first|1st) trimester"),
    ("second", r"(?:second|2nd) trimester"),
    ("third", r"(?:third|3rd) trimester"),
    ("postpartum", r"postpartum|puerperium"),
    ("childbirth", r"childbirth"),
)
_ACUITY = (
    ("acute on chronic", r"acute on chronic|acute and chronic"),
    ("subacute", r"subacute"),
    ("acute", r"acute"),
    ("chronic", r"chronic|long ?standing"),
)
_SEVERITY = (
    ("mild", r"mild"),
    ("moderate", r"moderate"),
    ("severe", r"severe"),
)
_STAGE = re.compile(r"\bstage (?P<a>[0-9](?: ?[abc])?)\b|\b(?P<b>end) stage\b")
_WEEKS = re.compile(r"\b(\d{1,2})(?: ?\+ ?\d)? ?(?:weeks?|wks?|w)\b")

# The question that settles each.
NAMES = {
    "side": "which side?",
    "encounter": "which encounter?",
    "trimester": "which trimester?",
    "acuity": "acute or chronic?",
    "severity": "how severe?",
    "stage": "which stage?",
}


@dataclass(frozen=True, slots=True)
class Details:
    """What a text says of each; empty where it says nothing."""

    side: str = ""
    encounter: str = ""
    trimester: str = ""
    acuity: str = ""
    severity: str = ""
    stage: str = ""

    def items(self) -> tuple[tuple[str, str], ...]:
        """(name, value) of all, in order."""
        return tuple((one.name, getattr(self, one.name)) for one in fields(self))


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    values: tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=1)
def _readers() -> tuple[_Reader, ...]:
    def reader(name: str, listed: tuple[tuple[str, str], ...]) -> _Reader:
        return _Reader(
            name, tuple((value, re.compile(rf"\b(?:{words})\b")) for value, words in listed)
        )

    return (
        reader("side", _SIDE),
        reader("encounter", _ENCOUNTER),
        reader("trimester", _TRIMESTER),
        reader("acuity", _ACUITY),
        reader("severity", _SEVERITY),
    )


@lru_cache(maxsize=32768)
def details(text: str) -> Details:
    """The details that a text states."""
    plain = fold(text)
    found: dict[str, str] = {}
    for reader in _readers():
        for value, pattern in reader.values:
            if pattern.search(plain):
                found[reader.name] = value
                break
    stage = _STAGE.search(_roman(plain))
    if stage:
        found["stage"] = "end" if stage["b"] else (stage["a"] or "").replace(" ", "")
    if "trimester" not in found and ("pregnan" in plain or "gestation" in plain):
        weeks = _WEEKS.search(plain)
        if weeks:
            # First: less than 14 weeks 0 days; second: to less than 28 weeks (chapter 15 of the list).
            number = int(weeks[1])
            found["trimester"] = "first" if number < 14 else "second" if number < 28 else "third"
    return Details(**found)


def without_weeks(text: str) -> str:
    """A text about a pregnancy without its weeks, where it says more than how far it is.

    The weeks have a code of their own (Z3A); beside a condition they tell its trimester.
    """
    if not details(text).trimester:
        return text
    rest = text
    for found in reversed(list(_WEEKS.finditer(fold(text)))):
        rest = rest[: found.start()] + rest[found.end() :]
    said = set(stems_of(rest)) - set(stems_of("pregnancy pregnant gestation at"))
    return rest if said else text


def _roman(text: str) -> str:
    for roman, digit in (("iii", "3"), ("ii", "2"), ("iv", "4"), ("i", "1"), ("v", "5")):
        text = re.sub(rf"\bstage {roman}(a|b|c)?\b", rf"stage {digit}\1", text)
    return text


_LEVELLED = re.compile(
    r"\b(?:right|left|bilateral|unspecified|unilateral|nos)\b"
    r"|\b(?:first|second|third) trimester\b"
    r"|,?\s*\binitial encounter\b|,?\s*\bsubsequent encounter\b|,?\s*\bsequela\b"
)
_TRAILING_SIDE = re.compile(
    r",?\s+(?:of\s+)?(?:right|left|bilateral|unspecified|both)\s+"
    r"(?:ears?|eyes?|sides?|eyelids?|(?:upper |lower )?limbs?|(?:upper |lower )?extremit(?:y|ies))\s*$"
)
_DETAILED = re.compile(
    r"\b(?:acute on chronic|acute and chronic|acute|chronic|subacute|mild|moderate|severe"
    r"|end stage|stage [0-9][a-c]?|stage)\b"
)


def without_side(text: str) -> str:
    """A description without its side, its trimester and "unspecified"."""
    return _LEVELLED.sub(" ", _TRAILING_SIDE.sub(" ", fold(text)))


def core(text: str) -> str:
    """A description without any detail: what members of a family have in common."""
    return _DETAILED.sub(" ", without_side(text))
