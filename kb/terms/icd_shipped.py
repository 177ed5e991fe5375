"""The release of ICD-10-CM that is installed with the program, from ``simple-icd-10-cm``.

Its data files are read, its code is not run: importing that package parses the whole list into objects
(3.4 s and 250 MB here), which serves a program that looks codes up in them, and this one does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from kb.errors import CatalogError

PACKAGE = "simple_icd_10_cm"


@dataclass(frozen=True, slots=True)
class ShippedRelease:
    """Where the files lie: the tabular list, and the list of every code that exists."""

    name: str
    effective: date
    tabular: Path
    codes: Path

    def confirmed(self) -> frozenset[str]:
        """Every code and heading of the release, without dots."""
        lines = self.codes.read_text(encoding="utf-8").split("\n")
        return frozenset(line.split(" ")[0].strip().replace(".", "") for line in lines)


def shipped() -> ShippedRelease:
    """The installed release.

    Raises:
        CatalogError: the package is missing, or holds other files than the ones known here.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise CatalogError(
            "The package simple-icd-10-cm, which holds ICD-10-CM, is not installed.",
            hint="Install clinical-kb again with its dependencies.",
        )
    data = Path(spec.submodule_search_locations[0]) / "data"
    # simple-icd-10-cm 1.5.0: the FY2026 list as updated for 1 April 2026.
    found = ShippedRelease(
        name="ICD-10-CM FY2026 (April 2026)",
        effective=date(2026, 4, 1),
        tabular=data / "icd10c-tabular-April-1-2026.xml",
        codes=data / "code-list-April-2026.txt",
    )
    if not found.tabular.is_file() or not found.codes.is_file():
        raise CatalogError(
            f"simple-icd-10-cm {version('simple-icd-10-cm')} does not hold the April 2026 release.",
            hint="Install the version that clinical-kb asks for: simple-icd-10-cm 1.5.0.",
        )
    return found
