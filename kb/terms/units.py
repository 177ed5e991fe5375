"""Unit conversion: ``convert("126 mg/dL glucose")`` is 7.0 mmol/L.

Between mass and amount the substance decides, so that it has to be named; weights, heights,
temperatures and pressures need no substance. What cannot be converted is refused with what can.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kb.errors import NotFound
from kb.terms.analytes import SUBSTANCE, Analyte, analytes, find_analyte
from kb.terms.measures import Dimension, Measure, read_measure
from kb.terms.problems import InvalidInput

NIST = "NIST Special Publication 811, 2008; BIPM, The International System of Units, 9th ed., 2019"

_NUMBER = re.compile(
    r"(?<![^\s:=])[-+−]?(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)?(?:\.\d+)?(?<=\d)(?:e[-+]?\d+)?",
    re.IGNORECASE,
)
_INTO = re.compile(r"\s+(?:to|into|as|->|→|=)\s+|\s*(?:->|→)\s*", re.IGNORECASE)
_FEET = re.compile(
    r"""\s*(?P<feet>\d+)\s*(?:'|’|′|ft|feet|foot)\s*(?P<inches>\d+(?:\.\d+)?)\s*(?:"|”|″|''|in|inches)?\s*""",
    re.IGNORECASE,
)
_STONES = re.compile(
    r"\s*(?P<stones>\d+)\s*(?:st|stones?)\s*(?P<pounds>\d+(?:\.\d+)?)\s*(?:lbs?|pounds?)?\s*",
    re.IGNORECASE,
)
# What a unit is turned into where nobody says.
_COUNTERPARTS = {
    "lb": "kg", "kg": "lb", "oz": "g", "st": "kg", "g": "oz", "in": "cm", "ft": "cm", "yd": "m",
    "mi": "km", "km": "mi", "cm": "in", "m": "ft", "mm": "in", "°F": "°C", "°C": "°F", "K": "°C",
    "mmHg": "kPa", "kPa": "mmHg", "cmH2O": "mmHg", "mbar": "mmHg", "hPa": "mmHg", "atm": "kPa",
    "psi": "kPa", "kcal": "kJ", "kJ": "kcal", "fl oz": "mL", "pint": "mL", "gal": "L", "mL": "fl oz",
    "L": "fl oz", "tsp": "mL", "tbsp": "mL", "cup": "mL", "10^9/L": "10^3/µL", "10^3/µL": "10^9/L",
    "10^12/L": "10^6/µL", "10^6/µL": "10^12/L", "/µL": "10^9/L", "U/L": "µkat/L", "µkat/L": "U/L",
    "µg": "mg", "mg": "g", "ft²": "m²",
}  # fmt: skip
# HbA1c: NGSP (%) = 0.09148 x IFCC (mmol/mol) + 2.152.
_NGSP_SLOPE, _NGSP_OFFSET = 0.09148, 2.152
_HBA1C = "hemoglobin A1c"


@dataclass(frozen=True, slots=True)
class Conversion:
    """A quantity in another unit.

    ``result`` is exact, ``shown`` rounded as is usual for that unit. ``formula`` says how it was
    found, ``source`` where the factor is from.
    """

    value: float
    unit: str
    analyte: str | None
    result: float
    result_unit: str
    shown: str
    formula: str
    source: str

    @property
    def text(self) -> str:
        """The whole in one line: "126 mg/dL glucose = 7.0 mmol/L"."""
        what = f" {self.analyte}" if self.analyte else ""
        return f"{self.value:g} {self.unit}{what} = {self.shown} {self.result_unit}"


def convert(text: str) -> Conversion:
    """Convert what a text says: value, unit, the substance if it takes one, "to" a unit if wanted.

    "126 mg/dL glucose", "glucose 7 mmol/L", "180 lb to kg", "98.6 F", "5 ft 11 in", "1.1 mg/dL
    creatinine to umol/L". Without "to", a substance goes to its other usual unit.

    Raises:
        InvalidInput: something is missing or does not fit; the message says what is possible.
        NotFound: the substance is not known.
    """
    left, into = _target(text.strip())
    joined = _compound(left)
    if joined is not None:
        return convert_value(*joined, into=into)
    value, unit, substance = _parts(left, text)
    if unit is None:
        raise InvalidInput([_no_unit(text, substance)], hint="For example: 126 mg/dL glucose.")
    return convert_value(value, unit, substance or None, into=into)


