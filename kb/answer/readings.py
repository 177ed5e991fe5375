"""Numbers that can be read in two ways: '1 248' with a space for thousands, '2,5 mg' with a decimal comma."""

from __future__ import annotations

import re

_SPACED_THOUSANDS = re.compile(r"(?<![\d.,] )(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,]| \d)")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s?(?:%|[a-zA-Zµμ]))")


def other_readings(text: str) -> list[str]:
    """The text with '1 248' read as one number, and with '2,5 mg' read as a decimal, where it has such."""
    readings = []
    if _SPACED_THOUSANDS.search(text):
        readings.append(_SPACED_THOUSANDS.sub(lambda found: found[0].replace(" ", ""), text))
    if _DECIMAL_COMMA.search(text):
        readings.append(_DECIMAL_COMMA.sub(r"\1.\2", text))
    return readings
