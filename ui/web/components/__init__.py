"""The parts of the page that are our own: answers, evidence, lists, first use, and those of Terminology.

Each is an inline Streamlit component: a script and a style sheet in this folder, no network, no build.
All text reaches the page through ``textContent``; no script here assigns ``innerHTML``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent
NAMES = (
    "answer",
    "basket",
    "chips",
    "entry",
    "evidence",
    "facets",
    "keys",
    "listing",
    "lookup",
    "matches",
    "reading",
    "tree",
    "welcome",
)


@cache
def source(name: str) -> tuple[str, str]:
    """The script and the style sheet of a component, with what all of them share in front."""
    shared = (_HERE / "base.js").read_text(encoding="utf-8")
    script = (_HERE / f"{name}.js").read_text(encoding="utf-8")
    style = (_HERE / "base.css").read_text(encoding="utf-8")
    own = (_HERE / f"{name}.css").read_text(encoding="utf-8")
    return f"{shared}\n{script}", f"{style}\n{own}"


@cache
def _component(name: str) -> ComponentRenderer:
    import streamlit as st

    script, style = source(name)
    return st.components.v2.component(
        f"clinical_kb_{name}", html='<div class="root"></div>', css=style, js=script
    )


def mount(
    name: str, data: dict[str, Any], *, key: str, **callbacks: Callable[[], None] | None
) -> None:
    """Put a component on the page; ``on_<event>_change`` callbacks are told of its events."""
    events: dict[str, Any] = dict(callbacks)
    _component(name)(data=data, key=key, **events)