def convert_value(
    value: float, unit: str, substance: str | None = None, *, into: str | None = None
) -> Conversion:
    """Convert one value.

    Args:
        unit: such as ``mg/dL``.
        substance: any name of an analyte; not needed for units of one kind.
        into: the unit wanted; the other usual one where it is ``None``.

    Raises:
        InvalidInput: the units do not belong together, or the substance is missing.
        NotFound: the substance is not known.
    """
    measure = _read(unit)
    analyte = find_analyte(substance) if substance else None
    target = _read(into) if into else _usual(measure, analyte)
    if not math.isfinite(value):
        raise InvalidInput(["The value is not a finite number."])
    if value < 0 and not measure.is_temperature:
        raise InvalidInput([f"{value:g} {measure.text} is less than nothing."])
    result, formula = _apply(value, measure, target, analyte)
    source = analyte.source if analyte and measure.dimensions != target.dimensions else NIST
    if analyte and analyte.name == _HBA1C:
        source = analyte.source
    return Conversion(
        value=value,
        unit=measure.text,
        analyte=analyte.name if analyte else None,
        result=result,
        result_unit=target.text,
        shown=rounded(result, _decimals(target, analyte)),
        formula=formula,
        source=source,
    )


def factor(source: Measure, target: Measure, analyte: Analyte | None) -> float | None:
    """By how much a number in one unit is multiplied to be in the other; ``None`` if it cannot be."""
    if source.dimensions == target.dimensions:
        return source.size / target.size
    if analyte is None:
        return None
    one, other = _in_grams(source, analyte), _in_grams(target, analyte)
    if one is None or other is None or one[0] != other[0]:
        return None
    return one[1] / other[1]


def rounded(value: float, decimals: int | None = None) -> str:
    """A number as it is shown: to the usual decimals, yet never to fewer than two digits that count.

    Without ``decimals`` four digits count, and zeros at the end are left out.
    """
    if value == 0:
        return "0" if decimals is None else f"{value:.{decimals}f}"
    magnitude = math.floor(math.log10(abs(value)))
    if decimals is None:
        text = f"{value:.{max(0, 3 - magnitude)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.{max(decimals, 1 - magnitude)}f}"


def possible_units(analyte: Analyte) -> tuple[str, ...]:
    """The units in which an analyte is usually given."""
    return tuple(dict.fromkeys((analyte.conventional.text, analyte.si.text)))


def _decimals(target: Measure, analyte: Analyte | None) -> int | None:
    if target.is_temperature:
        return 1
    return analyte.decimals(target) if analyte else None


def _target(text: str) -> tuple[str, str | None]:
    parts = _INTO.split(text)
    if len(parts) > 1:
        return " ".join(parts[:-1]), parts[-1]
    # "in" is the inch, too: it asks for a unit only where one follows and the rest stands without it.
    before, word, after = text.rpartition(" in ")
    if word and read_measure(after) and re.search(r"\d\s*\S", before):
        return before, after
    return text, None


def _parts(left: str, text: str) -> tuple[float, str | None, str]:
    """Value, unit and substance: the number is the first that a unit follows."""
    numbers = list(_NUMBER.finditer(left))
    if not numbers:
        raise InvalidInput(
            [f"“{text}” has no number."], hint="Write value, unit and substance: 126 mg/dL glucose."
        )
    chosen, (unit, rest) = numbers[0], _leading_unit(left[numbers[0].end() :].strip())
    for found in numbers:
        read = _leading_unit(left[found.end() :].strip())
        if read[0] is not None:
            chosen, (unit, rest) = found, read
            break
    if unit is None and re.match(r"[,.]\d", left[chosen.end() :]):
        raise InvalidInput(
            [f"The number in “{text}” cannot be read."], hint="Use a full stop for decimals: 7.0."
        )
    before = left[: chosen.start()].strip(" :=")
    substance = " ".join(part for part in (before, rest) if part)
    return float(chosen[0].replace(",", "").replace("−", "-")), unit, substance


def _compound(text: str) -> tuple[float, str] | None:
    if feet := _FEET.fullmatch(text):
        return int(feet["feet"]) * 12 + float(feet["inches"]), "in"
    if stones := _STONES.fullmatch(text):
        return int(stones["stones"]) * 14 + float(stones["pounds"]), "lb"
    return None


def _leading_unit(text: str) -> tuple[str | None, str]:
    """The longest run of words that is a unit, and what follows it."""
    words = text.split()
    for count in range(min(len(words), 4), 0, -1):
        if read_measure(" ".join(words[:count])):
            return " ".join(words[:count]), " ".join(words[count:])
    return None, text


