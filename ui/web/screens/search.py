"""Search: the passages themselves, ranked, with the works they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import streamlit as st

from kb.errors import NotFound
from kb.search.hybrid import Found
from kb.search.saved import SavedSearch, Sort, in_order
from kb.types import DocumentInfo, Filters
from ui.web import asides, evidence, hits, keeping, likeness, past, refine
from ui.web.components import mount
from ui.web.frame import event, page, pane, safely
from ui.web.site import Site

SHOWN = 40
SIMILAR_SHOWN = 10
FIELD = ".st-key-search-box input"
KEYS = [
    [["/"], "Search: go to the field"],
    [["j", "↓"], "Next result"],
    [["k", "↑"], "Result before"],
    [["Enter"], "Open its page beside the list"],
    [["Esc"], "Close the page"],
    [["x"], "Select the work, or not"],
    [["a"], "Ask only the selected works"],
    [["e"], "Export"],
    [["?"], "Show these keys"],
]
SORTS: dict[Sort, str] = {"relevance": "Best first", "year": "Newest first"}


def main(site: Site) -> None:
    """Draw the page."""
    _go()
    with st.container(key="search-page"):
        draw(site)


def draw(site: Site) -> None:
    """The field, what is in force, the filters beside the list."""
    st.title("Search")
    with st.container(key="search-help"):
        mount("keys", {"keys": KEYS, "field": FIELD}, key="search-keys")
    st.session_state.setdefault("search-question", st.session_state.get("search-kept", ""))
    with st.container(key="search-box"):
        question = st.text_input(
            "Search the passages",
            key="search-question",
            type="search",
            placeholder="Words or a question",
            label_visibility="collapsed",
            max_chars=500,
        )
    # The field's own value goes with the page; the question is there again when one comes back.
    st.session_state["search-kept"] = question
    if not site.documents():
        st.html('<p class="kb-empty">The library is empty. Add documents on the Library page.</p>')
        return
    # Always there, so that what stands below keeps its place, and its focus.
    with st.container(key="search-chips"):
        refine.chips(site, "search")
    if st.session_state.get("similar"):
        alike(site, st.session_state["similar"])
        return
    filters = refine.chosen("search")
    if not (question or "").strip():
        with beside(lambda: refine.panel(site, "search", folded=False)):
            begin(site)
        return
    found = site.library.find(question, site.principal, filters=filters, k=SHOWN)
    results(site, question, filters, found)


def begin(site: Site) -> None:
    """Before anything is searched: how it works, and the searches that were saved."""
    st.html(
        '<p class="kb-empty">Type what a passage should say. Results rank by meaning and by words '
        "together; each work is shown with its best passage, your words marked.</p>"
    )
    keeping.listed(site, _run)


@contextmanager
def beside(panel: Callable[[], None]) -> Iterator[None]:
    """The filters at the left, what is drawn inside at the right."""
    with st.container(key="search-panes"):
        left, right = st.columns([3, 10], gap="large")
        with left:
            panel()
        with right:
            yield


def results(site: Site, question: str, filters: Filters, found: Found) -> None:
    """The list with its facets, and the source of the one that is opened beside it."""
    if found.read_as:
        st.html(f'<p class="kb-count">{escape(asides.read_as(found.read_as))}</p>')
    places = {hit.passage.id for hit in found.hits}
    opened = st.session_state.get("found")
    if opened and opened["passage"] not in places:
        opened = st.session_state["found"] = None
    counted = site.library.facets(question, site.principal, filters=filters)
    if opened:
        with st.container(key="ask-panes"):
            left, right = st.columns([11, 9], gap="large", wrap=False)
            with left:
                refine.panel(site, "search", counted=counted, folded=True)
                data = listing(site, question, filters, found, opened)
            with right:
                rank = next(item["rank"] for item in data["items"] if item["selected"])
                _beside(site, opened, rank)
        return
    with beside(lambda: refine.panel(site, "search", counted=counted, folded=False)):
        listing(site, question, filters, found, None)


def listing(
    site: Site, question: str, filters: Filters, found: Found, opened: dict[str, Any] | None
) -> dict[str, Any]:
    """What was found, in the order that is chosen, with what can be kept of it; returns its data."""
    if not found.hits or found.query is None:
        nothing(site, filters)
        return {"items": []}
    picked = picks(site)
    works = len({hit.document.id for hit in found.hits})
    many = f"{len(found.hits)} passages in {works} documents" if works > 1 else ""
    said = many or (
        "1 passage" if len(found.hits) == 1 else f"{len(found.hits)} passages in 1 document"
    )
    with st.container(key="found-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="kb-count">{said}</p>')
        sort: Sort = st.segmented_control(
            "Order",
            list(SORTS),
            default="relevance",
            required=True,
            format_func=lambda one: SORTS[one],
            key="search-sort",
            label_visibility="collapsed",
        )
        keeping.export([hit.document for hit in found.hits], picked)
        keeping.save(site, question, filters, sort)
        keeping.saved(site, _run)
    with st.container(key="picked-row"):
        if picked:
            selection(picked)
    items = hits.results(
        in_order(found.hits, sort, lambda hit: hit.document.metadata.year),
        found.query,
        selected=opened["passage"] if opened else None,
    )
    chosen = {one.id for one in picked}
    data: dict[str, Any] = {
        "label": "Search results",
        "said": said,
        "numbered": True,
        "dense": False,
        "picking": True,
        "similar": True,
        "items": [{**item, "picked": item["document"] in chosen} for item in items],
    }
    mount(
        "listing",
        data,
        key="results",
        on_open_change=_open,
        on_pick_change=_pick,
        on_similar_change=_similar,
    )
    return data


def picks(site: Site) -> list[DocumentInfo]:
    """The works that are selected, in the order they were, and that are still there."""
    known = {one.id: one for one in site.documents()}
    wanted = st.session_state.get("picked") or []
    return [known[one] for one in wanted if one in known]


def selection(picked: Sequence[DocumentInfo]) -> None:
    """What can be done with the works that are selected."""
    with st.container(key="picked-bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="kb-count">{len(picked)} selected</p>')
        label = "Ask only this" if len(picked) == 1 else "Ask only these"
        if st.button(label, key="ask-these", type="primary"):
            past.ask_only([one.id for one in picked])
            st.switch_page("screens/ask.py")
        st.button("Select none", key="pick-none", type="tertiary", on_click=_pick_none)


def nothing(site: Site, filters: Filters) -> None:
    """No result: why, and what to do."""
    if not site.held(filters).left:
        st.html('<p class="kb-empty">No document passes these filters. Take one out.</p>')
    elif filters == Filters():
        st.html('<p class="kb-empty">No passage matches. Use fewer or other words.</p>')
    else:
        st.html(
            '<p class="kb-empty">No passage matches within these filters. Use fewer or other words, or '
            "take a filter out.</p>"
        )
    if filters != Filters():
        st.button("Search the whole library", key="widen", on_click=refine.clear, args=("search",))
    keeping.listed(site, _run)


def alike(site: Site, document_id: str) -> None:
    """The works nearest to one of the results, in the list's place."""
    try:
        document = site.library.document(document_id, site.principal)
    except NotFound:
        st.session_state["similar"] = None
        st.rerun()
    st.button("‹ Back to the results", key="similar-back", on_click=_back)
    st.html(f'<p class="kb-count">Similar to “{escape(document.title)}”</p>')
    if not likeness.listed(site, document, key="alike", on_open=_open_alike, most=SIMILAR_SHOWN):
        st.html('<p class="kb-empty">There is no other document to compare it with.</p>')


