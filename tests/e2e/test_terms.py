"""The Terminology page in a real browser: type-ahead, tree, basket, everything by keyboard."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.test_pages import WIDTH

BUILD_MS = 300_000
FOCUSED = """() => { let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return one?.getAttribute('aria-label') || one?.innerText || one?.id || ''; }"""


@pytest.fixture(scope="module")
def first_words(served, browser) -> str:
    """What the first visit shows while ICD-10-CM is indexed; the page opens by itself."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{served.url}/terms")
    page.get_by_text("Not a medical device").wait_for()
    page.locator(".st-key-terms-building, #code-box").first.wait_for(timeout=60_000)
    shown = str(page.locator(".st-key-terms-page").inner_text())
    page.locator("#code-box").wait_for(timeout=BUILD_MS)
    context.close()
    return shown


@pytest.fixture
def terms(served, open_page, first_words) -> Callable[..., Any]:
    """Open the page with an empty basket."""

    def call(path: str = "terms", **options: Any) -> Any:
        page = open_page(f"{served.url}/{path}", **options)
        page.locator("#code-box").wait_for()
        page.locator(".basket").wait_for()
        empty = page.get_by_role("button", name="Empty the basket")
        if empty.count():
            empty.click()
            page.get_by_text("Codes you choose are gathered here").wait_for()
        return page

    return call


def look_up(page: Any, text: str) -> None:
    box = page.locator("#code-box")
    box.fill(text)
    box.press("Enter")


def opened(page: Any, code: str) -> None:
    page.locator(f'.entry[aria-label="{code}"]').wait_for()


def test_the_first_visit_shows_how_far_the_index_is(first_words):
    assert "indexed for the first time" in first_words
    assert "%" in first_words


def test_codes_come_as_one_types_and_the_keyboard_opens_one(terms):
    page = terms()
    page.locator("body").press("/")
    page.keyboard.type("diabetes kidney", delay=30)
    options = page.locator('[role="option"]')
    page.locator('[role="option"]', has_text="E11.22").wait_for()
    assert options.first.locator("mark").first.inner_text().lower() in ("diabetes", "kidney")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"] .code').inner_text()
    page.keyboard.press("Enter")
    opened(page, chosen)
    assert not options.first.is_visible()
    page.wait_for_url(f"**code={chosen}*")
    assert page.seen.errors == []


def test_the_list_follows_fast_typing_without_falling_behind(terms):
    page = terms()
    page.locator("#code-box").click()
    page.keyboard.type("chronic obstructive pulmonary disease with acute ex", delay=5)
    page.locator('[role="option"]', has_text="J44.1").wait_for()
    page.wait_for_timeout(500)
    assert page.locator('[role="option"]', has_text="J44.1").count() == 1
    assert page.locator("#code-box").input_value().endswith("acute ex")


def test_typing_asks_for_each_beginning_once(served, terms):
    page = terms()
    box = page.locator("#code-box")
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.post_data)))
    box.press_sequentially("copd", delay=60)
    page.locator('[role="option"]', has_text="J44.9").wait_for()
    page.wait_for_load_state("networkidle")
    before = len(sent)
    assert {url for url, _ in sent} == {f"{served.url}/type-ahead"}
    assert [text for _, text in sent][-1] == "copd"
    with page.expect_response("**/type-ahead"):
        box.press("x")
    box.press("Backspace")
    page.locator('[role="option"]', has_text="J44.9").wait_for()
    page.wait_for_load_state("networkidle")
    assert [text for _, text in sent[before:]] == ["copdx"]


def test_a_late_reply_does_not_open_the_list_again(terms):
    page = terms()
    waiting = []

    def hold(route: Any) -> None:
        waiting.append(route)

    page.route("**/type-ahead", hold)
    box = page.locator("#code-box")
    box.press_sequentially("N18.4")
    box.press("Enter")
    opened(page, "N18.4")
    waiting[0].continue_()
    page.wait_for_load_state("networkidle")
    assert not page.locator('[role="option"]').first.is_visible()
    assert page.seen.errors == []


def test_words_find_codes_with_what_is_missing(terms):
    page = terms()
    look_up(page, "chf with reduced ef")
    page.locator(".matches .title").first.wait_for()
    codes = page.locator(".matches .title .code").all_inner_texts()
    assert any(code.startswith("I50.2") for code in codes[:3])
    assert "To be specific" in page.locator(".matches").inner_text()
    page.locator(".matches .title").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    opened(page, codes[1])
    page.get_by_role("button", name="‹ Codes for").click()
    page.locator(".matches .title").first.wait_for()


