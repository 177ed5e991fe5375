"""Filters as people give them, brought to the words of the catalog. Light, so that doors can use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kb.errors import WrongValue
from kb.text.fields import parse_field
from kb.types import Filters

# Short for a design, as people write it.
_SHORT = {"rct": "randomised controlled trial"}


def checked(filters: Filters) -> Filters:
    """The filters with types and designs as the catalog writes them ("randomized" has an s there).

    Raises:
        WrongValue: there is no such type or design; the hint lists those there are.
    """
    types, designs = _parsed("type", filters.types), _parsed("design", filters.designs)
    if (types, designs) == (filters.types, filters.designs):
        return filters
    return replace(filters, types=types, designs=designs)


def read_filters(value: Mapping[str, Any]) -> Filters:
    """Filters from the JSON of ``dataclasses.asdict``; names that this version does not know are left out."""

    def frozen(one: Any) -> Any:
        return tuple(frozen(part) for part in one) if isinstance(one, list) else one

    known = {
        name: frozen(one) for name, one in value.items() if name in Filters.__dataclass_fields__
    }
    return Filters(**known)


def described(filters: Filters) -> list[str]:
    """What filters leave in, in words: ``["3 documents", "2019-2024", "guideline or review"]``."""
    said = []
    if filters.documents is not None:
        number = len(filters.documents)
        said.append(f"{number} document" if number == 1 else f"{number} documents")
    if filters.collections is not None:
        said.append(" or ".join(filters.collections))
    if filters.year_from is not None or filters.year_to is not None:
        said.append(years(filters.year_from, filters.year_to))
    if filters.spans is not None:
        said.append(" or ".join(years(*span) for span in filters.spans))
    for values in (filters.types, filters.designs, filters.journals):
        if values:
            said.append(" or ".join(values))
    if not filters.retracted:
        said.append("without retracted works")
    return said


def years(first: int | None, last: int | None) -> str:
    """A span of years: ``2019-2024``, ``2019``, ``from 2019``, ``until 2024``."""
    if first is None or last is None:
        return f"until {last}" if first is None else f"from {first}"
    return str(first) if first == last else f"{first}-{last}"


def _parsed(name: str, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    found = []
    for value in values:
        parsed = parse_field(name, _SHORT.get(value.strip().casefold(), value))
        if parsed is None:
            raise WrongValue(f"An empty {name} lets nothing through.", hint="Name one.", field=name)
        found.append(str(parsed))
    return tuple(found)
