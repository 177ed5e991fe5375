"""The codes that a note of the list names: "(E08-E13 with .22)", "(T36-T50 with fifth or sixth character 5)".

Notes are prose for people. What is read here are the codes and ranges in them and the conditions on
single characters that the list uses; a note that names no code names nothing here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CODE = r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"
# "S00-T88", "E11.-", "O24.4-", "A00 - B99"; a hyphen that leads to no code means "anything below".
_REFERENCE = re.compile(rf"\b({_CODE})\.?(?:\s?-{{1,2}}\s?({_CODE})\b|(-))?")
_PLACES = {
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "sixth": 6,
    "6th": 6,
    "seventh": 7,
    "7th": 7,
}
_CONDITION = re.compile(
    r"^\W{0,3}with\s+(?P<places>(?:fourth|fifth|sixth|seventh|[4-7]th)"
    r"(?:[-\s]+(?:or|to|and)[-\s]+(?:fourth|fifth|sixth|seventh|[4-7]th))?)[-\s]+characters?\s+"
    r"\.?(?P<values>[0-9A-Z](?:\s?(?:-|,|\bor\b|\band\b)\s?[0-9A-Z](?![0-9A-Z]))*)(?![0-9A-Z])"
)
_WITH_ENDING = re.compile(r"^\W{0,3}with\s+\.(?P<endings>[0-9]{1,3}(?:-(?:\.?[0-9]{1,3})?)?)")


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes from ``first`` to ``last`` with all below them, without dots; see :meth:`holds`.

    ``characters``, where set, are what one of the ``places`` (counted from 1) must be. ``endings``,
    where set, are two prefixes between which what follows the third character must lie.
    """

    first: str
    last: str
    printed: str
    places: tuple[int, ...] = ()
    characters: str = ""
    endings: tuple[str, str] | None = None

    def holds(self, code: str) -> bool:
        """Whether a code, with or without its dot, is meant."""
        plain = code.replace(".", "")
        if not (plain[: len(self.first)] >= self.first and plain[: len(self.last)] <= self.last):
            return False
        if len(plain) < len(self.first):
            return False
        if self.places:
            return any(
                len(plain) >= place and plain[place - 1] in self.characters for place in self.places
            )
        if self.endings is not None:
            low, high = self.endings
            rest = plain[3:]
            return rest[: len(low)] >= low and bool(rest) and rest[: len(high)] <= high
        return True


@lru_cache(maxsize=16384)
def references(note: str) -> tuple[CodeRange, ...]:
    """The codes and ranges that a note names, in its order, each once."""
    found = []
    for match in _REFERENCE.finditer(note):
        first, last = match[1], match[2] or match[1]
        rest = note[match.end() :]
        printed = match[0].strip()
        places: tuple[int, ...] = ()
        characters, endings = "", None
        if condition := _CONDITION.match(rest):
            places = _places(condition["places"])
            characters = _characters(condition["values"])
            printed += condition[0]
        elif condition := _WITH_ENDING.match(rest):
            endings = _endings(condition["endings"])
            printed += condition[0]
        found.append(
            CodeRange(
                first.replace(".", ""), last.replace(".", ""), printed, places, characters, endings
            )
        )
    return tuple(dict.fromkeys(found))


def named_in(note: str, code: str) -> bool:
    """Whether a note names a code."""
    return any(one.holds(code) for one in references(note))


def _places(text: str) -> tuple[int, ...]:
    return tuple(place for word, place in _PLACES.items() if re.search(rf"\b{word}\b", text))


def _characters(text: str) -> str:
    """The characters of "5", "1-4 or 6", "A, B"."""
    found = ""
    for low, high in re.findall(r"([0-9A-Z])(?:\s?-\s?([0-9A-Z]))?", text.replace("or", ",")):
        found += "".join(chr(sign) for sign in range(ord(low), ord(high or low) + 1))
    return found


def _endings(text: str) -> tuple[str, str]:
    low, dash, high = text.partition("-")
    high = high.lstrip(".")
    return (low, high) if dash and high else (low, low)
