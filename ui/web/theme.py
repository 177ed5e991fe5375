"""Colour, type and the switches that keep Streamlit quiet and at home."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

FONT = (
    "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', "
    "'Liberation Sans', sans-serif"
)
MONO = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', monospace"
NOTE = "For reference by professionals. Not a medical device; check the source before acting."

LIGHT = {
    "primaryColor": "#0b5f66",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f6f6",
    "textColor": "#17262a",
    "borderColor": "#d8e0e1",
    "linkColor": "#0b5f66",
    "grayTextColor": "#56676b",
    "yellowBackgroundColor": "#fff4d9",
    "yellowTextColor": "#7a4f00",
    "redTextColor": "#a4262c",
}
DARK = {
    "primaryColor": "#5fc4c0",
    "backgroundColor": "#101819",
    "secondaryBackgroundColor": "#182224",
    "textColor": "#e3ebeb",
    "borderColor": "#2e3c3f",
    "linkColor": "#5fc4c0",
    "grayTextColor": "#9db0b3",
    "yellowBackgroundColor": "#362b12",
    "yellowTextColor": "#f0c674",
    "redTextColor": "#ff9b96",
}


def options() -> dict[str, Any]:
    """The theme as Streamlit options."""
    shared: dict[str, Any] = {
        "theme.font": FONT,
        "theme.headingFont": FONT,
        "theme.codeFont": MONO,
        "theme.baseFontSize": 16,
        "theme.baseRadius": "8px",
        "theme.buttonRadius": "8px",
        "theme.showWidgetBorder": True,
        "theme.headingFontSizes": ["1.5rem", "1.25rem", "1.0625rem", "1rem", "1rem", "1rem"],
        "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
    }
    for name, colours in (("light", LIGHT), ("dark", DARK)):
        shared |= {f"theme.{name}.{key}": value for key, value in colours.items()}
    return shared


@cache
def stylesheet() -> str:
    """The rules for everything outside the components."""
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


LOGO = '<p class="kb-logo"><span>clinical-kb</span></p>'

ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="1" y="1" width="22"
height="22" rx="6" fill="#0b5f66"/><path fill="#fff" d="M6.5 7h11v1.8h-11zM6.5 11.1h11v1.8h-11zM6.5
15.2h6.5V17H6.5z"/></svg>"""
