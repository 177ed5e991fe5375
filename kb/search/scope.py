"""Filters as people give them, brought to the words of the catalog. Light, so that doors can use it."""

from __future__ import annotations

from dataclasses import replace

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
