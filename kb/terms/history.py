"""History and family history: from a disease to the Z code that says it is past, or in the family.

The list itself says which: Z85.3 reads "Conditions classifiable to C50.-". Where several hold the
disease, the one whose words fit best comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb.terms.icd_references import CodeRange, references
from kb.terms.icd_store import CodeTables

PERSONAL = frozenset({"Z85", "Z86", "Z87", "Z88", "Z91", "Z92", "I25", "Z98", "Z90"})
FAMILY = frozenset({"Z80", "Z81", "Z82", "Z83", "Z84"})


@dataclass(frozen=True, slots=True)
class HistoryCode:
    """A Z code and the diseases that it is the history of."""

    code: str
    ranges: tuple[CodeRange, ...]

    def reach(self, disease: str) -> int:
        """How closely it names a disease: characters of the closest range; 0 if it does not."""
        return max((len(one.first) for one in self.ranges if one.holds(disease)), default=0)


@lru_cache(maxsize=4)
def _history_codes(tables: CodeTables, release: int) -> tuple[HistoryCode, ...]:
    found: dict[str, list[CodeRange]] = {}
    for code, kind, text in tables.every_note(release):
        if kind == "inclusion" and code[:3] in PERSONAL | FAMILY and "classifiable to" in text:
            found.setdefault(code, []).extend(references(text))
    return tuple(HistoryCode(code, tuple(ranges)) for code, ranges in found.items())


def history_codes(
    tables: CodeTables, release: int, disease: str, *, family: bool
) -> list[tuple[str, int]]:
    """The Z codes for the history of a disease, the closest first, with how close they are."""
    wanted = FAMILY if family else PERSONAL
    reached = [
        (one.code, one.reach(disease))
        for one in _history_codes(tables, release)
        if one.code[:3] in wanted
    ]
    return sorted(
        (one for one in reached if one[1]), key=lambda one: (-one[1], -len(one[0]), one[0])
    )
