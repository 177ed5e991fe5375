"""Conversations that were kept: found again, renamed, saved as a file, forgotten."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from kb.answer.export import FORMATS, FormatName, file_name
from kb.errors import KbError, NotFound
from kb.store.conversations import ConversationRow
from kb.types import Answer, Filters
from ui.web import refine
from ui.web.present import shorten
from ui.web.replays import Again
from ui.web.site import Site, current
from ui.web.turns import Turn

LOG = logging.getLogger(__name__)
SHOWN = 12
QUICK_SECONDS = 0.6
NAMES = ("turns", "cited", "settled", "conversation")
LABELS: dict[FormatName, str] = {"docx": "Word", "markdown": "Markdown", "json": "JSON"}


def clear() -> None:
    """Begin anew; what was said is kept."""
    for name in NAMES:
        st.session_state.pop(name, None)
    refine.clear("ask")


def ask_only(documents: Sequence[str]) -> None:
    """Begin a conversation that is asked of these documents alone."""
    clear()
    refine.put("ask", Filters(documents=tuple(documents)))


def keep(site: Site, turn: Turn, answer: Answer) -> None:
    """Keep an answer in this visitor's conversation; failing to is no reason not to show it."""
    if turn.kept:
        return
    try:
        kept = site.library.conversations
        now = kept.keep(
            answer,
            site.principal,
            st.session_state.get("conversation"),
            question=turn.question,
            filters=turn.filters,
        )
        st.session_state["conversation"] = now
        turn.place = next(row.turns for row in kept.all(site.principal) if row.id == now)
        turn.kept = True
    except KbError:
        LOG.exception("an answer could not be kept")


def ask_again(turn: Turn) -> None:
    """Ask a kept question of today's library, to see whether it would say the same."""
    site, identity = current(), st.session_state.get("conversation")
    if identity is None:
        return
    try:
        _, exchanges = site.library.conversations.open(identity, site.principal)
    except KbError:
        LOG.exception("a conversation could not be opened")
        return
    exchange = next((one for one in exchanges if one.ordinal == turn.place), None)
    if exchange is not None:
        turn.again = Again(exchange)
        turn.again.start(site.library, site.principal, site.workers)
        turn.again.wait(QUICK_SECONDS)


def menu(site: Site) -> None:
    """The list of conversations, and what can be done with the one that is open."""
    with st.popover("Conversations", key="past-menu", type="tertiary"):
        now = st.session_state.get("conversation")
        if now:
            _present(site, now)
        words = st.text_input(
            "Search your conversations",
            key="past-words",
            placeholder="Words of a question or answer",
        )
        rows = site.library.conversations.all(site.principal, words)
        if not rows:
            said = (
                "No conversation holds these words."
                if words
                else "What you ask is kept here, encrypted, on this machine."
            )
            st.html(f'<p class="kb-status">{said}</p>')
        for row in rows[:SHOWN]:
            with st.container(key=f"past-row-{row.id}"):
                st.button(
                    _label(row),
                    key=f"past-{row.id}",
                    type="tertiary",
                    disabled=row.id == now,
                    on_click=_opener(site, row.id),
                    width="stretch",
                )
                many = "1 question" if row.turns == 1 else f"{row.turns} questions"
                here = " · open" if row.id == now else ""
                st.html(f'<p class="kb-status">{row.changed[:10]} · {many}{here}</p>')
        if len(rows) > SHOWN:
            more = len(rows) - SHOWN
            st.html(f'<p class="kb-status">{more} more; search for words of them.</p>')


def _present(site: Site, identity: str) -> None:
    """Rename, save or forget the conversation that is open."""
    try:
        row, exchanges = site.library.conversations.open(identity, site.principal)
    except NotFound:
        # Deleted elsewhere: what stands on the page is all that is left of it.
        st.session_state.pop("conversation", None)
        return
    title = st.text_input("Title of this conversation", row.title, key=f"past-title-{identity}")
    if title.strip() and title != row.title:
        site.library.conversations.rename(identity, title, site.principal)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="past-save", gap="small"):
        st.html('<p class="kb-status">Save as</p>')
        for form, label in LABELS.items():
            st.download_button(
                label,
                partial(FORMATS[form].write, row, exchanges),
                file_name(row.title, form),
                FORMATS[form].media_type,
                key=f"past-{label.lower()}",
                on_click="ignore",
            )
    if st.session_state.get("past-doubt") == identity:
        with st.container(
            horizontal=True, vertical_alignment="center", key="past-sure", gap="small"
        ):
            st.html('<p class="kb-status">Delete it for good?</p>')
            st.button(
                "Delete", key="past-delete", type="primary", on_click=_forgetter(site, identity)
            )
            st.button("Keep it", key="past-spare", on_click=_doubt, args=(None,))
    else:
        st.button(
            "Delete this conversation",
            key="past-delete-ask",
            type="tertiary",
            on_click=_doubt,
            args=(identity,),
        )
    st.divider()


def _doubt(identity: str | None) -> None:
    st.session_state["past-doubt"] = identity


def _opener(site: Site, identity: str) -> Callable[[], None]:
    def run() -> None:
        clear()
        _, exchanges = site.library.conversations.open(identity, site.principal)
        st.session_state["turns"] = [Turn.of(one) for one in exchanges]
        st.session_state["conversation"] = identity
        if exchanges:
            refine.put("ask", exchanges[-1].replay.filters)

    return run


def _forgetter(site: Site, identity: str) -> Callable[[], None]:
    def run() -> None:
        site.library.conversations.delete(identity, site.principal)
        clear()

    return run


def _label(row: ConversationRow) -> str:
    text = shorten(row.title, 88)
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>:$#~" else sign for sign in text)
