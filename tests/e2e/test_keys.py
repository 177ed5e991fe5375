"""The Search page by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.test_filters import SEPSIS, search

FOCUS = """() => { let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return { tag: one?.tagName, kind: one?.className ?? '', text: one?.innerText ?? '', type: one?.type ?? '' }; }"""


def focus(page: Any) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(FOCUS)
    return found


@pytest.fixture
def found(served, open_page):
    page = open_page(f"{served.url}/search")
    search(page, SEPSIS)
    page.locator("h1").click()
    return page


def test_slash_goes_to_the_field_before_and_after_a_search(served, open_page):
    page = open_page(f"{served.url}/search")
    page.locator(".st-key-search-box input").wait_for()
    page.keyboard.press("/")
    assert focus(page)["tag"] == "INPUT"
    search(page, SEPSIS)
    page.locator(".title").first.focus()
    page.keyboard.press("/")
    assert focus(page)["type"] in ("text", "search")


def test_arrows_and_letters_go_through_the_results_and_back_to_the_field(found):
    titles = found.locator(".title").all_inner_texts()
    found.keyboard.press("j")
    assert focus(found)["text"] == titles[0]
    found.keyboard.press("j")
    assert focus(found)["text"] == titles[1]
    found.keyboard.press("ArrowUp")
    assert focus(found)["text"] == titles[0]
    found.keyboard.press("k")
    assert focus(found)["tag"] == "INPUT"
    found.keyboard.press("ArrowDown")
    assert focus(found)["text"] == titles[0]


def test_enter_opens_the_page_and_escape_closes_it(found):
    found.keyboard.press("j")
    found.keyboard.press("Enter")
    found.get_by_text("Result 1", exact=True).wait_for()
    found.keyboard.press("Escape")
    found.get_by_text("Result 1", exact=True).wait_for(state="detached")


def test_x_selects_where_one_is_and_it_is_announced(found):
    found.keyboard.press("j")
    found.keyboard.press("x")
    found.locator(".st-key-picked-bar").wait_for()
    found.locator(".live", has_text="1 selected").wait_for(state="attached")
    assert "title" in focus(found)["kind"]
    found.keyboard.press("x")
    found.locator(".st-key-picked-bar").wait_for(state="detached")


def test_e_opens_the_export(found):
    found.keyboard.press("e")
    found.get_by_role("button", name="RIS").wait_for()


def test_the_question_mark_shows_the_keys(found):
    found.keyboard.press("?")
    found.get_by_role("dialog", name="Keys").wait_for()
    found.keyboard.press("j")
    assert "title" not in focus(found)["kind"]
    found.keyboard.press("Escape")
    found.get_by_role("dialog", name="Keys").wait_for(state="hidden")


def test_no_key_acts_while_one_is_typing(served, open_page):
    page = open_page(f"{served.url}/search")
    field = page.locator(".st-key-search-box input")
    field.click()
    page.keyboard.type("jxe/a?")
    assert field.input_value() == "jxe/a?"
    assert page.get_by_role("dialog").count() == 0
    title = page.get_by_label("Find a document by its title")
    title.click()
    page.keyboard.type("/jx?")
    assert title.input_value() == "/jx?"


def test_what_has_the_focus_is_seen(found):
    found.keyboard.press("j")
    outline = found.evaluate(
        """() => { let one = document.activeElement;
             while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
             return getComputedStyle(one).outlineStyle; }"""
    )
    assert outline == "solid"
