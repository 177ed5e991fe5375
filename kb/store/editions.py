"""Whether one guideline is a newer edition of another: the same body, and a later year.

That the titles agree is settled before, by :func:`kb.text.titles.guideline_key`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Share of the smaller group of authors that must have written both, where no body is named.
SAME_AUTHORS = 0.3


@dataclass(frozen=True)
class Edition:
    """A guideline as far as it matters here; ``people`` are surnames, ``title_year`` one in the title."""

    key: int
    year: int | None
    title_year: int | None
    bodies: frozenset[str]
    people: frozenset[str]
    journal: str | None


def newest_edition_of(editions: Sequence[Edition]) -> dict[int, int]:
    """The newest edition by the same body for each that has a newer one."""
    found: dict[int, int] = {}
    for one in editions:
        newer = [other for other in editions if _newer(other, one) and same_body(other, one)]
        if newer:
            found[one.key] = max(
                newer, key=lambda other: (other.title_year or other.year or 0, other.key)
            ).key
    return found


def same_body(one: Edition, other: Edition) -> bool:
    """Whether the same organisation, or much the same authors in the same journal, issued both."""
    if one.bodies and other.bodies:
        return bool(one.bodies & other.bodies)
    if one.journal is None or one.journal != other.journal:
        return False
    fewest = min(len(one.people), len(other.people))
    return fewest > 0 and len(one.people & other.people) >= SAME_AUTHORS * fewest


def _newer(one: Edition, other: Edition) -> bool:
    """Years compare with years of the same kind: an edition "2024" may be printed in December 2023."""
    if one.title_year and other.title_year:
        return one.title_year > other.title_year
    return bool(one.year and other.year and one.year > other.year)
