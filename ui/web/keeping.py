"""What can be kept of a search: its works as a file, and the search itself under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from kb.errors import KbError
from kb.search.export_works import FORMATS, once
from kb.search.saved import SavedSearch, Sort
from kb.search.scope import described
from kb.types import DocumentInfo, Filters
from ui.web import present
from ui.web.site import Site

LABELS = {
    ".ris": "RIS, for reference managers",
    ".bib": "BibTeX, for LaTeX",
    ".csv": "CSV, for spreadsheets",
}
MOST_LISTED = 20


def export(found: Sequence[DocumentInfo], picked: Sequence[DocumentInfo]) -> None:
    """A menu that writes the selected works, or all, for a reference manager or a spreadsheet."""
    every = once(found)
    chosen = once(picked) or every
    label = f"Export {len(chosen)}" if picked else f"Export all {len(every)}"
    with st.popover(label, key="export-menu"):
        if not picked:
            st.caption("Select works to export only these.")
        for ending, (write, media_type) in FORMATS.items():
            st.download_button(
                LABELS[ending],
                write(chosen).encode("utf-8"),
                file_name=f"works{ending}",
                mime=media_type,
                on_click="ignore",
                key=f"export{ending}",
                type="tertiary",
                width="stretch",
            )


def save(site: Site, question: str, filters: Filters, sort: Sort) -> None:
    """A menu that keeps this search under a name."""
    with st.popover("Save", key="save-menu"):
        st.text_input(
            "Name", key="save-name", max_chars=120, placeholder=present.shorten(question, 60)
        )
        st.button("Save", key="save-search", on_click=_save, args=(site, question, filters, sort))
        if said := st.session_state.pop("save-said", None):
            st.caption(said)


def _save(site: Site, question: str, filters: Filters, sort: Sort) -> None:
    name = st.session_state.get("save-name") or ""
    try:
        site.library.searches.save(name, question, site.principal, filters=filters, sort=sort)
    except KbError as error:
        st.session_state["save-said"] = str(error)
        return
    st.session_state["save-name"] = ""
    st.session_state["save-said"] = "Saved."


def saved(site: Site, run: Callable[[SavedSearch], None]) -> None:
    """A menu of the saved searches: each can be run again or forgotten."""
    kept = site.library.searches.all(site.principal)
    if kept:
        with st.popover(f"Saved {len(kept)}", key="saved-menu"):
            _rows(site, kept, run)


def listed(site: Site, run: Callable[[SavedSearch], None]) -> None:
    """The saved searches, open on the page; nothing where there are none."""
    kept = site.library.searches.all(site.principal)
    if kept:
        with st.container(key="saved-list"):
            st.html('<h2 class="kb-subhead">Saved searches</h2>')
            _rows(site, kept, run)


def _rows(site: Site, kept: Sequence[SavedSearch], run: Callable[[SavedSearch], None]) -> None:
    for one in kept[:MOST_LISTED]:
        with st.container(key=f"saved-{one.id}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    present.plain(present.shorten(one.name, 60)),
                    key=f"run-{one.id}",
                    type="tertiary",
                    help=present.plain(one.question),
                    on_click=run,
                    args=(one,),
                )
                st.button(
                    "Delete",
                    key=f"forget-{one.id}",
                    type="tertiary",
                    on_click=_forget,
                    args=(site, one.id),
                )
            said = [*described(one.filters), f"saved {one.saved[:10]}"]
            st.html(f'<p class="kb-status">{escape(" · ".join(said))}</p>')
    if len(kept) > MOST_LISTED:
        st.caption(f"{len(kept) - MOST_LISTED} more: `kb searches list`.")


def _forget(site: Site, identity: str) -> None:
    try:
        site.library.searches.delete(identity, site.principal)
    except KbError as error:
        st.session_state["save-said"] = str(error)
