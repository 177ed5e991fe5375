"""Library: what it holds, how to add to it, what became of each ingestion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from kb.errors import KbError
from kb.types import Collection, DocumentInfo
from ui.web import jobs, present, retractions
from ui.web.components import mount
from ui.web.frame import event, page, problem
from ui.web.site import Site

PAGE_SIZE = 50
KEYS = [
    [["/"], "Filter: go to the field"],
    [["j", "↓"], "Next document"],
    [["k", "↑"], "Document before"],
    [["Enter"], "Open it"],
    [["?"], "Show these keys"],
]
TYPES = (
    *("pdf", "xml", "nxml", "html", "htm", "txt", "md"),
    *("nbib", "ris", "bib", "jsonl", "json", "gz"),
)
NAMES = {"literature": "Literature", "records": "De-identified records"}


def main(site: Site) -> None:
    """Draw the page."""
    with st.container(key="narrow-page"):
        st.title("Library")
        removed = st.session_state.pop("removed", None)
        if removed:
            st.toast("Removed from the library.")
        documents = site.documents()
        summary(site, documents)
        with st.expander("Add documents", expanded=not documents, key="add-documents"):
            add(site)
        if documents:
            retractions.panel(site)
        jobs.panel(site)
        listing(_with_copies(site, documents))
    _go()


def summary(site: Site, documents: Sequence[DocumentInfo]) -> None:
    """One line: how much of what, and of which years."""
    if not documents:
        st.html(
            '<p class="kb-empty">Nothing here yet. Add articles and guidelines as PDF, XML or web page, '
            "plain-text or Markdown notes, or exports of PubMed and of reference managers. Files are read "
            "on this machine and kept in an encrypted catalog.</p>"
        )
        return
    literature = sum(one.collection == "literature" for one in documents)
    records = len(documents) - literature
    years = [one.metadata.year for one in documents if one.metadata.year]
    parts = [
        f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
        for count, noun in (
            (literature, "publication"),
            (records, "record"),
            (sum(one.passages for one in documents), "passage"),
        )
        if count
    ]
    if years:
        first, last = min(years), max(years)
        parts.append(f"published {first}" if first == last else f"published {first} to {last}")
    st.html(f'<p class="kb-count">{" · ".join(parts)}</p>')


def add(site: Site) -> None:
    """Upload files or name a folder; the job runs beside the page."""
    way = st.segmented_control(
        "From", ["Upload", "Folder"], default="Upload", required=True, key="add-way"
    )
    files = []
    folder = ""
    if way == "Upload":
        files = st.file_uploader(
            "Files",
            type=list(TYPES),
            accept_multiple_files=True,
            key=f"upload-{st.session_state.get('uploads', 0)}",
            help="PDF, JATS XML, web pages, plain text, Markdown; exports of PubMed (XML, NBIB), RIS, "
            "BibTeX, JSON Lines. A PDF and a file of the same name that describes it go together. They "
            "are read on this machine.",
        )
    else:
        folder = st.text_input(
            "Folder or file on this machine",
            key="folder",
            placeholder="/home/me/guidelines",
            help="Read with everything below it. Files that are in the library already are passed over.",
        )
    collection: Collection = st.radio(
        "Collection",
        ["literature", "records"],
        format_func=lambda name: NAMES[name],
        horizontal=True,
        key="add-collection",
    )
    attested = ""
    if collection == "records":
        attested = st.text_input(
            "Your name: you attest that these records are de-identified",
            key="attested",
            max_chars=120,
            help="Kept with each record. Records that name a patient must not be added.",
        )
    ready = bool(files) if way == "Upload" else bool(folder.strip())
    if st.button("Add to the library", type="primary", key="add-go", disabled=not ready):
        if collection == "records" and not attested.strip():
            st.html(
                '<div class="kb-problem" role="alert"><strong>Records need an attestation.</strong><br>'
                "Write the name of the person who attests that they are de-identified.</div>"
            )
            return
        start(
            site,
            [(file.name, file.getvalue()) for file in files or []],
            folder.strip(),
            collection,
            attested.strip() or None,
        )


def start(
    site: Site,
    uploads: list[tuple[str, bytes]],
    folder: str,
    collection: Collection,
    attested: str | None,
) -> None:
    """Start the job and show the page anew, with its progress."""
    paths = [Path(folder).expanduser()] if folder else []
    if paths and not paths[0].exists():
        problem(KbError(f"There is no {paths[0]}.", hint="Name a folder or file on this machine."))
        return
    site.jobs.ingest(paths, uploads=uploads, collection=collection, attested_by=attested)
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    st.rerun()


def listing(documents: Sequence[DocumentInfo]) -> None:
    """The documents, newest first, with a filter over titles, authors and journals."""
    if not documents:
        return
    with st.container(key="library-filter"):
        wanted = st.text_input(
            "Filter the documents",
            key="filter-library",
            type="search",
            placeholder=f"Filter {len(documents):,} documents by title, author, journal or year",
            label_visibility="collapsed",
            live=True,
        )
    words = (wanted or "").lower().split()
    found = [one for one in documents if all(word in _searchable(one) for word in words)]
    if not found:
        st.html('<p class="kb-empty">No document has these words in its title or authors.</p>')
        return
    last = (len(found) - 1) // PAGE_SIZE
    number = min(st.session_state.get("library-page", 0), last)
    shown = found[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    mount("keys", {"keys": KEYS, "field": ".st-key-library-filter input"}, key="library-keys")
    mount(
        "listing",
        {
            "label": "Documents",
            "numbered": False,
            "dense": True,
            "items": [_item(one) for one in shown],
        },
        key="documents",
        on_open_change=_open,
    )
    if last:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                "Previous", disabled=number == 0, on_click=_leaf, args=(number - 1,), key="prev"
            )
            st.html(f'<p class="kb-count">Page {number + 1} of {last + 1}</p>')
            st.button(
                "Next", disabled=number == last, on_click=_leaf, args=(number + 1,), key="next"
            )


def _with_copies(site: Site, documents: Sequence[DocumentInfo]) -> Sequence[DocumentInfo]:
    """The documents, with the hidden copies of their works where these are asked for."""
    copies = site.copies()
    if not copies:
        return documents
    label = f"Show {copies:,} other cop{'y' if copies == 1 else 'ies'} of works that are listed"
    if not st.toggle(label, key="library-copies"):
        return documents
    return site.library.documents(site.principal, hidden=True)


def _item(document: DocumentInfo) -> dict[str, object]:
    size = []
    if document.pages > 1 or document.media_type == "application/pdf":
        size.append(f"{document.pages} p." if document.pages != 1 else "1 p.")
    size.append(f"{document.passages} passages" if document.passages != 1 else "1 passage")
    size.append(f"added {document.added[:10]}")
    if document.hidden_by:
        size.append("another copy of a work that is listed")
    if document.attested_by:
        size.append(f"attested by {document.attested_by}")
    return {
        "key": document.id,
        "rank": 0,
        **present.heading(document),
        "where": " · ".join(size),
        "note": " ".join(document.warnings[:2]),
    }


def _searchable(document: DocumentInfo) -> str:
    meta = document.metadata
    parts = [
        document.title,
        *meta.authors,
        meta.journal or "",
        str(meta.year or ""),
        meta.doi or "",
    ]
    return " ".join([*parts, document.source.rsplit("/", 1)[-1], document.collection]).lower()


def _open() -> None:
    value = event("documents", "open")
    if value:
        st.session_state["go_document"] = value["key"]


def _leaf(number: int) -> None:
    st.session_state["library-page"] = number


def _go() -> None:
    wanted = st.session_state.pop("go_document", None)
    if wanted:
        st.switch_page("screens/document.py", query_params={"id": wanted})


page(main)
