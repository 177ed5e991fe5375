"""Searches that are kept: a question with its filters and its order, under a name."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from kb.errors import NotFound, WrongValue
from kb.store.searches import SearchRow, SearchTable
from kb.types import Filters, Principal

Sort = Literal["relevance", "year"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search. ``saved`` is ISO 8601, UTC."""

    id: str
    name: str
    saved: str
    question: str
    filters: Filters
    sort: Sort


class SavedSearches:
    """The saved searches of a library; each call sees those of the principal alone. Thread-safe."""

    def __init__(self, table: SearchTable) -> None:
        self._table = table

    def save(
        self,
        name: str,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        sort: Sort = "relevance",
    ) -> SavedSearch:
        """Keep a search; one that the principal keeps under the same name is replaced.

        Without a name it is called by its question. Raises WrongValue for an empty question.
        """
        question = " ".join(question.split())
        if not question:
            raise WrongValue("There is no search to save.", hint="Search first.", field="question")
        called = (" ".join(name.split()) or question)[:LONGEST_NAME]
        limits = json.dumps(asdict(filters or Filters()), ensure_ascii=False)
        return _loaded(self._table.save(principal.name, called, question, limits, sort))

    def all(self, principal: Principal) -> list[SavedSearch]:
        """The principal's searches, the newest first."""
        return [_loaded(row) for row in self._table.all(principal.name)]

    def get(self, identity: str, principal: Principal) -> SavedSearch:
        """One search, by its id or its name. Raises NotFound."""
        found = next((one for one in self.all(principal) if identity in (one.id, one.name)), None)
        if found is None:
            raise _unknown(identity)
        return found

    def delete(self, identity: str, principal: Principal) -> SavedSearch:
        """Forget one, by its id or its name. Raises NotFound."""
        found = self.get(identity, principal)
        self._table.delete(found.id, principal.name)
        return found


def _loaded(row: SearchRow) -> SavedSearch:
    limits: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(row.filters).items()
        if name in Filters.__dataclass_fields__
    }
    filters = Filters(**limits)
    sort = next((one for one in SORTS if one == row.sort), SORTS[0])
    return SavedSearch(row.id, row.name, row.saved, row.question, filters, sort)


def _unknown(identity: str) -> NotFound:
    return NotFound(
        f"There is no saved search {identity}.", hint="`kb searches list` shows those there are."
    )
