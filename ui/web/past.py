"""Conversations that were kept: found again, renamed, saved as a file, forgotten."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from kb.answer.export import as_data, as_markdown, as_word
from kb.errors import KbError
from kb.store.conversations import ConversationRow
from kb.types import Answer
from ui.web.present import shorten
from ui.web.site import Site
from ui.web.turns import Turn

LOG = logging.getLogger(__name__)
SHOWN = 12
NAMES = ("turns", "cited", "settled", "conversation")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def clear() -> None:
    """Begin anew; what was said is kept."""
    for name in NAMES:
        st.session_state.pop(name, None)


def keep(site: Site, turn: Turn, answer: Answer) -> None:
    """Keep an answer in this visitor's conversation; failing to is no reason not to show it."""
    if turn.kept:
        return
    try:
        st.session_state["conversation"] = site.library.conversations.keep(
            answer, site.principal, st.session_state.get("conversation")
        )
        turn.kept = True
    except KbError:
        LOG.exception("an answer could not be kept")


def menu(site: Site) -> None:
    """The list of conversations, and what can be done with the one that is open."""
    with st.popover("Conversations", key="past-menu", type="tertiary"):
        words = st.text_input(
            "Search your conversations",
            key="past-words",
            placeholder="Words of a question or answer",
        )
        rows = site.library.conversations.all(site.principal, words)
        if not rows:
            said = "No conversation holds these words." if words else "What you ask is kept here."
            st.html(f'<p class="kb-status">{said}</p>')
        now = st.session_state.get("conversation")
        for row in rows[:SHOWN]:
            st.button(
                _label(row),
                key=f"past-{row.id}",
                type="tertiary",
                disabled=row.id == now,
                help=f"{row.turns} asked, last on {row.changed[:10]}",
                on_click=_opener(site, row.id),
                width="stretch",
            )
        if len(rows) > SHOWN:
            more = len(rows) - SHOWN
            st.html(f'<p class="kb-status">{more} more; search for words of them.</p>')
        if now and any(row.id == now for row in rows):
            _present(site, now)


def _present(site: Site, identity: str) -> None:
    """Rename, save or forget the conversation that is open."""
    row, exchanges = site.library.conversations.open(identity, site.principal)
    st.divider()
    title = st.text_input("Title of this conversation", row.title, key=f"past-title-{identity}")
    if title.strip() and title != row.title:
        site.library.conversations.rename(identity, title, site.principal)
        st.rerun()
    name = "".join(sign if sign.isalnum() else "-" for sign in row.title.lower())[:40].strip("-")
    st.html('<p class="kb-status">Save it, without what nothing supports, as</p>')
    with st.container(horizontal=True, key="past-save"):
        st.download_button(
            "Word",
            lambda: as_word(row, exchanges),
            f"{name}.docx",
            WORD,
            key="past-word",
            on_click="ignore",
        )
        st.download_button(
            "Markdown",
            lambda: as_markdown(row, exchanges),
            f"{name}.md",
            "text/markdown",
            key="past-markdown",
            on_click="ignore",
        )
        st.download_button(
            "JSON",
            lambda: as_data(row, exchanges),
            f"{name}.json",
            "application/json",
            key="past-json",
            on_click="ignore",
        )
    st.button(
        "Delete this conversation",
        key="past-delete",
        type="tertiary",
        on_click=_forgetter(site, identity),
    )


def _opener(site: Site, identity: str) -> Callable[[], None]:
    def run() -> None:
        clear()
        _, exchanges = site.library.conversations.open(identity, site.principal)
        st.session_state["turns"] = [Turn.of(one.question, one.answer) for one in exchanges]
        st.session_state["conversation"] = identity

    return run


def _forgetter(site: Site, identity: str) -> Callable[[], None]:
    def run() -> None:
        site.library.conversations.delete(identity, site.principal)
        clear()

    return run


def _label(row: ConversationRow) -> str:
    text = shorten(row.title, 60)
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>:$#~" else sign for sign in text)