def _read(unit: str) -> Measure:
    measure = read_measure(unit)
    if measure is None:
        raise InvalidInput(
            [f"“{unit}” is not a unit that is known here."],
            hint="Units are written like mg/dL, mmol/L, µmol/L, 10^9/L, U/L, kg, lb, cm, in, °C, mmHg.",
        )
    return measure


def _no_unit(text: str, substance: str) -> str:
    try:
        units = possible_units(find_analyte(substance)) if substance else ()
    except NotFound:
        units = ()
    if units:
        return f"“{text}” has no unit. {substance.capitalize()} is given in {' or '.join(units)}."
    return f"“{text}” has no unit that is known here."


def _usual(measure: Measure, analyte: Analyte | None) -> Measure:
    """The unit to convert into where nobody says."""
    if analyte is not None:
        conventional = (
            measure != analyte.si and measure.dimensions == analyte.conventional.dimensions
        )
        return analyte.si if conventional else analyte.conventional
    counterpart = _COUNTERPARTS.get(measure.text)
    if counterpart is None:
        raise InvalidInput(
            [f"Into which unit should {measure.text} be converted?"], hint=_missing(measure)
        )
    return _read(counterpart)


def _missing(measure: Measure) -> str:
    if any(name in SUBSTANCE for name, _ in measure.dimensions):
        names = [one.name for one in analytes() if one.conventional == measure]
        some = f" In {measure.text}, for example: {', '.join(names[:8])}." if names else ""
        return f"Name the substance (126 mg/dL glucose), or the unit (… to g/L).{some}"
    return "Add the unit: … to mL."


def _apply(
    value: float, measure: Measure, target: Measure, analyte: Analyte | None
) -> tuple[float, str]:
    """The converted value and the formula in words."""
    if measure.is_temperature and target.is_temperature:
        return _temperature(value, measure.text, target.text)
    if analyte and analyte.name == _HBA1C and {measure.text, target.text} == {"%", "mmol/mol"}:
        if measure.text == "%":
            return (value - _NGSP_OFFSET) / _NGSP_SLOPE, "(NGSP % − 2.152) / 0.09148"
        return value * _NGSP_SLOPE + _NGSP_OFFSET, "0.09148 × IFCC mmol/mol + 2.152"
    multiplier = factor(measure, target, analyte)
    if multiplier is None:
        raise InvalidInput(
            [_apart(measure, target, analyte)], hint=_instead(measure, target, analyte)
        )
    return value * multiplier, f"{measure.text} × {multiplier:.5g} = {target.text}"


def _temperature(value: float, unit: str, into: str) -> tuple[float, str]:
    celsius = {"°C": value, "°F": (value - 32) / 1.8, "K": value - 273.15}[unit]
    result = {"°C": celsius, "°F": celsius * 1.8 + 32, "K": celsius + 273.15}[into]
    formula = {("°F", "°C"): "(°F − 32) / 1.8", ("°C", "°F"): "°C × 1.8 + 32"}
    if celsius < -273.15:
        raise InvalidInput([f"{value:g} {unit} lies below absolute zero."])
    return round(result, 10), formula.get((unit, into), f"{unit} to {into} by offset")


def _in_grams(measure: Measure, analyte: Analyte) -> tuple[dict[Dimension, int], float] | None:
    """The unit with every quantity of substance as mass: its dimensions and its size."""
    size = measure.size
    held: dict[Dimension, int] = {}
    for name, power in measure.dimensions:
        kind = name
        if name in SUBSTANCE:
            grams = analyte.grams(name)
            if grams is None:
                return None
            size *= grams**power
            kind = "mass"
        held[kind] = held.get(kind, 0) + power
    return {name: power for name, power in held.items() if power}, size


def _apart(measure: Measure, target: Measure, analyte: Analyte | None) -> str:
    what = f" of {analyte.name}" if analyte else ""
    return f"{measure.text}{what} cannot be converted into {target.text}."


def _instead(measure: Measure, target: Measure, analyte: Analyte | None) -> str:
    if analyte is not None:
        return f"{analyte.name.capitalize()} is given in {' or '.join(possible_units(analyte))}."
    if all(any(name in SUBSTANCE for name, _ in one.dimensions) for one in (measure, target)):
        return "Between mass and amount the substance decides: name it, as in 126 mg/dL glucose."
    counterpart = _COUNTERPARTS.get(measure.text)
    return f"{measure.text} goes into {counterpart}, for example." if counterpart else ""
