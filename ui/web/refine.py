"""The filters of the Ask and Search pages: one panel of controls, and a row of what is in force.

Each page holds one :class:`kb.types.Filters` in the visitor's session; every control shows it and every
change makes a new one of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from kb.search.facets import Facets
from kb.types import Filters
from ui.web import limits
from ui.web.components import mount
from ui.web.frame import event
from ui.web.site import Site

Page = Literal["ask", "search"]
# A list of more titles is no help; documents are then chosen from a search, or on their own pages.
MOST_TITLES = 1000


def chosen(page: Page) -> Filters:
    """The filters that are in force on a page."""
    found: Filters | None = st.session_state.get(f"filters-{page}")
    return found or Filters()


def put(page: Page, filters: Filters) -> None:
    """Put filters in force on a page."""
    st.session_state[f"filters-{page}"] = filters


def clear(page: Page) -> None:
    """Search in everything again."""
    st.session_state.pop(f"filters-{page}", None)


def chips(site: Site, page: Page) -> limits.Held:
    """The filters in force, each with a button that takes it out; nothing where there are none."""
    filters = chosen(page)
    held = site.held(filters)
    shown = limits.chips(filters, {one.id: one.title for one in site.documents()})
    if not shown:
        return held
    data = {"chips": shown, "left": held.left, "total": held.total, "page": page}
    mount("chips", data, key=f"chips-{page}", on_remove_change=lambda: _remove(page))
    return held


def panel(
    site: Site,
    page: Page,
    *,
    counted: Facets | None = None,
    folded: bool | None = None,
) -> None:
    """The controls: what the library holds, or what a search has found, with its counts.

    Args:
        counted: the counts of a search, in the place of those of the library.
        folded: whether the panel opens and folds, and is folded at first; ``None`` for one that never does.
    """
    filters = chosen(page)
    documents = site.documents()
    held = site.held(filters)
    groups: Mapping[str, Sequence[tuple[str, int | None]]] = held.groups
    left = held.left
    if counted is not None:
        found = ("types", "designs", "journals")
        groups = {
            "collections": [(name, None) for name, _ in held.groups["collections"]],
            "spans": [(one.value, one.documents) for one in counted.years],
            **{
                name: [(one.value, one.documents) for one in getattr(counted, name)]
                for name in found
            },
        }
        left = counted.documents
    known = [one.metadata.year for one in documents if one.metadata.year is not None]
    data: dict[str, Any] = {
        "page": page,
        "groups": limits.group_data(groups, filters, left),
        "range": [min(known), max(known)] if len(set(known)) > 1 else None,
        "from": filters.year_from,
        "to": filters.year_to,
        "titles": [[one.id, one.title] for one in documents]
        if len(documents) <= MOST_TITLES
        else None,
        "documents": list(filters.documents or ()),
        "retracted": filters.retracted if any(one.retracted for one in documents) else None,
        "chosen": len(limits.chips(filters, {})),
        "folded": folded,
        "note": "Counts are of the documents among the best passages." if counted else "",
    }
    mount("facets", data, key=f"facets-{page}", on_choose_change=lambda: _choose(page))


def applied(filters: Filters, name: str, value: Any) -> Filters:
    """The filters after one act on the panel."""
    if name == "all":
        return Filters()
    if name == "range":
        return limits.within(filters, _year(value[0]), _year(value[1]))
    if name == "retracted":
        return replace(filters, retracted=not filters.retracted)
    return limits.toggled(filters, name, str(value))


def _choose(page: Page) -> None:
    value = event(f"facets-{page}", "choose")
    if value:
        put(page, applied(chosen(page), str(value["name"]), value["value"]))


def _remove(page: Page) -> None:
    value = event(f"chips-{page}", "remove")
    if not value:
        return
    name, one = str(value["name"]), str(value["value"])
    put(page, Filters() if name == "all" else limits.without(chosen(page), name, one))


def _year(value: object) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isdigit() and len(text) <= 4 else None
