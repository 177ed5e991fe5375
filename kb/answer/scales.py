"""Amounts on one scale: 1 g and 1000 mg, 7 days and 1 week, 38 °C and 100.4 °F.

Only powers of ten, the clock and temperature are converted: nothing that takes a molar mass (mg/dL to
mmol/L) or a calendar (months to days).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

# What a unit measures, and how many of that kind's base unit it is.
_SCALES: dict[str, tuple[str, str]] = {
    **{
        unit: ("mass", ten)
        for unit, ten in (("kg", "1e3"), ("g", "1"), ("mg", "1e-3"), ("ug", "1e-6"))
    },
    **{unit: ("mass", ten) for unit, ten in (("ng", "1e-9"), ("pg", "1e-12"))},
    **{
        unit: ("volume", ten)
        for unit, ten in (("l", "1"), ("dl", "1e-1"), ("ml", "1e-3"), ("ul", "1e-6"))
    },
    **{unit: ("amount", ten) for unit, ten in (("mol", "1"), ("mmol", "1e-3"), ("umol", "1e-6"))},
    **{unit: ("amount", ten) for unit, ten in (("nmol", "1e-9"), ("pmol", "1e-12"))},
    **{
        unit: ("length", ten)
        for unit, ten in (("km", "1e3"), ("m", "1"), ("cm", "1e-2"), ("mm", "1e-3"))
    },
    **{unit: ("clock", secs) for unit, secs in (("s", "1"), ("min", "60"), ("h", "3600"))},
    **{unit: ("clock", secs) for unit, secs in (("d", "86400"), ("wk", "604800"))},
    **{unit: ("calendar", months) for unit, months in (("mo", "1"), ("y", "12"))},
    "c": ("temperature", "1"),
    "f": ("temperature", "1"),
}


@lru_cache(maxsize=4096)
def base_amounts(unit: str, values: tuple[Decimal, ...]) -> tuple[str, tuple[Fraction, ...]]:
    """What ``unit`` ('mg/kg') measures, and ``values`` on the scale of that kind's base unit.

    A unit without a scale stays as it is and measures itself. Fahrenheit becomes Celsius, to a tenth.
    """
    if unit == "f":
        return "temperature", tuple(Fraction(round(Fraction(v - 32) * 50 / 9), 10) for v in values)
    factor = Fraction(1)
    kinds = []
    for at, part in enumerate(unit.split("/") if unit else ()):
        kind, scale = _SCALES.get(part, (part, "1"))
        kinds.append(kind)
        factor = factor * Fraction(scale) if at == 0 else factor / Fraction(scale)
    return "/".join(kinds), tuple(Fraction(value) * factor for value in values)
