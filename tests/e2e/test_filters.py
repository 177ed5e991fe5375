"""What is asked and searched of: chosen, seen, taken out again, kept with the conversation."""

from __future__ import annotations

import re
from typing import Any

from tests.e2e.test_ask import QUESTION, ask

SEPSIS = "crystalloid fluid in septic shock"
SCOPE = "1 document"


def open_filters(page: Any) -> None:
    page.locator(".st-key-ask-filters-menu button").click()
    page.get_by_label("Find a document by its title").wait_for()


def only_sepsis(page: Any) -> None:
    """Choose the one document on sepsis, in the menu above the field."""
    open_filters(page)
    page.get_by_label("Find a document by its title").fill("sepsis")
    page.get_by_role("checkbox", name=re.compile("sepsis", re.IGNORECASE)).check()
    page.locator(".left", has_text="1 of 3 documents").wait_for()
    page.keyboard.press("Escape")


def search(page: Any, words: str) -> None:
    field = page.locator(".st-key-search-box input")
    field.fill(words)
    field.press("Enter")
    page.locator(".title").first.wait_for()


def test_a_question_is_asked_of_one_document_and_says_so_on_every_turn(served, open_page):
    page = open_page(served.url)
    only_sepsis(page)
    ask(page, f"How much {SEPSIS}?")
    page.locator(".scope", has_text=f"Asked of: {SCOPE}").wait_for()
    ask(page, "And which vasopressor comes first?")
    page.locator(".scope").nth(1).wait_for()
    assert page.locator(".scope").all_inner_texts() == [f"Asked of: {SCOPE}"] * 2
    assert page.seen.errors == []


def test_a_chip_takes_its_filter_out_with_the_keyboard(served, open_page):
    page = open_page(served.url)
    only_sepsis(page)
    chip = page.get_by_role("button", name=re.compile("Remove the filter"))
    chip.focus()
    page.keyboard.press("Enter")
    page.locator(".left").wait_for(state="detached")
    assert chip.count() == 0


def test_a_filter_that_leaves_nothing_is_said_and_the_whole_library_is_one_click_away(
    served, open_page
):
    page = open_page(served.url)
    open_filters(page)
    page.get_by_role("checkbox", name="Records").check()
    page.locator(".left", has_text="1 of 3 documents").wait_for()
    page.get_by_label("Find a document by its title").fill("sepsis")
    page.get_by_role("checkbox", name=re.compile("sepsis", re.IGNORECASE)).check()
    page.get_by_text("No document is left.").wait_for()
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    page.get_by_text("No document passes these filters.").wait_for()
    page.get_by_role("button", name="Ask the whole library").click()
    page.locator(".prose").wait_for()
    page.locator(".left").wait_for(state="detached")


def test_filters_come_back_with_the_conversation_and_with_asking_again(served, open_page):
    page = open_page(served.url)
    only_sepsis(page)
    question = "Which fluid is suggested first in septic shock?"
    ask(page, question)
    page.get_by_role("button", name="New conversation").click()
    page.locator(".ask").first.wait_for()
    page.locator(".left").wait_for(state="detached")

    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name=question).first.click()
    page.locator(".scope", has_text=SCOPE).wait_for()
    page.locator(".left", has_text="1 of 3 documents").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ask again, of today's library").click()
    page.locator(".replay-head", has_text="the same answer, from the same passages").wait_for()
    assert page.seen.errors == []


def test_selected_works_are_asked_alone(served, open_page):
    page = open_page(f"{served.url}/search")
    search(page, SEPSIS)
    page.locator(".title").first.focus()
    page.keyboard.press("x")
    page.get_by_role("button", name="Ask only this").wait_for()
    page.keyboard.press("a")
    page.locator(".left", has_text="1 of 3 documents").wait_for()
    ask(page, f"How much {SEPSIS}?")
    page.locator(".scope", has_text=SCOPE).wait_for()


def test_the_search_page_narrows_with_the_same_panel(served, open_page):
    page = open_page(f"{served.url}/search")
    page.get_by_role("checkbox", name="Records").check()
    page.locator(".left", has_text="1 of 3 documents").wait_for()
    search(page, "asthma reliever inhaler")
    page.locator(".badge.record").first.wait_for()
    page.get_by_role("button", name="Clear all filters").click()
    page.locator(".left").wait_for(state="detached")
    # The question is there when one comes back to the page.
    page.get_by_role("link", name="Ask").click()
    page.locator(".ask").first.wait_for()
    page.get_by_role("link", name="Search").click()
    page.locator(".title").first.wait_for()


def test_chips_and_menu_fit_a_small_screen(served, open_page):
    page = open_page(served.url, width=360, height=740)
    only_sepsis(page)
    ask(page, f"How much {SEPSIS}?")
    row = page.locator(".st-key-ask-narrow").bounding_box()
    field = page.get_by_test_id("stChatInputTextArea").bounding_box()
    assert row["x"] >= 0
    assert row["x"] + row["width"] <= 360
    assert row["y"] + row["height"] <= field["y"] + 1
    open_filters(page)
    menu = page.get_by_test_id("stPopoverBody").bounding_box()
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 360
    assert menu["y"] >= 0
