"""Searches that are kept: a question with its filters and its order, under a name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar, get_args

from kb.errors import WrongValue
from kb.search.scope import read_filters
from kb.store.searches import SearchRow, SearchTable, unknown
from kb.text.printable import one_line
from kb.types import Filters, Principal

Sort = Literal["relevance", "year"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LONGEST_NAME = 120
T = TypeVar("T")


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
        question = one_line(question)
        if not question:
            raise WrongValue("There is no search to save.", hint="Search first.", field="question")
        called = (one_line(name) or question)[:LONGEST_NAME]
        limits = json.dumps(asdict(filters or Filters()), ensure_ascii=False)
        return _loaded(self._table.save(principal.name, called, question, limits, sort))

    def all(
        self, principal: Principal, *, limit: int | None = None, offset: int = 0
    ) -> list[SavedSearch]:
        """The principal's searches, the newest first."""
        rows = self._table.all(principal.name, limit=limit, offset=offset)
        return [_loaded(row) for row in rows]

    def get(self, identity: str, principal: Principal) -> SavedSearch:
        """One search, by its id or its name. Raises NotFound."""
        row = self._table.one(one_line(identity)[:LONGEST_NAME], principal.name)
        if row is None:
            raise unknown(identity)
        return _loaded(row)

    def delete(self, identity: str, principal: Principal) -> SavedSearch:
        """Forget one, by its id or its name. Raises NotFound."""
        found = self.get(identity, principal)
        self._table.delete(found.id, principal.name)
        return found


def in_order(hits: Sequence[T], sort: Sort, year: Callable[[T], int | None]) -> list[T]:
    """Hits as they were ranked, or the newest works first and the undated last.

    Args:
        year: the year of a hit's work.
    """
    if sort == "relevance":
        return list(hits)
    return sorted(hits, key=lambda hit: -(year(hit) or 0))


def _loaded(row: SearchRow) -> SavedSearch:
    filters = read_filters(json.loads(row.filters))
    sort = next((one for one in SORTS if one == row.sort), SORTS[0])
    return SavedSearch(row.id, row.name, row.saved, row.question, filters, sort)
