"""The filters of the Search page: a row above the list, and facets with counts beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kb.search.facets import Facets, FacetValue, years_of
from kb.types import COLLECTIONS, Collection, DocumentInfo, Filters
from ui.web import present
from ui.web.components import mount
from ui.web.frame import event

NAMES: dict[str, str] = {"literature": "Literature", "records": "Records"}
# A menu of more titles is no help; one document is then chosen on its own page.
MOST_TITLES = 500
CHOSEN = "facets-chosen"
YEARS = "filter-years"
# Facets of names: as the filters call them, and as the page does.
GROUPS = (("designs", "Design"), ("types", "Type"), ("journals", "Journal"))
_KEY = "facets"


def row(documents: list[DocumentInfo]) -> Filters:
    """The filters above the list; only those that can narrow anything down."""
    years = sorted({one.metadata.year for one in documents if one.metadata.year})
    counts = {name: sum(one.collection == name for one in documents) for name in COLLECTIONS}
    filled = [name for name in COLLECTIONS if counts[name]]
    titles = {one.id: one.title for one in documents}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        collection = "all"
        if len(filled) > 1:
            collection = st.segmented_control(
                "Collection",
                ["all", *filled],
                default="all",
                required=True,
                format_func=lambda name: (
                    f"{NAMES[name]} {counts[name]}" if name in NAMES else f"All {len(documents)}"
                ),
                key="filter-collection",
                label_visibility="collapsed",
            )
        first, last = _years(years)
        picked: list[str] = st.session_state.get("filter-documents") or []
        if len(titles) <= MOST_TITLES:
            with st.popover(_documents_label(picked), key="documents-menu"):
                picked = st.multiselect(
                    "In these documents only",
                    list(titles),
                    format_func=lambda key: _escape(present.shorten(titles[key], 80)),
                    key="filter-documents",
                    placeholder="Any document",
                )
        retracted = True
        if any(one.retracted for one in documents):
            retracted = not st.toggle("Leave out retracted works", key="filter-retracted")
    narrowed = bool(years) and (first, last) != (years[0], years[-1])
    collections: tuple[Collection, ...] | None = (
        (collection,) if collection in NAMES else None  # type: ignore[assignment]
    )
    chosen = st.session_state.get(CHOSEN) or {}
    return Filters(
        collections=collections,
        documents=tuple(picked) or None,
        year_from=first if narrowed else None,
        year_to=last if narrowed else None,
        retracted=retracted,
        types=tuple(chosen.get("types") or ()) or None,
        designs=tuple(chosen.get("designs") or ()) or None,
        journals=tuple(chosen.get("journals") or ()) or None,
    )


def _years(years: list[int]) -> tuple[int | None, int | None]:
    """The years that are chosen, with the slider or with facets."""
    if len(years) < 2:
        return (years[0], years[-1]) if years else (None, None)
    st.session_state["years-there"] = years
    turn = st.session_state.get("years-turn", 0)
    key = f"{YEARS}-{turn}" if turn else YEARS
    begin = st.session_state.get("years-begin") or (years[0], years[-1])
    if begin[0] not in years or begin[1] not in years:
        begin = (years[0], years[-1])
    first, last = st.session_state.get(key) or begin
    whole = (first, last) == (years[0], years[-1])
    with st.popover("Any year" if whole else _span(first, last), key="years-menu"):
        first, last = st.select_slider("Published", years, value=begin, key=key)
    st.session_state["years-chosen"] = (first, last)
    return first, last


def _set_years(first: int, last: int) -> None:
    """Begin the slider anew, with these years."""
    st.session_state["years-begin"] = (first, last)
    st.session_state["years-turn"] = st.session_state.get("years-turn", 0) + 1


def facets(counted: Facets, filters: Filters, *, beside: bool) -> None:
    """The counts, each of which narrows the search when it is checked.

    Args:
        beside: whether a source is open beside the list, so that there is little room.
    """
    groups: list[dict[str, Any]] = [
        {
            "name": "years",
            "label": "Year",
            "values": [_year(value, filters) for value in counted.years],
        }
    ]
    for name, label in GROUPS:
        chosen = getattr(filters, name) or ()
        values: tuple[FacetValue, ...] = getattr(counted, name)
        shown = {value.value: value.documents for value in values}
        shown |= {value: 0 for value in chosen if value not in shown}
        groups.append(
            {
                "name": name,
                "label": label,
                "values": [
                    {
                        "value": value,
                        "label": f"{value[:1].upper()}{value[1:]}",
                        "documents": documents,
                        "checked": value in chosen,
                    }
                    for value, documents in shown.items()
                ],
            }
        )
    # A single value that every document has narrows nothing down.
    groups = [
        group
        for group in groups
        if len(group["values"]) > 1
        or any(one["checked"] or one["documents"] < counted.documents for one in group["values"])
    ]
    if groups:
        mount("facets", {"groups": groups, "beside": beside}, key=_KEY, on_choose_change=_choose)


def _year(value: FacetValue, filters: Filters) -> dict[str, Any]:
    first, last = years_of(value.value)
    narrowed = filters.year_from is not None and filters.year_to is not None
    inside = narrowed and (filters.year_from or 0) <= last and first <= (filters.year_to or 0)
    return {
        "value": value.value,
        "label": _span(first, last),
        "documents": value.documents,
        "checked": inside,
    }


def _choose() -> None:
    value = event(_KEY, "choose")
    if not value:
        return
    name, wanted = str(value["name"]), str(value["value"])
    if name == "all":
        clear()
    elif name == "years":
        _choose_years(*years_of(wanted))
    else:
        chosen = dict(st.session_state.get(CHOSEN) or {})
        before = list(chosen.get(name) or [])
        rest = [one for one in before if one != wanted]
        chosen[name] = rest if wanted in before else [*before, wanted]
        st.session_state[CHOSEN] = chosen


def _choose_years(first: int, last: int) -> None:
    """Take a span of years in or out; what is chosen stays one span."""
    years: list[int] = st.session_state.get("years-there") or []
    inside = [year for year in years if first <= year <= last]
    if not inside:
        return
    low, high = st.session_state["years-chosen"]
    if (low, high) == (years[0], years[-1]):
        chosen = inside
    elif high < inside[0] or inside[-1] < low:
        chosen = [min(low, inside[0]), max(high, inside[-1])]
    else:
        left = [year for year in years if low <= year <= high and year not in inside]
        before = [year for year in left if year < inside[0]]
        # From the middle of a span nothing can be taken out: then it is chosen alone.
        alone = bool(before) and before != left
        chosen = inside if alone else left or years
    _set_years(chosen[0], chosen[-1])


def clear() -> None:
    """Forget what is chosen among the facets."""
    st.session_state[CHOSEN] = {}
    years = st.session_state.get("years-there")
    if years:
        _set_years(years[0], years[-1])


def put(filters: Filters) -> None:
    """Choose what filters say, as a saved search is opened."""
    st.session_state[CHOSEN] = {name: list(getattr(filters, name) or ()) for name, _ in GROUPS}
    years = st.session_state.get("years-there")
    if years:
        low = next((one for one in years if one >= (filters.year_from or 0)), years[0])
        high = next((one for one in reversed(years) if one <= (filters.year_to or 9999)), years[-1])
        _set_years(min(low, high), max(low, high))
    st.session_state["filter-documents"] = list(filters.documents or ())
    one = (filters.collections or ("all",))[0] if len(filters.collections or ()) < 2 else "all"
    st.session_state["filter-collection"] = one
    st.session_state["filter-retracted"] = not filters.retracted


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _documents_label(picked: list[str]) -> str:
    if not picked:
        return "Any document"
    return "1 document" if len(picked) == 1 else f"{len(picked)} documents"


def _escape(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>:$#~" else sign for sign in text)
