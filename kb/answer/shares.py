"""Shares and factors said in words: 'one in five', 'half', '61 per 1000', 'doubled'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from kb.answer.quantities import Quantity
from kb.answer.units import words_in_order

_COUNTED = words_in_order("one two three four five six seven eight nine ten eleven twelve")
_NUMERAL = rf"\d+(?:\.\d+)?|{'|'.join(_COUNTED)}"
# A share, said without a per cent sign.
_SHARE = re.compile(
    r"\b(?:(?P<twothirds>two[- ]thirds)|(?P<threequarters>three[- ]quarters)|(?P<third>(?:one|a)[- ]third)"
    r"|(?P<quarter>(?:one|a)[- ]quarter)|(?P<half>half)"
    r"|(?P<fifth>(?:one|a)[- ]fifth)|(?P<tenth>(?:one|a)[- ]tenth)"
    rf"|(?P<part>{_NUMERAL}) (?:in|in every|of every|out of every) (?P<whole>{_NUMERAL}))\b(?![.,]?\d)(?! ?(?:%|[a-z]+/))"
)
_PER = re.compile(
    r"\b(?P<part>\d+(?:\.\d+)?) (?:[a-z]+ )?per (?P<whole>100|1000|10000|100000|1000000)\b(?!-)"
)
_NAMED_SHARES = {
    "twothirds": "200",
    "threequarters": "225",
    "third": "100",
    "quarter": "75",
    "half": "150",
    "fifth": "60",
    "tenth": "30",
}
_SHARE_TOLERANCE = Decimal("0.5")
# A change by a factor, as a verb or an adjective.
_FACTORS = {
    "2": r"\bdoubl(?:e|ed|es|ing)\b|\btwo-?fold|\b2-?fold|\btwice (?:as|the)\b",
    "3": r"\btripl(?:e|ed|es|ing)\b|\btrebl(?:e|ed|es|ing)\b|\bthree-?fold|\b3-?fold|\bthree times (?:as|the)\b",
    "4": r"\bquadrupl(?:e|ed|es|ing)\b|\bfour-?fold|\b4-?fold|\bfour times (?:as|the)\b",
    "1/2": r"\bhalv(?:e|ed|es|ing)\b|\bhalf (?:as|the)\b|\bby half\b|\bby 50 ?%",
}
_EACH = {factor: re.compile(said) for factor, said in _FACTORS.items()}
_FACTOR = re.compile("|".join(f"(?:{said})" for said in _FACTORS.values()))


def shares(low: str) -> list[tuple[int, int, Decimal]]:
    """Shares in words, with where they stand, in per cent: 'one in five' is 20, '61 per 1000' 6.1."""
    found = []
    for match in _SHARE.finditer(low):
        if name := _NAMED_SHARES.get(match.lastgroup or ""):
            found.append((match.start(), match.end(), Decimal(name) / 3))
        elif (whole := _numeral(match["whole"])) > (part := _numeral(match["part"])):
            found.append((match.start(), match.end(), 100 * part / whole))
    return found


def _numeral(text: str) -> Decimal:
    return Decimal(_COUNTED.index(text) + 1 if text in _COUNTED else text)


def rates(low: str) -> list[Decimal]:
    """'61 per 1000' and the like, in per cent."""
    return [100 * Decimal(one["part"]) / Decimal(one["whole"]) for one in _PER.finditer(low)]


def is_share(share: Decimal, given: Iterable[Quantity], low: str) -> bool:
    """Whether a text (its quantities, and itself in lower case) has a share in figures.

    Per cent, 'n per 1000' or '1:1000'; a third may be rounded as it is written.
    """
    slack = Decimal(0) if share == share.to_integral() else _SHARE_TOLERANCE
    for one in given:
        if one.unit == "%" and any(abs(value - share) <= slack for value in one.values):
            return True
        ratio = one.shape == "pair" and ":" in one.text and one.values[1]
        if ratio and share == 100 * one.values[0] / one.values[1]:
            return True
    return share in rates(low)


def factors(low: str) -> list[tuple[int, int, str]]:
    """Changes by a factor, with where they stand, and which: 'halved' is '1/2'."""
    return [
        (match.start(), match.end(), next(n for n, said in _EACH.items() if said.search(match[0])))
        for match in _FACTOR.finditer(low)
    ]
