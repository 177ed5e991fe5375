"""What each page shows and does, driven without a browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.errors import RetrievalError
from kb.types import Filters
from tests.fakes.jobs import finished_job, running_job
from tests.ui.web.conftest import SCREENS
from ui.web.server import ENTRY

QUESTION = "What blood pressure target is suggested in kidney disease?"


def opened(name: str) -> AppTest:
    page = AppTest.from_file(str(SCREENS / f"{name}.py"), default_timeout=20)
    return page.run()


def every_component(page: AppTest) -> list[dict[str, Any]]:
    """The data of our components on the page, in order."""
    found = []
    for element in page.get("bidi_component"):
        proto = element.proto
        found.append(json.loads(proto.json) if proto.json else {})
    return found


def components(page: AppTest) -> list[dict[str, Any]]:
    """The same without the filters and keys that stand beside the field."""
    beside = {"titles", "chips", "keys"}
    return [one for one in every_component(page) if not beside & set(one)]


def listed(page: AppTest) -> dict[str, Any]:
    """The list on the page, which may stand beside other components."""
    return next(one for one in components(page) if "items" in one)


def html(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html"))


def test_the_first_screen_offers_questions_from_the_library(site):
    page = opened("ask")
    assert not page.exception
    welcome = components(page)[0]
    assert welcome["questions"] == site.examples()
    assert len(welcome["lines"]) == 2
    assert "2 documents, 3 passages" in html(page)


def test_an_empty_library_says_how_to_fill_it(empty, install):
    install(empty)
    welcome = components(opened("ask"))[0]
    assert welcome["heading"] == "The library is empty"
    assert welcome["questions"] == []
    assert "kb ingest" in welcome["command"]


def test_a_question_is_answered_with_its_evidence_beside_it(site):
    page = opened("ask")
    page.chat_input[0].set_value(QUESTION).run()
    assert not page.exception
    answer, evidence = components(page)
    assert answer["question"] == QUESTION
    assert answer["sentences"][0]["state"] == "quoted"
    assert answer["selected"] == 1
    assert evidence["n"] == 1
    assert evidence["title"].startswith("Blood pressure in chronic kidney disease")


def test_the_sheet_of_a_narrow_screen_opens_only_when_it_is_asked_for(site):
    page = opened("ask")
    page.chat_input[0].set_value(QUESTION).run()
    assert components(page)[1]["opened"] is False
    turn = page.session_state["turns"][0]
    page.session_state["cited"] = {"turn": turn.id, "n": 1}
    page.run()
    assert components(page)[1]["opened"] is True


def test_a_question_without_an_answer_shows_the_nearest_passages(site):
    page = opened("ask")
    page.chat_input[0].set_value("Which statin dose for kidney transplant?").run()
    answer, evidence = components(page)
    assert answer["abstained"] is True
    assert answer["nearest"]
    assert evidence["count"] == "Nearest passage"


def test_a_failure_is_said_in_a_sentence(site, library):
    library.fails_with = RetrievalError("The index is not there.", hint="Run `kb reindex`.")
    page = opened("ask")
    page.chat_input[0].set_value(QUESTION).run()
    assert not page.exception
    assert components(page)[0]["error"] == "The index is not there. Run `kb reindex`."


def test_the_chosen_document_limits_the_question(site, library):
    page = AppTest.from_file(str(SCREENS / "ask.py"), default_timeout=20)
    page.session_state["filters-ask"] = Filters(documents=("d002",))
    page.run()
    page.chat_input[0].set_value(QUESTION).run()
    assert library.asked[-1][1] == Filters(documents=("d002",))


def test_a_conversation_can_be_cleared(site):
    page = opened("ask")
    page.chat_input[0].set_value(QUESTION).run()
    page.button(key="clear").click().run()
    assert components(page)[0]["heading"] == "Ask the literature on this machine"


def test_what_was_asked_is_kept_and_can_be_opened_again(site, library, principal):
    page = opened("ask")
    page.chat_input[0].set_value(QUESTION).run()
    (row,) = library.conversations.all(principal)
    assert row.turns == 1
    page.chat_input[0].set_value("And in children?").run()
    assert [one.turns for one in library.conversations.all(principal)] == [2]
    page.button(key="clear").click().run()
    assert components(page)[0]["heading"] == "Ask the literature on this machine"
    page.button(key=f"past-{row.id}").click().run()
    assert not page.exception
    shown = [one for one in components(page) if "question" in one]
    assert shown[0]["question"] == QUESTION
    page.text_input(key=f"past-title-{row.id}").set_value("Blood pressure").run()
    assert library.conversations.all(principal)[0].title == "Blood pressure"
    page.button(key="past-delete-ask").click().run()
    page.button(key="past-spare").click().run()
    page.button(key="past-delete-ask").click().run()
    assert library.conversations.all(principal)
    page.button(key="past-delete").click().run()
    assert library.conversations.all(principal) == []
    assert not page.exception


def test_search_lists_passages_with_the_question_s_words(site):
    page = opened("search")
    page.text_input(key="search-question").set_value("crystalloid in septic shocks").run()
    listing = listed(page)
    assert listing["items"][0]["title"].startswith("Sepsis")
    item = listing["items"][0]
    marked = [item["text"][start:end] for start, end in item["spans"]]
    assert marked == ["crystalloid", "septic", "shock"]
    assert "1 passage" in html(page)


def test_search_without_a_result_says_what_to_do(site):
    page = opened("search")
    page.text_input(key="search-question").set_value("zebra").run()
    assert not components(page)
    assert "No passage matches. Use fewer or other words." in html(page)


def test_search_in_an_empty_library_points_to_the_library_page(empty, install):
    install(empty)
    assert "The library is empty" in html(opened("search"))


def test_search_can_be_limited_to_years_and_documents(site):
    page = opened("search")
    page.text_input(key="search-question").set_value("systolic shock").run()
    assert len(listed(page)["items"]) == 2
    page.session_state["filters-search"] = Filters(documents=("d002",))
    page.run()
    assert len(listed(page)["items"]) == 1
    page.session_state["filters-search"] = Filters(year_from=2021, year_to=2021)
    page.run()
    assert [item["year"] for item in listed(page)["items"]] == [2021]


def test_the_library_lists_and_filters_its_documents(site):
    page = opened("library")
    assert len(components(page)[0]["items"]) == 2
    assert "2 publications" in html(page)
    page.text_input(key="filter-library").set_value("sepsis 2023").run()
    assert [item["document"] for item in components(page)[0]["items"]] == ["d002"]
    page.text_input(key="filter-library").set_value("zebra").run()
    assert "No document has these words" in html(page)


class Jobs:
    """Stands where ingestions are started."""

    def __init__(self) -> None:
        self.started: list[tuple[Any, ...]] = []

    def ingest(self, paths, *, uploads=(), collection="literature", attested_by=None) -> str:
        self.started.append((list(paths), list(uploads), collection, attested_by))
        return "j1"


@pytest.fixture
def jobs(site) -> Jobs:
    site.jobs = Jobs()
    return site.jobs


def test_uploaded_files_become_a_job(site, jobs):
    page = opened("library")
    page.file_uploader[0].set_value([("a.pdf", b"%PDF-1.7 a", "application/pdf")]).run()
    page.button(key="add-go").click().run()
    assert not page.exception
    assert jobs.started == [([], [("a.pdf", b"%PDF-1.7 a")], "literature", None)]


def test_records_are_not_taken_without_the_name_of_who_attests(site, jobs):
    page = opened("library")
    page.file_uploader[0].set_value([("a.txt", b"note", "text/plain")]).run()
    page.radio(key="add-collection").set_value("records").run()
    page.button(key="add-go").click().run()
    assert jobs.started == []
    assert "Records need an attestation" in html(page)
    page.text_input(key="attested").set_value("Dr A. Example").run()
    page.button(key="add-go").click().run()
    assert jobs.started == [([], [("a.txt", b"note")], "records", "Dr A. Example")]


def test_a_folder_that_is_not_there_is_named(site, jobs, tmp_path):
    page = opened("library")
    page.segmented_control(key="add-way").set_value("Folder").run()
    page.text_input(key="folder").set_value(str(tmp_path / "gone")).run()
    page.button(key="add-go").click().run()
    assert jobs.started == []
    assert "There is no" in html(page)
    page.text_input(key="folder").set_value(str(tmp_path)).run()
    page.button(key="add-go").click().run()
    assert jobs.started == [([tmp_path], [], "literature", None)]


def test_a_running_job_shows_its_progress_to_whoever_opens_the_page(site, library):
    library.job_list = [running_job()]
    shown = html(opened("library"))
    assert "6 of 14" in shown
    assert "1.5 documents/s" in shown
    assert "5.3 s left" in shown
    assert "asthma.pdf" in shown


def test_a_finished_job_says_what_went_in_and_what_failed_and_why(site, library):
    library.job_list = [finished_job()]
    page = opened("library")
    shown = html(page)
    assert "12 added, 1 replaced, 2 already there, 1 skipped, 1 failed" in shown
    assert "broken.pdf" in shown
    assert "the file is damaged" in shown


def test_file_names_in_a_report_are_escaped(site, library):
    job = finished_job()
    job.report["failed"][0]["path"] = "/in/<img src=x onerror=alert(1)>.pdf"
    library.job_list = [job]
    assert "<img" not in html(opened("library"))


def test_a_document_is_removed_only_after_a_second_yes(site, library):
    page = AppTest.from_file(str(ENTRY), default_timeout=20)
    page.query_params["id"] = "d001"
    page.run()
    page.switch_page("screens/document.py").run()
    page.query_params["id"] = "d001"
    page.run()
    page.button(key="remove-this").click().run()
    assert "d001" in library.entries
    page.button(key="remove-yes").click().run()
    assert "d001" not in library.entries


def test_a_document_that_is_not_there_is_said_to_be_missing(site):
    page = AppTest.from_file(str(SCREENS / "document.py"), default_timeout=20)
    page.query_params["id"] = "nothing"
    page.run()
    assert not page.exception
    assert "There is no document nothing." in html(page)


def test_the_standing_note_is_on_the_page(site):
    page = AppTest.from_file(str(ENTRY), default_timeout=20).run()
    assert not page.exception
    assert "Not a medical device; check the source before acting." in html(page)
