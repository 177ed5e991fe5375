"""The Search page: facets, order, selection, export, similar articles, saved searches."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.types import Filters
from tests.ui.web.conftest import SCREENS
from ui.web.server import ENTRY

CHOSEN = "filters-search"
WORDS = "systolic pressure septic shock"


@pytest.fixture
def described(library, install):
    library.add("A trial", ["Septic shock, systolic pressure."], year=1999, design="cohort study")
    library.add("Case", ["Septic shock, once."], year=2011, design="case report", journal="BMJ")
    return install(library)


def opened(name: str = "search", **state: Any) -> AppTest:
    page = AppTest.from_file(str(SCREENS / f"{name}.py"), default_timeout=20)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def components(page: AppTest) -> list[dict[str, Any]]:
    found = [element.proto for element in page.get("bidi_component")]
    return [json.loads(proto.json) if proto.json else {} for proto in found]


def facets(page: AppTest) -> dict[str, dict[str, tuple[int, bool]]]:
    groups = next(one["groups"] for one in components(page) if "groups" in one)
    return {
        group["name"]: {
            value["value"]: (value["documents"], bool(value["checked"]))
            for value in group["values"]
        }
        for group in groups
    }


def items(page: AppTest) -> list[dict[str, Any]]:
    return next((one["items"] for one in components(page) if "items" in one), [])


def html(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html"))


def test_facets_have_counts_and_a_chosen_one_narrows(described):
    page = opened(**{"search-question": WORDS})
    assert not page.exception
    assert facets(page)["designs"] == {"case report": (1, False), "cohort study": (1, False)}
    page.session_state[CHOSEN] = Filters(designs=("cohort study",))
    page.run()
    assert [item["title"] for item in items(page)] == ["A trial"]
    assert facets(page)["designs"]["cohort study"] == (1, True)


def test_a_chosen_value_that_nothing_has_can_still_be_taken_back(described):
    page = opened(**{"search-question": "once", CHOSEN: Filters(designs=("meta-analysis",))})
    assert not items(page)
    assert facets(page)["designs"]["meta-analysis"] == (0, True)


def test_the_newest_come_first_if_so_chosen(described):
    page = opened(**{"search-question": WORDS, "search-sort": "year"})
    years = [item["year"] for item in items(page)]
    assert years == sorted(years, reverse=True)


def test_what_is_selected_is_marked_and_exported(described):
    page = opened(**{"search-question": WORDS, "picked": ["d003"]})
    assert [item["document"] for item in items(page) if item["picked"]] == ["d003"]
    labels = [one.proto.popover.label for one in page.get("popover")]
    assert "Export 1" in labels
    assert "Export all 4" in [
        one.proto.popover.label for one in opened(**{"search-question": WORDS}).get("popover")
    ]


def test_how_a_slip_was_read_is_said(described, library):
    library.read_as = (("<b>shok</b>", "shock"),)
    page = opened(**{"search-question": WORDS})
    assert "Searched also for: shock." in html(page)
    assert "<b>shok" not in html(page)


def test_similar_articles_take_the_list_s_place_and_lead_back(described):
    page = opened(**{"search-question": WORDS, "similar": "d001"})
    assert "Similar to" in html(page)
    assert [item["document"] for item in items(page)] == ["d002", "d003", "d004"]
    page.button(key="similar-back").click().run()
    assert len(items(page)) == 4


def test_a_document_that_went_meanwhile_leads_back_to_the_results(described):
    page = opened(**{"search-question": WORDS, "similar": "gone"})
    assert not page.exception
    assert len(items(page)) == 4


def test_a_search_is_saved_and_run_again_with_its_filters(described, library, principal):
    page = opened(**{"search-question": WORDS, CHOSEN: Filters(designs=("cohort study",))})
    page.text_input(key="save-name").set_value("Mine").run()
    page.button(key="save-search").click().run()
    assert not page.exception
    (kept,) = library.searches.all(principal)
    assert kept.name == "Mine"
    assert kept.filters == Filters(designs=("cohort study",))
    fresh = opened()
    fresh.button(key=f"run-{kept.id}").click().run()
    assert not fresh.exception
    assert [item["title"] for item in items(fresh)] == ["A trial"]
    fresh.button(key=f"forget-{kept.id}").click().run()
    assert library.searches.all(principal) == []


def test_the_document_page_lists_similar_articles(described):
    page = AppTest.from_file(str(ENTRY), default_timeout=20)
    page.query_params["id"] = "d001"
    page.run()
    page.switch_page("screens/document.py").run()
    page.query_params["id"] = "d001"
    page.run()
    assert not page.exception
    similar = next(one for one in components(page) if one.get("dense"))
    assert [item["document"] for item in similar["items"]] == ["d002", "d003", "d004"]
