"""What is measured in blood and urine, and how its units belong together.

Mass and amount of substance belong together by the molar mass, equivalents by the valence,
international units by the standard that defines them. Each entry of ``data/analytes.tsv`` names its
source, the conventional unit (as used in the United States), the SI unit, and how many decimals are
usual in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb.errors import NotFound
from kb.terms.measures import Dimension, Measure, read_measure
from kb.terms.problems import perhaps
from kb.terms.tables import key, listed, rows

# The dimensions in which a quantity of a substance can be given.
SUBSTANCE: tuple[Dimension, ...] = ("mass", "amount", "equivalents", "units")


@dataclass(frozen=True, slots=True)
class Analyte:
    """A substance: ``molar_mass`` in g/mol, ``gram_per_unit`` in g per international unit.

    What is not known, or makes no sense for a mixture such as "total protein", is ``None``.
    """

    name: str
    synonyms: tuple[str, ...]
    conventional: Measure
    conventional_decimals: int
    si: Measure
    si_decimals: int
    molar_mass: float | None
    valence: int | None
    gram_per_unit: float | None
    source: str

    def grams(self, dimension: Dimension) -> float | None:
        """How many grams one base unit of a dimension is: of a mole, an equivalent, a unit."""
        if dimension == "mass":
            return 1.0
        if dimension == "units":
            return self.gram_per_unit
        if self.molar_mass is None or (dimension == "equivalents" and self.valence is None):
            return None
        return self.molar_mass / (self.valence or 1 if dimension == "equivalents" else 1)

    def decimals(self, measure: Measure) -> int | None:
        """The usual decimals in a unit of this analyte; ``None`` for other units."""
        if measure == self.conventional:
            return self.conventional_decimals
        return self.si_decimals if measure == self.si else None


@lru_cache(maxsize=1)
def analytes() -> tuple[Analyte, ...]:
    """All analytes of ``data/analytes.tsv``."""
    return tuple(_analyte(row) for row in rows("analytes.tsv"))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Analyte]:
    found: dict[str, Analyte] = {}
    for one in analytes():
        for name in (one.name, *one.synonyms):
            found.setdefault(key(name), one)
    return found


def find_analyte(name: str) -> Analyte:
    """An analyte by any of its names.

    Raises:
        NotFound: no analyte is called that; the hint has the nearest names.
    """
    found = _by_name().get(key(name)) or _by_name().get(key(_bare(name)))
    if found is None:
        names = [known for one in analytes() for known in (one.name, *one.synonyms)]
        raise NotFound(f"No conversion factors are listed for “{name}”.", hint=perhaps(name, names))
    return found


def _bare(name: str) -> str:
    """A name without the words that only say where or when it was measured."""
    left_out = {"serum", "plasma", "blood", "urine", "level", "fasting", "random", "of", "in"}
    return " ".join(word for word in name.casefold().split() if word not in left_out)


def _analyte(row: dict[str, str]) -> Analyte:
    conventional, si = read_measure(row["conventional"]), read_measure(row["si"])
    if conventional is None or si is None:
        raise ValueError(f"analytes.tsv: a unit of {row['name']} cannot be read")
    mass = float(row["molar_mass"]) if row["molar_mass"] else None
    per_unit = None
    if row["per_iu"]:
        size, unit = row["per_iu"].split()
        per_unit = float(size) * (mass or 0.0 if unit == "mol" else 1.0)
    return Analyte(
        name=row["name"],
        synonyms=listed(row["synonyms"]),
        conventional=conventional,
        conventional_decimals=int(row["conventional_decimals"]),
        si=si,
        si_decimals=int(row["si_decimals"]),
        molar_mass=mass,
        valence=int(row["valence"]) if row["valence"] else None,
        gram_per_unit=per_unit,
        source=row["source"],
    )
