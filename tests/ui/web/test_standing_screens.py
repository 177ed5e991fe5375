"""Marks and the list of retractions on the pages, driven without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.store.retractions import ListState
from kb.types import Notice
from tests.ui.web.test_screens import components, every_component, html, opened

LIST = ListState("list.csv", "2026-10-30", "2026-11-02T09:00:00+00:00", "A. Clerk", 68000, 12)
RETRACTED = Notice("retracted", LIST.name, "2021-03-02", "Error in Data")


@pytest.fixture
def marked(site, library):
    """The first document is retracted, and a copy of it stands behind it."""
    first, (info, passages, pdf) = next(iter(library.entries.items()))
    library.entries[first] = (replace(info, standing=(RETRACTED,)), passages, pdf)
    library.entries["copy"] = (
        replace(
            info,
            id="copy",
            source="/x/copy.xml",
            media_type="application/xml",
            pages=1,
            hidden_by=first,
        ),
        passages,
        None,
    )
    return first


def test_the_library_says_which_list_is_in_force(site, library, monkeypatch):
    page = opened("library")
    assert "Retractions: none imported" in [one.label for one in page.expander]
    monkeypatch.setattr(library, "retractions", lambda: LIST, raising=False)
    page = opened("library")
    assert "Retractions: list of 2026-10-30" in [one.label for one in page.expander]
    assert "68,000 entries" in html(page)


def test_the_list_of_documents_shows_marks_and_hides_copies_until_asked(site, marked):
    page = opened("library")
    items = components(page)[-1]["items"]
    assert marked in [item["key"] for item in items]
    assert "copy" not in [item["key"] for item in items]
    (mark,) = next(item for item in items if item["key"] == marked)["marks"]
    assert (mark["kind"], mark["label"]) == ("retracted", "Retracted 2021")
    assert mark["text"].endswith("Source: Retraction Watch list of 2026-10-30.")
    toggle = next(one for one in page.toggle if one.key == "library-copies")
    page = toggle.set_value(True).run()
    assert not page.exception
    assert "copy" in [item["key"] for item in components(page)[-1]["items"]]


def panel(page):
    return next(one for one in every_component(page) if "titles" in one)


def test_search_offers_to_leave_retracted_works_out_only_where_there_are_any(site, marked):
    assert panel(opened("search"))["retracted"] is True


def test_without_retracted_works_search_offers_no_such_filter(site):
    assert panel(opened("search"))["retracted"] is None


def test_a_document_names_its_other_copies(site, marked):
    from ui.web import evidence

    shown = evidence.of_page(site, site.library.document(marked, site.principal), 1)
    assert shown["copiesLabel"] == "Also here as"
    assert [one["label"] for one in shown["copies"]] == ["XML (copy.xml)"]
    assert shown["marks"][0]["kind"] == "retracted"
