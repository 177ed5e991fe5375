"""Our components build text, never HTML, and fetch nothing."""

from __future__ import annotations

import re

import pytest

from ui.web.components import NAMES, source
from ui.web.theme import stylesheet


@pytest.mark.parametrize("name", NAMES)
def test_no_script_parses_html(name):
    script, _ = source(name)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc",
        script,
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_script_speaks_to_the_network(name):
    script, _ = source(name)
    assert not re.search(
        r"https?://|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\(", script
    )
    # The box alone asks, and only this server: the address is a path that stands in the script.
    asked = re.findall(r"\bfetch\((.{0,3})", script)
    assert asked == (['"/t'] if name == "lookup" else [])


def test_no_style_sheet_fetches_anything():
    for style in [source(name)[1] for name in NAMES] + [stylesheet()]:
        assert "@import" not in style
        assert not re.findall(r"url\((?!\"data:)", style)
