"""What a question is asked of: chosen, shown with each turn, kept, used again."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.types import Filters
from tests.ui.web.conftest import SCREENS
from tests.ui.web.test_screens import QUESTION, components, every_component, opened
from ui.web import past, refine
from ui.web.replays import Again
from ui.web.server import ENTRY

ONLY = Filters(documents=("d001",), year_from=2020)
NOTHING = Filters(documents=("d001",), year_from=2022)


def asked(filters: Filters, question: str = QUESTION) -> AppTest:
    page = AppTest.from_file(str(SCREENS / "ask.py"), default_timeout=20)
    page.session_state["filters-ask"] = filters
    page.run()
    return page.chat_input[0].set_value(question).run()


def chips(page: AppTest) -> dict[str, Any]:
    return next((one for one in every_component(page) if "chips" in one), {})


def answers(page: AppTest) -> list[dict[str, Any]]:
    return [one for one in components(page) if "question" in one]


def test_the_controls_offer_what_the_library_holds(site):
    panel = next(one for one in every_component(opened("ask")) if "titles" in one)
    assert panel["range"] == [2021, 2023]
    assert [name for name, _ in panel["titles"]] == ["d001", "d002"]
    assert not chips(opened("ask"))


def test_the_same_panel_stands_on_both_pages(site):
    ask, search = (
        next(one for one in every_component(opened(name)) if "titles" in one)
        for name in ("ask", "search")
    )
    own = ("page", "folded")
    assert {k: v for k, v in ask.items() if k not in own} == {
        k: v for k, v in search.items() if k not in own
    }


def test_filters_stay_over_the_turns_and_each_turn_says_them(site, library):
    page = asked(ONLY)
    assert not page.exception
    assert library.asked[-1][1] == ONLY
    page.chat_input[0].set_value("And potassium?").run()
    assert library.asked[-1][1] == ONLY
    assert [one["scope"] for one in answers(page)] == ["1 document, from 2020"] * 2
    assert [one["label"] for one in chips(page)["chips"]][1] == "From 2020"
    assert (chips(page)["left"], chips(page)["total"]) == (1, 2)


def test_a_question_asked_of_everything_says_nothing(site):
    assert answers(asked(Filters()))[0]["scope"] == ""


def test_a_new_conversation_is_asked_of_everything(site):
    page = asked(ONLY)
    page.button(key="clear").click().run()
    assert not chips(page)
    assert "filters-ask" not in page.session_state


def test_a_conversation_is_reopened_with_the_filters_of_its_last_question(site, library, principal):
    page = asked(ONLY)
    (row,) = library.conversations.all(principal)
    page.button(key="clear").click().run()
    page.button(key=f"past-{row.id}").click().run()
    assert not page.exception
    assert page.session_state["filters-ask"] == ONLY
    assert answers(page)[0]["scope"] == "1 document, from 2020"


def test_filters_that_leave_nothing_are_said_before_and_after_asking(site):
    page = asked(NOTHING)
    assert chips(page)["left"] == 0
    (answer,) = answers(page)
    assert answer["abstained"]
    assert answer["scope"] == "1 document, from 2022"


def test_only_a_search_of_nothing_is_called_so(library, principal):
    from ui.web import present

    answer = library.ask("kidney transplant dosing", principal)
    shown = present.turn_data(answer, turn="t", took=0.1, selected=None, filters=ONLY)
    assert shown["none"] is False
    import dataclasses

    empty = dataclasses.replace(answer, nearest=(), searched={"passages": 0, "documents": 0})
    assert present.turn_data(empty, turn="t", took=0.1, selected=None, filters=ONLY)["none"] is True
    assert present.turn_data(empty, turn="t", took=0.1, selected=None)["none"] is False


def test_a_replay_asks_with_the_filters_and_the_writer_of_then(site, library, principal):
    asked(ONLY)
    (row,) = library.conversations.all(principal)
    (exchange,) = library.conversations.open(row.id, principal)[1]
    again = Again(exchange)
    assert again.data()["state"] == "asking"
    again.start(library, principal, site.workers)
    assert again.wait(10)
    assert library.asked[-1] == (QUESTION, ONLY, "extractive")
    assert again.data()["state"] == "done"
    assert again.data()["said"].endswith("the same answer, from the same passages.")


def test_a_replay_says_what_differs_and_what_is_said_today(site, library, principal):
    asked(ONLY)
    (row,) = library.conversations.all(principal)
    (exchange,) = library.conversations.open(row.id, principal)[1]
    library.model_text = "Below 120 mmHg [1]. It is weak [1]. Everyone gets 999 mg [1]."
    again = Again(exchange)
    again.start(library, principal, site.workers)
    assert again.wait(10)
    shown = again.data()
    assert shown["said"].endswith("not the same.")
    assert shown["differences"]
    assert shown["today"] == ["Below 120 mmHg.", "It is weak."]


def test_a_replay_that_fails_says_so_in_a_sentence(site, library, principal):
    from kb.errors import RetrievalError

    asked(ONLY)
    (row,) = library.conversations.all(principal)
    (exchange,) = library.conversations.open(row.id, principal)[1]
    library.fails_with = RetrievalError("The index is not there.", hint="Run `kb reindex`.")
    again = Again(exchange)
    again.start(library, principal, site.workers)
    assert again.wait(10)
    assert again.data()["said"] == "The index is not there. Run `kb reindex`."


def test_selected_works_can_be_asked_alone(site):
    page = AppTest.from_file(str(SCREENS / "search.py"), default_timeout=20)
    page.session_state["search-question"] = "systolic shock"
    page.session_state["picked"] = ["d002", "gone"]
    page.run()
    assert not page.exception
    assert page.button(key="ask-these").label == "Ask only this"


def test_asking_only_these_begins_a_conversation_of_its_own(monkeypatch):
    state: dict[str, Any] = {
        "turns": [1],
        "conversation": "c1",
        "filters-ask": Filters(types=("x",)),
    }
    monkeypatch.setattr(past.st, "session_state", state)
    past.ask_only(["d001", "d002"])
    assert state == {"filters-ask": Filters(documents=("d001", "d002"))}
    assert refine.chosen("ask").documents == ("d001", "d002")


@pytest.mark.parametrize("document", ["d001"])
def test_a_document_s_page_leads_to_ask_with_it_alone(site, document):
    page = AppTest.from_file(str(ENTRY), default_timeout=20)
    page.query_params["id"] = document
    page.run()
    page.switch_page("screens/document.py").run()
    page.query_params["id"] = document
    page.run()
    page.button(key="ask-this").click().run()
    assert not page.exception
    assert page.session_state["filters-ask"] == Filters(documents=(document,))
