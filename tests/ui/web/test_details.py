"""The form on a document's page: fields with their origins, corrected and given back."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.web.test_screens import html
from ui.web.server import ENTRY

DOCUMENT = "d001"


@pytest.fixture
def page(site: Any) -> AppTest:
    page = AppTest.from_file(str(ENTRY), default_timeout=20).run()
    page.switch_page("screens/document.py").run()
    page.query_params["id"] = DOCUMENT
    return page.run()


def field(page: AppTest, name: str, kind: str = "text_input") -> Any:
    return next(one for one in getattr(page, kind) if one.key.endswith(f"-{name}"))


def save(page: AppTest) -> AppTest:
    return next(one for one in page.button if one.label == "Save the corrections").click().run()


def test_a_field_is_corrected_with_the_name_of_who_says_so(page, library):
    field(page, "year").set_value("2019")
    field(page, "design", "selectbox").set_value("cohort study")
    field(page, "by").set_value("A. Clerk")
    save(page)
    meta = library.entries[DOCUMENT][0].metadata
    assert (meta.year, meta.design) == (2019, "cohort study")
    assert "corrected by A. Clerk on 2026-11-20" in html(page)
    assert field(page, "year").value == "2019"
    assert {one.field for one in library.corrected.of(DOCUMENT)} == {"year", "design"}


def test_a_wrong_value_is_said_at_its_field_and_nothing_is_lost(page, library):
    before = library.entries[DOCUMENT][0]
    field(page, "title").set_value("Another title")
    field(page, "year").set_value("soon")
    field(page, "by").set_value("A. Clerk")
    save(page)
    assert "soon is no year of publication." in html(page)
    assert field(page, "title").value == "Another title"
    assert library.entries[DOCUMENT][0] == before


def test_nothing_is_corrected_without_a_name(page, library):
    field(page, "year").set_value("2019")
    save(page)
    assert "Your name is missing." in html(page)
    assert library.corrected.of(DOCUMENT) == []


def test_a_correction_is_undone(page, library):
    read = library.entries[DOCUMENT][0].metadata.year
    field(page, "year").set_value("2019")
    field(page, "by").set_value("A. Clerk")
    save(page)
    assert f"As read: {read}" in html(page)
    page.button(key="details-undo-year").click().run()
    assert library.entries[DOCUMENT][0].metadata.year == read
    assert field(page, "year").value == str(read)


def test_what_is_written_is_shown_as_text_never_as_markup(page, library):
    field(page, "title").set_value("<img src=x onerror=alert(1)>")
    field(page, "by").set_value("<b>A</b>")
    save(page)
    shown = html(page)
    assert "<b>A" not in shown
    assert "&lt;b&gt;A&lt;/b&gt;" in shown
