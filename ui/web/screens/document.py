"""Document: one work, page by page."""

from __future__ import annotations

import streamlit as st

from kb.types import DocumentInfo
from ui.web import details, evidence, likeness
from ui.web.components import mount
from ui.web.frame import event, page
from ui.web.site import Site


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
    with st.container(key="narrow-page"):
        actions(site, document)
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


def actions(site: Site, document: DocumentInfo) -> None:
    """Ask in it, keep a copy, take it out of the library."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="crumbs"):
        st.page_link("screens/library.py", label="‹ Library")
        if st.button("Ask this document", key="ask-this"):
            st.session_state["scope"] = (document.id, document.title)
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
    st.session_state["removed"] = document.title


def _turn() -> None:
    value = event("document-view", "page")
    if value:
        st.query_params["page"] = str(value["page"])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 1


page(main)
