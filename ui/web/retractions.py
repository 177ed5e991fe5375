"""Library: the list of retractions, its date and how to bring a newer one."""

from __future__ import annotations

import tempfile
from collections import Counter
from html import escape
from pathlib import Path

import streamlit as st

from kb.access.roles import MANAGERS
from kb.errors import KbError
from kb.types import DocumentInfo
from ui.web.frame import problem
from ui.web.site import Site

WORDS = {
    "retracted": "retracted",
    "concern": "with an expression of concern",
    "corrected": "corrected",
    "superseded": "superseded",
}


def panel(site: Site) -> None:
    """The list in force, what it marks, and for those who manage the library a place for a newer one."""
    listed = site.library.retractions()
    if st.session_state.pop("retractions-imported", False):
        st.toast("The list was imported.")
    state = (
        "none imported" if listed is None else f"list of {listed.newest or listed.imported[:10]}"
    )
    with st.expander(f"Retractions: {state}", key="retractions"):
        if listed is None:
            text = (
                "No list of retractions was imported. Retracted works are known by their own titles and "
                "records only."
            )
        else:
            text = (
                f"Retraction Watch list ({listed.file}): newest entry {listed.newest or 'without a date'}, "
                f"imported {listed.imported[:10]}, {listed.entries:,} entries."
            )
        st.html(f'<p class="kb-count">{escape(text)}</p>')
        st.html(f'<p class="kb-count">{escape(held(site.library.marked(site.principal)))}</p>')
        if site.principal.roles & MANAGERS:
            _upload(site)


def held(works: list[DocumentInfo]) -> str:
    """How many works of the library have which standing."""
    kinds = Counter(one.standing[0].kind for one in works if one.standing)
    said = [f"{kinds[kind]:,} {word}" for kind, word in WORDS.items() if kinds[kind]]  # type: ignore[index]
    return f"In this library: {', '.join(said)}." if said else "No work of this library is marked."


def _upload(site: Site) -> None:
    number = st.session_state.get("retraction-uploads", 0)
    file = st.file_uploader(
        "A newer list",
        type=["csv"],
        key=f"retractions-{number}",
        help="The CSV file of the Retraction Watch database, which Crossref publishes. It replaces the "
        "list that is here.",
    )
    if file is None or not st.button("Import the list", type="primary", key="retractions-go"):
        return
    from ingest.retraction_list import import_list

    bar = st.progress(0.0, "Reading the list")

    def tell(done: int, total: int) -> None:
        bar.progress(done / max(1, total), "Reading the list")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name).name or "list.csv")
        path.write_bytes(file.getvalue())
        try:
            import_list(site.library, site.principal, path, tell)
        except KbError as error:
            bar.empty()
            problem(error)
            return
    st.session_state["retraction-uploads"] = number + 1
    st.session_state["retractions-imported"] = True
    st.rerun()