def _beside(site: Site, opened: dict[str, Any], rank: int) -> None:
    pane(
        safely(
            lambda: (
                evidence.of_passage(
                    site, opened["passage"], page=opened.get("page"), count=f"Result {rank}"
                )
                | {"closable": True}
            )
        ),
        key="found-view",
        opened=True,
        on_page_change=_leaf,
        on_close_change=lambda: st.session_state.update(found=None),
    )


def _open() -> None:
    value = event("results", "open")
    if value:
        st.session_state["found"] = {"passage": value["key"]}


def _pick() -> None:
    value = event("results", "pick")
    if value:
        picked = list(st.session_state.get("picked") or [])
        one = str(value["document"])
        st.session_state["picked"] = (
            [other for other in picked if other != one] if one in picked else [*picked, one]
        )


def _pick_none() -> None:
    st.session_state["picked"] = []


def _similar() -> None:
    value = event("results", "similar")
    if value:
        st.session_state.update(similar=str(value["document"]), found=None)


def _back() -> None:
    st.session_state["similar"] = None


def _open_alike() -> None:
    value = event("alike", "open")
    if value:
        st.session_state["go_document"] = value["key"]


def _go() -> None:
    wanted = st.session_state.pop("go_document", None)
    if wanted:
        st.switch_page("screens/document.py", query_params={"id": wanted})


def _leaf() -> None:
    value = event("found-view", "page")
    if value and st.session_state.get("found"):
        st.session_state["found"] = {**st.session_state["found"], "page": value["page"]}


def _run(kept: SavedSearch) -> None:
    """Put a saved search in force."""
    st.session_state["search-question"] = kept.question
    st.session_state["search-sort"] = kept.sort
    st.session_state.update(similar=None, found=None, picked=[])
    refine.put("search", kept.filters)


page(main)
