"""Laboratory tests: names, LOINC codes, usual adult reference ranges and critical values.

Ranges depend on the laboratory, its method and its people: what its report prints comes first. Each
entry of ``data/labs.tsv`` names its source. LOINC codes are copyright Regenstrief Institute and free to
use under its licence (loinc.org/license); an entry has none where the right one depends on the method.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from kb.errors import NotFound
from kb.terms.analytes import find_analyte
from kb.terms.measures import read_measure
from kb.terms.problems import InvalidInput, nearest, perhaps
from kb.terms.tables import key, listed, rows
from kb.terms.units import convert_value, factor, rounded

Sex = Literal["female", "male"]
Standing = Literal["critical low", "low", "within", "high", "critical high", "unknown"]

SOURCES = {
    "ABIM": "American Board of Internal Medicine, Laboratory Test Reference Ranges, 2024",
    "ADA": "American Diabetes Association, Standards of Care in Diabetes 2025, section 2",
    "GG": "Goodman & Gilman's The Pharmacological Basis of Therapeutics, 14th ed., 2023",
    "HF2022": "AHA/ACC/HFSA Guideline for the Management of Heart Failure, 2022",
    "KDIGO": "KDIGO Clinical Practice Guideline for Chronic Kidney Disease, 2024",
    "KRATZ": "Kratz et al., Laboratory reference values, N Engl J Med 2004;351:1548-1563",
    "MAYO": "Mayo Clinic, Prothrombin time test (patient information), 2022",
    "MAYOLAB": "Mayo Clinic Laboratories, test catalog, 2024 (adults)",
    "NICE185": "NICE CG185, Bipolar disorder: assessment and management, 2014, updated 2023",
    "NLA": "Jacobson et al., National Lipid Association recommendations, J Clin Lipidol 2015;9:129-169",
    "QUEST": "Quest Diagnostics, test directory, 2024 (adults)",
    "RM1975": "Rumack and Matthew, Acetaminophen poisoning and toxicity, Pediatrics 1975;55:871-876",
    "UDMI": "Thygesen et al., Fourth Universal Definition of Myocardial Infarction, 2018",
    "BARNSLEY": "Barnsley Hospital NHS Foundation Trust, Pathology: critical results",
    "HM": "Houston Methodist, Department of Pathology: critical values",
    "IOWA": "University of Iowa, Pathology Handbook: critical laboratory values",
    "MLH": "Main Line Health Laboratories: critical values for general laboratory tests",
}
NOTE = (
    "Usual range for adults who are not pregnant. The range that the laboratory prints comes first. "
    "Critical values are those of the named laboratory; each laboratory sets its own."
)

_RANGE = re.compile(
    r"(?P<who>.*?)\s*(?:(?P<low>-?\d+(?:\.\d+)?)\.\.(?P<high>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>[<>]=?)\s*(?P<limit>-?\d+(?:\.\d+)?))"
)
_SHOWN_SIGNS = {"<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ "}


@dataclass(frozen=True, slots=True)
class Range:
    """A range for some people or for one meaning: ``who`` is empty where it holds for all adults.

    ``low`` and ``high`` are the limits; one is ``None`` where there is none. Both are part of the
    range, unless ``open_ended`` says that the only limit is not. A range that is no number ("1:40",
    "below the 99th percentile") has neither, and its words in ``text``.
    """

    who: str
    low: float | None
    high: float | None
    text: str
    open_ended: bool = False

    @property
    def sex(self) -> Sex | None:
        """The sex that it is for, if it is for one."""
        if self.who.startswith("women"):
            return "female"
        return "male" if self.who.startswith("men") else None

    def side(self, value: float) -> Literal["low", "within", "high"]:
        """Where a value lies."""
        if self.low is not None and (value < self.low or (self.open_ended and value == self.low)):
            return "low"
        if self.high is not None and (
            value > self.high or (self.open_ended and value == self.high)
        ):
            return "high"
        return "within"


@dataclass(frozen=True, slots=True)
class Lab:
    """A laboratory test. ``unit`` is the one of ``ranges`` and ``critical``.

    ``critical`` are the values that a laboratory tells at once, as ranges that are themselves critical:
    the first below, the second above; either may be missing.
    """

    name: str
    synonyms: tuple[str, ...]
    loinc: str | None
    specimen: str
    unit: str
    ranges: tuple[Range, ...]
    critical_low: Range | None
    critical_high: Range | None
    critical_source: str | None
    analyte: str | None
    source: str

    @property
    def other_unit(self) -> str | None:
        """The other usual unit (SI beside conventional), if the test has one."""
        measure = read_measure(self.unit)
        if self.analyte is None or measure is None:
            return None
        analyte = find_analyte(self.analyte)
        for other in (analyte.si, analyte.conventional):
            if other.text != measure.text and factor(measure, other, analyte):
                return other.text
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """A value beside its range. ``standing`` is ``unknown`` where the ranges need more to be known."""

    lab: Lab
    value: float
    unit: str
    standing: Standing
    range: Range | None


@lru_cache(maxsize=1)
def labs() -> tuple[Lab, ...]:
    """All tests of ``data/labs.tsv``, in its order."""
    return tuple(_lab(row) for row in rows("labs.tsv"))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Lab]:
    found: dict[str, Lab] = {}
    for names in ([(one.name, one) for one in labs()], _synonyms(), _codes()):
        for name, one in names:
            found.setdefault(key(name), one)
    return found


def _synonyms() -> list[tuple[str, Lab]]:
    return [(name, one) for one in labs() for name in one.synonyms]


def _codes() -> list[tuple[str, Lab]]:
    return [(one.loinc, one) for one in labs() if one.loinc]


def find_lab(name: str) -> Lab:
    """A test by any of its names, or by its LOINC code.

    Raises:
        NotFound: none is called that; the hint has the nearest names.
    """
    found = _by_name().get(key(name))
    if found is None:
        names = [each for one in labs() for each in (one.name, *one.synonyms)]
        raise NotFound(f"No laboratory test “{name}” is listed.", hint=perhaps(name, names))
    return found


def search_labs(text: str, k: int = 10) -> list[Lab]:
    """The tests whose names begin with a text, then those that hold it, then those that resemble it."""
    wanted = key(text)
    if not wanted:
        return []
    ranked: dict[Lab, int] = {}
    for one in labs():
        keys = [key(name) for name in (one.name, *one.synonyms)]
        if wanted in keys:
            ranked[one] = 0
        elif any(name.startswith(wanted) for name in keys):
            ranked[one] = 1
        elif any(wanted in name for name in keys):
            ranked[one] = 2
    if not ranked:
        names = [each for one in labs() for each in (one.name, *one.synonyms)]
        return list(dict.fromkeys(find_lab(name) for name in nearest(text, names, k)))
    return sorted(ranked, key=ranked.__getitem__)[:k]


def in_unit(lab: Lab, unit: str) -> Lab:
    """The test with its ranges in another unit, rounded as is usual there.

    Raises:
        InvalidInput: the test cannot be given in that unit.
    """
    target = read_measure(unit)
    if target is None or read_measure(lab.unit) is None:
        raise InvalidInput(
            [f"{lab.name.capitalize()} cannot be given in {unit}."], hint=f"It is in {lab.unit}."
        )
    analyte = find_analyte(lab.analyte) if lab.analyte else None
    decimals = analyte.decimals(target) if analyte else None

    def limit(value: float | None) -> float | None:
        if value is None:
            return None
        found = convert_value(value, lab.unit, lab.analyte, into=unit).result
        return float(rounded(found, decimals))

    def converted(one: Range | None) -> Range | None:
        if one is None:
            return None
        low, high = limit(one.low), limit(one.high)
        return replace(one, low=low, high=high, text=_shown(one, low, high))

    ranges = tuple(each for one in lab.ranges if (each := converted(one)) is not None)
    return replace(
        lab,
        unit=target.text,
        ranges=ranges,
        critical_low=converted(lab.critical_low),
        critical_high=converted(lab.critical_high),
    )


def read_value(name: str, value: float, unit: str | None = None, sex: Sex | None = None) -> Reading:
    """Where a value stands. It says nothing about what the value means for a patient.

    Raises:
        NotFound: there is no such test.
        InvalidInput: the unit does not fit it.
    """
    lab = find_lab(name)
    number = value
    if unit is not None and unit != lab.unit:
        number = convert_value(value, unit, lab.analyte, into=lab.unit).result
    fitting = [one for one in lab.ranges if one.sex in (None, sex)]
    shown = fitting[0] if len(fitting) == 1 and _is_number(fitting[0]) else None
    standing: Standing = shown.side(number) if shown else "unknown"
    if lab.critical_low and lab.critical_low.side(number) == "within":
        standing = "critical low"
    if lab.critical_high and lab.critical_high.side(number) == "within":
        standing = "critical high"
    return Reading(lab, value, unit or lab.unit, standing, shown)


def _is_number(one: Range) -> bool:
    return one.low is not None or one.high is not None


def _lab(row: dict[str, str]) -> Lab:
    return Lab(
        name=row["name"],
        synonyms=listed(row["synonyms"]),
        loinc=row["loinc"] or None,
        specimen=row["specimen"],
        unit=row["unit"],
        ranges=tuple(_range(part.strip()) for part in row["reference"].split(";") if part.strip()),
        critical_low=_range(row["critical_low"]) if row["critical_low"] else None,
        critical_high=_range(row["critical_high"]) if row["critical_high"] else None,
        critical_source=SOURCES[row["critical_source"]] if row["critical_source"] else None,
        analyte=row["analyte"] or None,
        source=SOURCES[row["source"]],
    )


def _range(text: str) -> Range:
    found = _RANGE.fullmatch(text)
    if found is None:
        return Range("", None, None, text)
    if found["low"]:
        one = Range(found["who"], float(found["low"]), float(found["high"]), "")
        return replace(one, text=f"{found['low']} to {found['high']}")
    limit, sign = float(found["limit"]), found["sign"]
    low, high = (None, limit) if sign.startswith("<") else (limit, None)
    return Range(
        found["who"], low, high, _SHOWN_SIGNS[sign] + found["limit"], open_ended=len(sign) == 1
    )


def _shown(one: Range, low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is None and high is None:
        return one.text
    value = low if low is not None else high
    return f"{one.text.split()[0]} {value:g}"
