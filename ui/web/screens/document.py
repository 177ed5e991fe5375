"""Document: one work, page by page."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from kb.types import DocumentInfo
from ui.web import details, evidence, likeness, past, reading
from ui.web.components import mount
from ui.web.frame import event, page
from ui.web.site import Site

READING = "reading"
VIEWS = ("Pages", "How it was read")


def main(site: Site) -> None:
    """Draw the page named by ``?id=``, at ``?page=``, with ``?passage=`` marked."""
    if "removed" in st.session_state:
        st.switch_page("screens/library.py")
    wanted = st.session_state.pop("go_document", None)
    if wanted:
        st.query_params.from_dict({"id": wanted})
    document_id = st.query_params.get("id", "")
    document = site.library.document(document_id, site.principal)
    number = _number(st.query_params.get("page", "1"))
    passage = st.query_params.get("passage")
    how = st.query_params.get("view") == READING
    with st.container(key="reading-page" if how else "narrow-page"):
        actions(site, document)
        choose_view(document, how=how)
        if how:
            with st.spinner("Reading the original again"):
                data = reading.of_page(site, document, number)
            st.html(f'<h2 class="kb-work">{escape(document.title)}</h2>')
            mount("reading", data, key="reading-view", on_page_change=_leaf)
            return
        if passage:
            data = evidence.of_passage(site, passage, page=number)
            data |= {"href": None}
        else:
            data = evidence.of_page(site, document, number)
        mount("evidence", {**data, "whole": True}, key="document-view", on_page_change=_turn)
        details.panel(site, document)
        if document.collection == "literature":
            similar(site, document)


def similar(site: Site, document: DocumentInfo) -> None:
    """The works nearest to this one."""
    with st.expander("Similar articles", key="similar-articles"):
        if not likeness.listed(site, document, key="alike", on_open=_open):
            st.caption("There is no other document to compare it with.")


def _open() -> None:
    value = event("alike", "open")
    if value:
        st.session_state["go_document"] = value["key"]


def choose_view(document: DocumentInfo, *, how: bool) -> None:
    """The document as it is printed, or how it was read; the address says which."""
    key = f"view-{document.id}"

    def chosen() -> None:
        if st.session_state.get(key) == VIEWS[1]:
            st.query_params["view"] = READING
        else:
            st.query_params.pop("view", None)

    # Also when Back or a link has changed the address.
    st.session_state[key] = VIEWS[how]
    st.segmented_control(
        "View", VIEWS, key=key, on_change=chosen, label_visibility="collapsed", required=True
    )


def actions(site: Site, document: DocumentInfo) -> None:
    """Ask in it, keep a copy, take it out of the library."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="crumbs"):
        st.page_link("screens/library.py", label="‹ Library")
        if st.button("Ask this document", key="ask-this"):
            # A copy is asked as the document that stands for it.
            past.ask_only([document.hidden_by or document.id])
            st.switch_page("screens/ask.py")
        original = site.library.original(document.id, site.principal)
        if original is not None:
            st.download_button(
                "Save the original",
                original,
                file_name=document.source.rsplit("/", 1)[-1],
                mime=document.media_type,
                on_click="ignore",
                key="save-original",
            )
        if st.button("Remove from the library", key="remove-this"):
            remove(site, document)


@st.dialog("Remove this document?")
def remove(site: Site, document: DocumentInfo) -> None:
    """Ask once more, then forget the document and everything made from it."""
    st.text(document.title)
    st.write(
        "Its passages, its search index and the kept original go. Answers that cite it keep their "
        "words but lose its pages. The file it came from stays where it is."
    )
    with st.container(horizontal=True, gap="small"):
        if st.button(
            "Remove", type="primary", key="remove-yes", on_click=_forget, args=(site, document)
        ):
            st.switch_page("screens/library.py")
        if st.button("Keep it", key="remove-no"):
            st.rerun()


def _forget(site: Site, document: DocumentInfo) -> None:
    site.library.remove(document.id, site.principal)
    site.images.forget(document.id)
    site.readings.forget(document.id)
    st.session_state["removed"] = document.title


def _turn() -> None:
    _to_page(event("document-view", "page"))


def _leaf() -> None:
    _to_page(event("reading-view", "page"))


def _to_page(value: dict[str, Any] | None) -> None:
    if value:
        st.query_params["page"] = str(value["page"])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 1


page(main)