def test_the_tree_stands_beside_the_entry_and_goes_by_keyboard(terms):
    page = terms()
    look_up(page, "E11.22")
    opened(page, "E11.22")
    here = page.locator('[role="treeitem"][aria-selected="true"]')
    assert here.get_attribute("data-code") == "E11.22"
    here.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    opened(page, "E11.2")
    page.wait_for_function(
        """() => { let one = document.activeElement;
             while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
             return one?.dataset?.code === 'E11.2'; }"""
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    opened(page, "E11.21")


def test_chosen_codes_are_checked_and_exported(terms, tmp_path):
    page = terms()
    look_up(page, "E11.22")
    opened(page, "E11.22")
    page.get_by_role("button", name="Add to basket").click()
    page.locator(".findings", has_text="stage of chronic kidney disease").wait_for()
    look_up(page, "E10.9")
    opened(page, "E10.9")
    page.locator(".warning", has_text="E11.22").wait_for()
    page.get_by_role("button", name="Add to basket").click()
    page.locator(".findings .conflict", has_text="exclude each other").wait_for()
    assert page.get_by_text("2 codes", exact=True).is_visible()

    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    with saved.value.path().open(encoding="utf-8", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == ["E11.22", "E10.9"]
    with page.expect_download() as saved:
        page.get_by_role("button", name="FHIR ValueSet").click()
    made = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert [one["code"] for one in made["compose"]["include"][0]["concept"]] == ["E11.22", "E10.9"]

    page.reload()
    page.locator(".items li").nth(1).wait_for()
    page.get_by_role("button", name="Remove E10.9").click()
    page.locator(".items li").nth(1).wait_for(state="detached")


def test_letters_choose_pin_and_copy_the_code_that_is_shown(terms):
    page = terms()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    look_up(page, "N18.4")
    opened(page, "N18.4")
    page.locator(".entry h2").click()
    page.keyboard.press("b")
    page.locator(".items", has_text="N18.4").wait_for()
    page.keyboard.press("p")
    page.get_by_role("button", name="Unpin").wait_for()
    page.locator('[aria-label="Pinned"]', has_text="N18.4").wait_for()
    page.keyboard.press("c")
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == "N18.4"
    page.keyboard.press("p")
    page.get_by_role("button", name="Pin", exact=True).wait_for()
    # In the box they are letters.
    page.locator("#code-box").fill("")
    page.locator("#code-box").press("b")
    assert page.locator("#code-box").input_value() == "b"
    assert page.locator(".items", has_text="N18.4").is_visible()


def test_everything_is_reached_with_tab(terms):
    page = terms()
    look_up(page, "E11.22")
    opened(page, "E11.22")
    page.locator("#code-box").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(str(page.evaluate(FOCUSED)))
    for wanted in ("Find", "Add to basket", "Copy code", "Pin", "All chapters"):
        assert any(one.startswith(wanted) for one in reached), (wanted, reached)
    assert any("E11.22" in one for one in reached)


def test_a_code_that_there_is_not_is_explained_with_the_nearest(terms):
    page = terms()
    look_up(page, "E11.77")
    page.get_by_role("alert").filter(has_text="no code E11.77").wait_for()
    page.locator(".matches .title").first.click()
    page.locator(".entry").wait_for()


def test_candidates_of_a_note_are_accepted_or_dropped(terms):
    page = terms()
    page.get_by_text("From a note").click()
    note = page.locator(".st-key-terms-note textarea")
    note.fill("Known COPD. Type 2 diabetes on metformin. No chest pain.")
    note.press("Control+Enter")
    page.get_by_role("button", name="Find candidates").click()
    page.locator(".matches li").first.wait_for()
    assert "not billing advice" in page.locator(".matches").inner_text()
    shown = page.locator(".matches li").count()
    page.get_by_role("button", name="Add J44.9").click()
    page.locator(".items", has_text="J44.9").wait_for()
    page.get_by_role("button", name="Drop").last.click()
    page.locator(".matches li").nth(shown - 1).wait_for(state="detached")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_scrolls_sideways_at_360_pixels(terms, dark):
    page = terms(width=360, height=740, dark=dark)
    assert page.evaluate(WIDTH) <= 0
    page.locator("#code-box").press_sequentially("diabetes kidney")
    page.locator('[role="option"]').first.wait_for()
    assert page.evaluate(WIDTH) <= 0
    look_up(page, "chf with reduced ef")
    page.locator(".matches .title").first.click()
    page.locator(".entry").wait_for()
    page.get_by_role("button", name="Add to basket").click()
    page.locator(".items li").first.wait_for()
    assert page.evaluate(WIDTH) <= 0
    for view in ("Calculators", "Units", "Definitions"):
        page.get_by_text(view, exact=True).click()
        page.locator(".st-key-terms-tool").wait_for()
        assert page.evaluate(WIDTH) <= 0


def test_nothing_is_fetched_from_outside(served, terms):
    page = terms()
    look_up(page, "E11.22")
    opened(page, "E11.22")
    assert page.seen.outside(served.url) == []
    assert not served.outside.exists()
