"""What every page does the same way: pick up the site, say what went wrong in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from kb.errors import KbError
from ui.web import evidence
from ui.web.components import mount
from ui.web.site import Site, current


def page(body: Callable[[Site], None]) -> None:
    """Run a page; an error of the library becomes a sentence with the next step."""
    try:
        body(current())
    except KbError as error:
        problem(error)


def problem(error: KbError) -> None:
    """Say what went wrong and what to do, as text (never as Markdown: it may quote a file name)."""
    hint = f"<br>{escape(error.hint)}" if error.hint else ""
    st.html(
        f'<div class="kb-problem" role="alert"><strong>{escape(error.message)}</strong>{hint}</div>'
    )


def event(key: str, name: str) -> dict[str, Any] | None:
    """The value a component has just sent, inside its callback."""
    state = st.session_state.get(key)
    value = getattr(state, name, None) if state is not None else None
    return dict(value) if isinstance(value, dict) else None


def pane(data: dict[str, Any], *, key: str, opened: bool, **events: Callable[[], None]) -> None:
    """The evidence pane: a column on a wide screen, on a narrow one a sheet while it is opened."""
    with (
        st.container(key="evidence"),
        st.container(key="evidence-open" if opened else "evidence-idle"),
    ):
        mount("evidence", {**data, "opened": opened}, key=key, **events)


def safely(build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Build the pane's content; what cannot be shown says why instead."""
    try:
        return build()
    except KbError as error:
        return evidence.empty(str(error))
