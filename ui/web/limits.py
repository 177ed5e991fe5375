"""Filters as a person changes them: a value in or out, a span of years, a set of documents; in words, counted.

No page is needed for any of it: filters go in and filters come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.search.facets import MOST_JOURNALS, MOST_YEARS, years_of
from kb.search.facts import folded
from kb.search.scope import years
from kb.types import COLLECTIONS, DocumentInfo, Filters

COLLECTION_NAMES: dict[str, str] = {"literature": "Literature", "records": "Records"}
# The groups of values, as the filters call them and as the page does.
GROUPS = (
    ("collections", "Collection"),
    ("spans", "Year"),
    ("types", "Type"),
    ("designs", "Design"),
    ("journals", "Journal"),
)
# Beyond so many, the documents of a set are one chip.
MOST_DOCUMENT_CHIPS = 2
TITLE_CHARACTERS = 48


@dataclass(frozen=True)
class Held:
    """What there is to choose: for each group its values with how many documents have them.

    Each group is counted as if nothing were chosen in it. ``left`` is how many documents pass all filters,
    ``total`` how many there are.
    """

    groups: Mapping[str, Sequence[tuple[str, int]]]
    left: int
    total: int


def toggled(filters: Filters, name: str, value: str) -> Filters:
    """The filters with a value of a group put in or taken out; a year or decade ends a range of years."""
    if name == "spans":
        span = years_of(value)
        spans = tuple(one for one in filters.spans or () if one != span)
        put = (
            spans if span in (filters.spans or ()) else tuple(sorted([*spans, span], reverse=True))
        )
        return replace(filters, spans=put or None, year_from=None, year_to=None)
    before: tuple[str, ...] = getattr(filters, name) or ()
    rest = tuple(one for one in before if folded(one) != folded(value))
    after = rest if len(rest) < len(before) else (*before, value)
    return replace(filters, **{name: after or None})  # type: ignore[arg-type]


def within(filters: Filters, first: int | None, last: int | None) -> Filters:
    """The filters with a range of years, open where nothing is given, in the place of years chosen singly."""
    if first is not None and last is not None and first > last:
        first, last = last, first
    return replace(filters, year_from=first, year_to=last, spans=None)


def without(filters: Filters, name: str, value: str) -> Filters:
    """The filters without what a chip says."""
    if name == "range":
        return replace(filters, year_from=None, year_to=None)
    if name == "retracted":
        return replace(filters, retracted=True)
    if name == "documents" and not value:
        return replace(filters, documents=None)
    return toggled(filters, name, value)


def chips(filters: Filters, titles: Mapping[str, str]) -> list[dict[str, str]]:
    """What is in force, each as ``{name, value, label}`` that :func:`without` takes.

    Args:
        titles: of the documents, by their ids.
    """
    found: list[dict[str, str]] = []

    def add(name: str, value: str, label: str) -> None:
        found.append({"name": name, "value": value, "label": label})

    documents = filters.documents
    if documents is not None and not 0 < len(documents) <= MOST_DOCUMENT_CHIPS:
        add("documents", "", f"{len(documents)} documents")
    else:
        for one in documents or ():
            add("documents", one, _short(titles.get(one, "A document that is no longer here")))
    for collection in filters.collections or ():
        add("collections", collection, COLLECTION_NAMES[collection])
    if filters.year_from is not None or filters.year_to is not None:
        add("range", "", years(filters.year_from, filters.year_to).capitalize())
    for span in filters.spans or ():
        add("spans", years(*span), years(*span))
    for name in ("types", "designs", "journals"):
        for value in getattr(filters, name) or ():
            add(name, value, f"{value[:1].upper()}{value[1:]}")
    if not filters.retracted:
        add("retracted", "", "Without retracted works")
    return found


def passes(document: DocumentInfo, filters: Filters) -> bool:
    """Whether a document may be found with these filters, as the search itself decides it."""
    return not _Sieve(filters).stopped(document)


class _Sieve:
    """Filters made ready to be held against many documents."""

    def __init__(self, filters: Filters) -> None:
        self._filters = filters
        self._documents = None if filters.documents is None else frozenset(filters.documents)
        self._names = {
            name: None if wanted is None else frozenset(folded(one) for one in wanted)
            for name, wanted in (
                ("types", filters.types),
                ("designs", filters.designs),
                ("journals", filters.journals),
            )
        }
        spans = list(filters.spans) if filters.spans is not None else [(0, 9999)]
        low, high = filters.year_from or 0, filters.year_to or 9999
        self._spans = [(max(low, first), min(high, last)) for first, last in spans]
        self._dated = (filters.year_from, filters.year_to, filters.spans) != (None, None, None)

    def stopped(self, document: DocumentInfo) -> list[str]:
        """The groups of filters that stop a document; "documents" and "retracted" among them."""
        filters, meta = self._filters, document.metadata
        found = []
        if self._documents is not None and document.id not in self._documents:
            found.append("documents")
        if filters.collections is not None and document.collection not in filters.collections:
            found.append("collections")
        if self._dated and not any(
            first <= (meta.year if meta.year is not None else -1) <= last
            for first, last in self._spans
        ):
            found.append("spans")
        if not filters.retracted and document.retracted:
            found.append("retracted")
        for name, held in (
            ("types", meta.type),
            ("designs", meta.design),
            ("journals", meta.journal),
        ):
            wanted = self._names[name]
            if wanted is not None and folded(held or "") not in wanted:
                found.append(name)
        return found


def held(documents: Sequence[DocumentInfo], filters: Filters) -> Held:
    """What these documents offer to choose."""
    sieve = _Sieve(filters)
    found: dict[str, Counter[Any]] = {name: Counter() for name, _ in GROUPS}
    left = 0
    for one in documents:
        stopped = sieve.stopped(one)
        left += not stopped
        # What one group alone stops would be let through if nothing were chosen in that group.
        if len(stopped) > 1:
            continue
        meta = one.metadata
        for name, value in (
            ("collections", one.collection),
            ("spans", meta.year),
            ("types", meta.type),
            ("designs", meta.design),
            ("journals", meta.journal),
        ):
            if value is not None and (not stopped or stopped[0] == name):
                found[name][value] += 1
    groups: dict[str, Sequence[tuple[str, int]]] = {
        "collections": [
            (name, found["collections"][name]) for name in COLLECTIONS if found["collections"][name]
        ],
        "spans": _years(found["spans"]),
        "types": _names(found["types"]),
        "designs": _names(found["designs"]),
        "journals": _names(found["journals"])[:MOST_JOURNALS],
    }
    return Held(groups, left, len(documents))


def group_data(
    groups: Mapping[str, Sequence[tuple[str, int | None]]], filters: Filters, left: int
) -> list[dict[str, Any]]:
    """The groups as the component takes them; those in which there is nothing to choose are left out.

    Args:
        groups: values with how many documents have them, or ``None`` where that was not counted.
        left: how many documents pass all filters.
    """
    found = []
    for name, label in GROUPS:
        chosen = _chosen(filters, name)
        shown: dict[str, int | None] = dict(groups.get(name, ()))
        known = {folded(value) for value in shown}
        shown |= {value: 0 for value in chosen if folded(value) not in known}
        marked = {folded(value) for value in chosen}
        values: list[dict[str, Any]] = [
            {
                "value": value,
                "label": COLLECTION_NAMES.get(value, f"{value[:1].upper()}{value[1:]}"),
                "documents": documents,
                "checked": folded(value) in marked,
            }
            for value, documents in shown.items()
        ]
        # A single value that every document that is left has narrows nothing down.
        narrows = len(values) > 1 or any(
            one["checked"] or (one["documents"] or left) < left for one in values
        )
        if narrows:
            found.append({"name": name, "label": label, "values": values})
    return found


def _chosen(filters: Filters, name: str) -> list[str]:
    if name == "spans":
        return [years(*span) for span in filters.spans or ()]
    return list(getattr(filters, name) or ())


def _years(counts: Counter[int]) -> list[tuple[str, int]]:
    """Documents by year, or by decade where the years lie far apart; the last first."""
    if counts and max(counts) - min(counts) >= MOST_YEARS:
        decades: Counter[int] = Counter()
        for year, count in counts.items():
            decades[year // 10 * 10] += count
        return [(years(one, one + 9), decades[one]) for one in sorted(decades, reverse=True)]
    return [(str(year), counts[year]) for year in sorted(counts, reverse=True)]


def _names(found: Counter[str]) -> list[tuple[str, int]]:
    """Documents by a name, whatever its capitals, the most frequent first."""
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for name, count in found.items():
        value = " ".join(name.split())
        if value:
            written.setdefault(folded(value), value)
            counts[folded(value)] += count
    names = [(written[key], count) for key, count in counts.items()]
    names.sort(key=lambda one: one[0].casefold())
    names.sort(key=lambda one: -one[1])
    return names


def _short(title: str) -> str:
    title = " ".join(title.split())
    if len(title) <= TITLE_CHARACTERS:
        return title
    return title[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
