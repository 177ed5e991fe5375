"""Saved searches in the forms of :mod:`ui.kept.forms`, for the API and for commands alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kb.search.saved import Sort, in_order
from kb.search.scope import checked
from kb.types import Filters, Principal, as_json
from ui.api.found import found_form

if TYPE_CHECKING:
    from kb.library import Library
    from ui.api.forms import FoundForm
    from ui.kept.forms import SavedSearchForm


@dataclass(frozen=True, slots=True)
class SearchDesk:
    """The saved searches of one person; each is called by its id or its name."""

    library: Library
    principal: Principal

    def all(self, *, limit: int, offset: int = 0) -> list[SavedSearchForm]:
        """The newest first."""
        found = self.library.searches.all(self.principal, limit=limit, offset=offset)
        return cast("list[SavedSearchForm]", as_json(found))

    def get(self, identity: str) -> SavedSearchForm:
        """One of them. Raises NotFound."""
        found = self.library.searches.get(identity, self.principal)
        return cast("SavedSearchForm", as_json(found))

    def save(self, name: str, question: str, filters: Filters, sort: Sort) -> SavedSearchForm:
        """Keep a search in the place of one of the same name. Raises WrongValue."""
        kept = self.library.searches.save(
            name, question, self.principal, filters=checked(filters), sort=sort
        )
        return cast("SavedSearchForm", as_json(kept))

    def run(self, identity: str, k: int | None, *, facets: bool = False) -> FoundForm:
        """Search again with the filters of then; hits come in the order of then. Raises NotFound."""
        kept = self.library.searches.get(identity, self.principal)
        found = found_form(
            self.library, self.principal, kept.question, kept.filters, k, facets=facets
        )
        found["hits"] = in_order(found["hits"], kept.sort, lambda hit: hit["document"]["year"])
        return found

    def delete(self, identity: str) -> SavedSearchForm:
        """Forget one; returns what it was. Raises NotFound."""
        found = self.library.searches.delete(identity, self.principal)
        return cast("SavedSearchForm", as_json(found))
