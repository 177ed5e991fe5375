"""/searches: saved searches; to be listed, run again and deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from ui.api.context import Here
from ui.api.forms import FoundForm
from ui.api.kept_models import SaveRequest
from ui.api.routes_conversations import LISTED, MOST_LISTED, Offset
from ui.kept.forms import SavedSearchForm
from ui.kept.searches import SearchDesk

router = APIRouter(prefix="/searches", tags=["saved searches"])


@router.get("")
def searches(
    here: Here,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = LISTED,
    offset: Offset = 0,
) -> list[SavedSearchForm]:
    """List your saved searches, the newest first."""
    return _desk(here).all(limit=limit, offset=offset)


@router.get("/named")
def named(
    here: Here,
    name: Annotated[
        str, Query(max_length=4000, description="Its name, whatever signs it has, or id.")
    ],
) -> SavedSearchForm:
    """Show the saved search of this name."""
    return _desk(here).get(name)


@router.post("", status_code=201)
def save(body: SaveRequest, here: Here) -> SavedSearchForm:
    """Save a search: its question, what is searched in, and the order."""
    return _desk(here).save(body.name, body.question, body.filters, body.sort)


@router.get("/{search_id}")
def search(search_id: str, here: Here) -> SavedSearchForm:
    """Show one, by its id or its name."""
    return _desk(here).get(search_id)


@router.post("/{search_id}/run")
def run(
    search_id: str,
    here: Here,
    k: Annotated[
        int | None, Query(ge=1, le=200, description="How many; default KB_SEARCH__RESULTS.")
    ] = None,
    facets: Annotated[
        bool, Query(description="Count years, types, designs and journals, too.")
    ] = False,
) -> FoundForm:
    """Search again in what was searched in then; the hits come in the order that was saved."""
    return _desk(here).run(search_id, k, facets=facets)


@router.delete("/{search_id}")
def delete(search_id: str, here: Here) -> SavedSearchForm:
    """Forget one; replies with what it was."""
    return _desk(here).delete(search_id)


def _desk(here: Here) -> SearchDesk:
    return SearchDesk(here.library, here.principal)
