"""Search: the passages themselves, ranked, with the works they stand in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kb.search.query import prepare
from kb.types import COLLECTIONS, Collection, DocumentInfo, Filters, Hit
from ui.web import evidence, present
from ui.web.components import mount
from ui.web.frame import event, page, pane, safely
from ui.web.site import Site

NAMES: dict[str, str] = {"literature": "Literature", "records": "Records"}
SHOWN = 40
# A menu of more titles is no help; one document is then chosen on its own page.
MOST_TITLES = 500


def main(site: Site) -> None:
    """Draw the page."""
    with st.container(key="search-page"):
        draw(site)


def draw(site: Site) -> None:
    """The field, the filters, the list."""
    documents = site.documents()
    st.title("Search")
    with st.container(key="search-box"):
        question = st.text_input(
            "Search the passages",
            key="search-question",
            type="search",
            placeholder="Words or a question",
            label_visibility="collapsed",
            max_chars=500,
        )
    if not documents:
        st.html('<p class="kb-empty">The library is empty. Add documents on the Library page.</p>')
        return
    filters = refine(documents)
    if not (question or "").strip():
        st.html(
            '<p class="kb-empty">Type what a passage should say. Results rank by meaning and by words '
            "together; each work is shown with its best passage, your words marked. Press / to "
            "search, arrows to move, Enter to open.</p>"
        )
        return
    hits = site.library.search(question, site.principal, filters=filters, k=SHOWN)
    results(site, question, hits)


def refine(documents: list[DocumentInfo]) -> Filters:
    """The filters, each with its counts; only those that can narrow anything down."""
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
        first, last = (years[0], years[-1]) if years else (None, None)
        if len(years) > 1:
            chosen = st.session_state.get("filter-years") or (first, last)
            label = "Any year" if chosen == (first, last) else f"{chosen[0]} to {chosen[1]}"
            with st.popover(label, key="years-menu"):
                first, last = st.select_slider(
                    "Published", years, value=(years[0], years[-1]), key="filter-years"
                )
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
    return Filters(
        collections=collections,
        documents=tuple(picked) or None,
        year_from=first if narrowed else None,
        year_to=last if narrowed else None,
        retracted=retracted,
    )


def results(site: Site, question: str, hits: list[Hit]) -> None:
    """The list, and the source of the one that is opened beside it."""
    if not hits:
        st.html(
            '<p class="kb-empty">No passage matches. Use fewer or other words, or widen the filters.</p>'
        )
        return
    places = {hit.passage.id for hit in hits}
    opened = st.session_state.get("found")
    if opened and opened["passage"] not in places:
        opened = st.session_state["found"] = None
    query = prepare(question)
    data: dict[str, Any] = {
        "label": "Search results",
        "numbered": True,
        "dense": False,
        "items": present.results(hits, query, selected=opened["passage"] if opened else None),
    }
    works = len({hit.document.id for hit in hits})
    count = f"{len(hits)} passages in {works} documents" if len(hits) > 1 else "1 passage"
    if not opened:
        st.html(f'<p class="kb-count">{count}</p>')
        mount("listing", data, key="results", on_open_change=_open)
        return
    with st.container(key="ask-panes"):
        left, right = st.columns([11, 9], gap="large", wrap=False)
        with left:
            st.html(f'<p class="kb-count">{count}</p>')
            mount("listing", data, key="results", on_open_change=_open)
        with right:
            rank = next(item["rank"] for item in data["items"] if item["selected"])
            pane(
                safely(
                    lambda: evidence.of_passage(
                        site, opened["passage"], page=opened.get("page"), count=f"Result {rank}"
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


def _leaf() -> None:
    value = event("found-view", "page")
    if value and st.session_state.get("found"):
        st.session_state["found"] = {**st.session_state["found"], "page": value["page"]}


def _documents_label(picked: list[str]) -> str:
    if not picked:
        return "Any document"
    return "1 document" if len(picked) == 1 else f"{len(picked)} documents"


def _escape(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>:$#~" else sign for sign in text)


page(main)
