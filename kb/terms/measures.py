"""Units of measure: reading one from text as its dimensions and its size.

A unit such as ``mg/dL`` is mass over volume, and so many base units large. Two units with the same
dimensions convert by their sizes alone; between mass, amount of substance, equivalents and
international units it takes the substance, which :mod:`kb.terms.analytes` knows. Sizes are those of
the SI brochure (BIPM, 9th ed., 2019) and NIST Special Publication 811 (2008).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Dimension = Literal[
    "mass",
    "amount",
    "equivalents",
    "units",
    "volume",
    "length",
    "area",
    "time",
    "pressure",
    "energy",
    "osmoles",
    "temperature",
]
Dimensions = tuple[tuple[Dimension, int], ...]

_PREFIXES = {
    "": 1.0,
    "k": 1e3,
    "h": 1e2,
    "d": 1e-1,
    "c": 1e-2,
    "m": 1e-3,
    "u": 1e-6,
    "n": 1e-9,
    "p": 1e-12,
    "f": 1e-15,
}
# With prefixes. A unit is one international unit; one katal is 6e7 of the enzyme units (U).
_METRIC: dict[str, tuple[Dimension, float]] = {
    "g": ("mass", 1.0),
    "mol": ("amount", 1.0),
    "eq": ("equivalents", 1.0),
    "iu": ("units", 1.0),
    "u": ("units", 1.0),
    "kat": ("units", 6e7),
    "l": ("volume", 1.0),
    "m": ("length", 1.0),
    "s": ("time", 1.0),
    "pa": ("pressure", 1.0),
    "bar": ("pressure", 1e5),
    "j": ("energy", 1.0),
    "cal": ("energy", 4.184),
    "osm": ("osmoles", 1.0),
}
_OTHER: dict[str, tuple[Dimension, float]] = {
    "lb": ("mass", 453.59237),
    "oz": ("mass", 28.349523125),
    "st": ("mass", 6350.29318),
    "t": ("mass", 1e6),
    "in": ("length", 0.0254),
    "ft": ("length", 0.3048),
    "yd": ("length", 0.9144),
    "mi": ("length", 1609.344),
    "m2": ("area", 1.0),
    "cm2": ("area", 1e-4),
    "mm2": ("area", 1e-6),
    "ft2": ("area", 0.09290304),
    "floz": ("volume", 0.0295735295625),
    "pint": ("volume", 0.473176473),
    "gal": ("volume", 3.785411784),
    "tsp": ("volume", 0.005),
    "tbsp": ("volume", 0.015),
    "cup": ("volume", 0.24),
    "mmhg": ("pressure", 133.322387415),
    "cmh2o": ("pressure", 98.0665),
    "atm": ("pressure", 101325.0),
    "psi": ("pressure", 6894.757293168),
    "min": ("time", 60.0),
    "hr": ("time", 3600.0),
    "day": ("time", 86400.0),
    "wk": ("time", 604800.0),
    "degc": ("temperature", 1.0),
    "degf": ("temperature", 1.0),
    "kelvin": ("temperature", 1.0),
}
_SAME = {
    "mcg": "ug", "gm": "g", "gram": "g", "gramme": "g", "kilogram": "kg", "kilo": "kg", "kgs": "kg",
    "milligram": "mg", "microgram": "ug", "nanogram": "ng", "pound": "lb", "lbs": "lb",
    "ounce": "oz", "stone": "st", "tonne": "t", "litre": "l", "liter": "l", "cc": "ml", "cm3": "ml",
    "mm3": "ul", "cumm": "ul", "cmm": "ul", "mcl": "ul", "millilitre": "ml", "milliliter": "ml",
    "inch": "in", "inche": "in", "feet": "ft", "foot": "ft", "yard": "yd", "mile": "mi",
    "metre": "m", "meter": "m", "centimetre": "cm", "centimeter": "cm", "millimetre": "mm",
    "millimeter": "mm", "torr": "mmhg", "cmh20": "cmh2o", "minute": "min", "mins": "min",
    "second": "s", "sec": "s", "secs": "s", "h": "hr", "hour": "hr", "hrs": "hr", "d": "day",
    "week": "wk", "c": "degc", "°c": "degc", "celsius": "degc", "centigrade": "degc", "f": "degf",
    "°f": "degf", "fahrenheit": "degf", "degc": "degc", "unit": "u", "miu": "miu", "mu": "mu",
    "teaspoon": "tsp", "tablespoon": "tbsp", "gallon": "gal", "sqm": "m2", "mosmol": "mosm",
    "calorie": "kcal", "kilocalorie": "kcal", "kilojoule": "kj", "msec": "ms", "sq m": "m2",
}  # fmt: skip
# The usual way to write a unit, where putting it in lower case has lost that.
_SHOWN = {
    "iu": "IU", "miu": "mIU", "uiu": "µIU", "kiu": "kIU", "u": "U", "mu": "mU", "uu": "µU",
    "ku": "kU", "l": "L", "dl": "dL", "ml": "mL", "ul": "µL", "cl": "cL", "fl": "fL", "nl": "nL",
    "pl": "pL", "meq": "mEq", "eq": "Eq", "ueq": "µEq", "mosm": "mOsm", "osm": "Osm", "mmhg": "mmHg",
    "cmh2o": "cmH2O", "pa": "Pa", "kpa": "kPa", "hpa": "hPa", "j": "J", "kj": "kJ", "m2": "m²",
    "cm2": "cm²", "mm2": "mm²", "ft2": "ft²", "floz": "fl oz", "degc": "°C", "degf": "°F",
    "kelvin": "K", "hr": "h", "day": "d",
}  # fmt: skip
_COUNTS = {"": 0, "k": 3, "thousand": 3, "thou": 3, "million": 6, "mil": 6}
# Letters that mean a count only as capitals: "G/L" is 10^9 cells a litre, "g/L" is grams.
_CAPITAL_COUNTS = {"M/uL": "10^6/uL", "G/L": "10^9/L", "T/L": "10^12/L"}
_POWER = re.compile(r"(?:x|×|\*)?10[\^*]?(\d{1,2})")
_WORDS = {"cell", "cells", "count", "platelets", "leukocytes"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit: ``dimensions`` sorted, without those that cancel, and ``size`` in base units.

    ``text`` is how the unit is shown. Base units are gram, mole, litre, metre, second, pascal, joule.
    """

    text: str
    dimensions: Dimensions
    size: float

    @property
    def is_temperature(self) -> bool:
        """Whether it is a temperature, which converts with an offset, too."""
        return self.dimensions == (("temperature", 1),)


