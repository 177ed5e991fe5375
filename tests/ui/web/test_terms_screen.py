"""The Terminology page without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.web.conftest import SCREENS
from tests.ui.web.test_screens import components, html
from ui.web.desk_state import KEY, DeskState


@pytest.fixture
def desk(site, library):
    """The code book of a few categories is there."""
    assert library.terms.ready()
    return site.terms


def opened(state: DeskState | None = None, view: str | None = None, **query: str) -> AppTest:
    page = AppTest.from_file(str(SCREENS / "terms.py"), default_timeout=20)
    if state is not None:
        page.session_state[KEY] = state
    if view is not None:
        page.session_state["terms-view"] = view
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def named(page: AppTest, key: str) -> dict[str, Any]:
    """The data of the one component that has such a field."""
    (found,) = [one for one in components(page) if key in one]
    return found


def test_the_first_time_the_page_shows_how_far_the_index_is(site, monkeypatch):
    monkeypatch.setattr(site.terms.build, "start", lambda: None)
    page = opened()
    assert "indexed for the first time" in html(page)
    assert components(page) == []


def test_an_empty_page_says_what_to_type_and_shows_the_chapters(desk):
    page = opened()
    assert "Type a diagnosis as you would say it" in html(page)
    assert named(page, "rows")["label"] == "Chapters"
    assert named(page, "findings")["items"] == []


def test_an_example_is_looked_up_with_one_click(desk):
    page = opened()
    page.button(key="terms-example-2").click().run()
    assert named(page, "sections")["code"] == "E11.22"
    assert page.query_params["code"] == "E11.22"


def test_a_link_opens_its_code(desk):
    page = opened(code="N18.4")
    assert named(page, "sections")["code"] == "N18.4"


def test_a_link_to_a_code_that_there_is_not_says_so(desk):
    page = opened(code="E11.77")
    assert "no code E11.77" in html(page)
    assert named(page, "groups")["groups"][0]["codes"]


def test_words_give_codes_and_the_entry_leads_back_to_them(desk):
    state = DeskState()
    state.find(desk, "chronic systolic heart failure")
    page = opened(state)
    assert named(page, "groups")["groups"][0]["codes"][0]["code"] == "I50.22"
    state.open(desk, "I50.22")
    page = opened(state)
    assert "chronic systolic" in named(page, "sections")["back"]


def test_an_ambiguous_abbreviation_offers_its_meanings(desk):
    state = DeskState()
    state.find(desk, "MS relapse")
    (reading,) = named(opened(state), "readings")["readings"]
    assert "multiple sclerosis relapse" in reading["questions"]


def test_several_findings_are_shown_apart(desk):
    state = DeskState()
    state.find(desk, "heart failure and multiple sclerosis")
    groups = named(opened(state), "groups")["groups"]
    assert [one["words"] for one in groups] == ["heart failure", "multiple sclerosis"]


def test_the_basket_is_there_again_at_the_next_visit(desk):
    state = DeskState()
    state.choose(desk, "E11.22")
    state.choose(desk, "N18.4")
    page = opened()
    basket = named(page, "findings")
    assert [one["code"] for one in basket["items"]] == ["E11.22", "N18.4"]
    assert [one["label"] for one in basket["files"]] == ["CSV", "FHIR CodeSystem", "FHIR ValueSet"]
    state.empty(desk)
    assert named(opened(), "findings")["items"] == []


def test_what_was_opened_is_recent_and_what_was_pinned_stays(desk):
    desk.pin("I50.9")
    state = DeskState()
    state.open(desk, "E11.22")
    tree = named(opened(state), "rows")
    assert [one["code"] for one in tree["pinned"]] == ["I50.9"]
    assert [one["code"] for one in tree["recent"]] == ["E11.22"]
    assert desk.pin("I50.9") is False
    assert desk.pinned() == []


def test_a_note_gives_candidates_to_accept_or_drop(desk):
    page = opened(view="From a note")
    assert "not billing advice" in html(page)
    page.text_area(key="terms-note").set_value("Chronic systolic heart failure.")
    page.button(key="terms-note-go").click().run()
    shown = named(page, "groups")
    assert "not billing advice" in shown["notice"]
    assert (shown["accept"], shown["drop"]) == ("Accept", True)
    assert shown["groups"][0]["around"]["spans"]
    state = page.session_state[KEY]
    state.drop(desk, shown["groups"][0]["codes"][0]["code"])
    assert state.candidates == []


def test_a_note_is_neither_in_the_address_nor_kept(desk, library):
    page = opened(view="From a note")
    page.text_area(key="terms-note").set_value("Chronic systolic heart failure of Mr Sample.")
    page.button(key="terms-note-go").click().run()
    assert "Sample" not in str(page.query_params)
    (count,) = library.store.database.connection.execute(
        "SELECT count(*) FROM meta WHERE value LIKE '%Sample%'"
    ).fetchone()
    assert count == 0


def test_units_are_converted(desk):
    page = opened(view="Units")
    page.text_input(key="terms-convert").set_value("126 mg/dL glucose").run()
    assert "126\u00a0mg/dL glucose = 7.0\u00a0mmol/L" in html(page)
    page.text_input(key="terms-convert").set_value("126 <b>").run()
    assert "<b>" not in html(page).split("kb-problem")[1]


def test_a_calculator_says_its_formula_and_everything_wrong_at_once(desk):
    page = opened(view="Calculators")
    page.selectbox(key="terms-calculator").set_value("bmi").run()
    assert "Source:" in html(page)
    page.text_input(key="calc-bmi-weight").set_value("70 kg")
    page.text_input(key="calc-bmi-height").set_value("175")
    page.button[0].click().run()
    assert "22.9" in html(page)
    page.text_input(key="calc-bmi-weight").set_value("-3")
    page.text_input(key="calc-bmi-height").set_value("")
    page.button[0].click().run()
    assert not page.exception
    problem = html(page).split("kb-problem")[1]
    assert "weight" in problem
    assert "height" in problem


def test_a_term_is_defined_with_all_its_meanings(desk):
    page = opened(view="Definitions")
    page.text_input(key="terms-define").set_value("MS").run()
    assert "MS: multiple sclerosis" in html(page)
    assert "MS: mitral stenosis" in html(page)
    page.text_input(key="terms-define").set_value("qwertyzxcv").run()
    assert "kb-problem" in html(page)


def test_a_laboratory_test_shows_its_ranges(desk):
    page = opened(view="Units")
    page.text_input(key="terms-lab").set_value("potas").run()
    assert "Potassium" in html(page)
    assert "LOINC 2823-3" in html(page)
    assert "critical" in html(page)
