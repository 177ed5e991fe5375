"""A search as JSON: hits, how words were read, what was searched and, if wanted, facets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kb.types import as_json

if TYPE_CHECKING:
    from kb.library import Library
    from kb.types import Filters, Principal
    from ui.api.forms import FoundForm


def found_form(
    library: Library,
    principal: Principal,
    question: str,
    filters: Filters,
    k: int | None,
    *,
    facets: bool,
) -> FoundForm:
    """Search and put all there is to say of it into one form. Raises ModelMismatch, WrongValue."""
    found = library.find(question, principal, filters=filters, k=k)
    counted = library.facets(question, principal, filters=filters) if facets else None
    form = {
        "hits": as_json(found.hits),
        "read_as": as_json(found.read_as),
        "searched": dict(found.searched),
        "facets": as_json(counted),
        "timings": {name: round(value, 4) for name, value in found.timings.items()},
    }
    return cast("FoundForm", form)