@lru_cache(maxsize=4096)
def read_measure(text: str) -> Measure | None:
    """The unit that a text names, such as ``mg/dL``, ``µmol/L``, ``10^9/L``, ``mm Hg``, ``%``.

    Case does not matter. Returns ``None`` for anything that is not a unit.
    """
    plain = _plain(text)
    if not plain:
        return None
    if plain in ("%", "percent", "per cent"):
        return Measure("%", (), 0.01)
    counted = _counted(plain)
    if counted is not None:
        return counted
    size = 1.0
    held: Counter[Dimension] = Counter()
    shown: list[str] = []
    for place, part in enumerate(plain.split("/")):
        atom = _atom(part)
        if atom is None:
            return None
        name, dimension, factor = atom
        power = -1 if place else 1
        held[dimension] += power
        size *= factor**power
        shown.append(_SHOWN.get(name, name.replace("u", "µ", 1) if _is_micro(name) else name))
    dimensions = tuple(sorted((name, power) for name, power in held.items() if power))
    return Measure("/".join(shown), dimensions, size)


def _plain(text: str) -> str:
    plain = text.strip().replace("µ", "u").replace("μ", "u").replace("²", "2").replace("³", "3")
    plain = _CAPITAL_COUNTS.get(plain, plain)
    plain = plain.replace("º", "°").replace("⁹", "^9").replace("¹²", "^12").casefold().rstrip(".")
    plain = re.sub(r"\s+per\s+|\s*/\s*", "/", plain)
    plain = re.sub(r"\bdeg(?:rees?)?\.?\s*(?=[cf]|celsius|fahrenheit)", "", plain)
    plain = re.sub(r"^°\s+", "°", plain)
    return plain.replace("mm hg", "mmhg").replace("cm h2o", "cmh2o").replace("fl oz", "floz")


def _counted(plain: str) -> Measure | None:
    """Cells in a volume: 10^9/L, K/µL, cells/mm3, /µL."""
    above, slash, below = plain.partition("/")
    volume = _atom(below)
    if not slash or volume is None or volume[1] != "volume":
        return None
    above = " ".join(word for word in above.split() if word not in _WORDS)
    power = _POWER.fullmatch(above.replace(" ", ""))
    exponent = int(power[1]) if power else _COUNTS.get(above)
    if exponent is None:
        return None
    shown = f"10^{exponent}/" if exponent else "/"
    name = _SHOWN.get(volume[0], volume[0])
    return Measure(shown + name, (("volume", -1),), 10.0**exponent / volume[2])


def _atom(part: str) -> tuple[str, Dimension, float] | None:
    """One factor of a unit: its name, its dimension and its size."""
    name = part.strip()
    name = _SAME.get(name, name)
    if name not in _OTHER and not _metric(name) and name.endswith("s"):
        name = _SAME.get(name[:-1], name[:-1])
    if name in _OTHER:
        dimension, size = _OTHER[name]
        return name, dimension, size
    found = _metric(name)
    return (name, *found) if found else None


def _metric(name: str) -> tuple[Dimension, float] | None:
    """A metric unit with or without a prefix; the prefix-less reading comes first ("m", "cal")."""
    if name in _METRIC:
        return _METRIC[name]
    unit = _METRIC.get(name[1:]) if name else None
    if unit is None or name[0] not in _PREFIXES:
        return None
    return unit[0], unit[1] * _PREFIXES[name[0]]


def _is_micro(name: str) -> bool:
    return len(name) > 1 and name[0] == "u" and name[1:] in _METRIC
