"""What to search in, from the command line."""

from __future__ import annotations

from collections.abc import Sequence

from kb.types import Collection, Filters
from ui.cli.exits import WrongUse


def filters(
    collection: Collection | None,
    documents: Sequence[str] | None,
    year_from: int | None,
    year_to: int | None,
    *,
    retracted: bool = True,
    types: Sequence[str] | None = None,
    designs: Sequence[str] | None = None,
    journals: Sequence[str] | None = None,
) -> Filters:
    """Build the library's filters; what was not given sets no limit.

    Raises:
        WrongUse: the years are the wrong way round.
        WrongValue: there is no such type or design.
    """
    from kb.search.scope import checked

    if year_from is not None and year_to is not None and year_from > year_to:
        raise WrongUse(
            f"No work is of {year_from} or later and of {year_to} or earlier.",
            hint="Give the earlier year to --year-from and the later one to --year-to.",
        )
    return checked(
        Filters(
            collections=None if collection is None else (collection,),
            documents=tuple(documents) if documents else None,
            year_from=year_from,
            year_to=year_to,
            retracted=retracted,
            types=tuple(types) if types else None,
            designs=tuple(designs) if designs else None,
            journals=tuple(journals) if journals else None,
        )
    )
