"""Search, Library and Document in a real browser, and that no page is too wide for a small screen."""

from __future__ import annotations

from typing import Any

import pymupdf
import pytest

from tests.e2e.conftest import LITERATURE
from tests.e2e.test_ask import QUESTION, ask

WIDTH = """() => [document.documentElement, document.querySelector('[data-testid=stMain]') ?? document.body,
    document.querySelector('.stAppScrollToBottomContainer') ?? document.body]
    .map((one) => one.scrollWidth - one.clientWidth).reduce((a, b) => Math.max(a, b))"""


def filter_to(page: Any, word: str) -> None:
    """Leave the one document with this word in the list."""
    page.locator(".st-key-library-filter input").fill(word)
    page.wait_for_function(
        """() => [...document.querySelectorAll('*')].some((one) =>
             one.shadowRoot?.querySelectorAll('.title').length === 1)"""
    )


def test_search_shows_passages_and_opens_their_page(served, open_page):
    page = open_page(f"{served.url}/search")
    field = page.locator(".st-key-search-box input")
    page.locator("body").press("/")
    field.fill("crystalloid fluid in septic shock")
    field.press("Enter")
    page.locator(".title").first.wait_for()
    assert page.locator(".text mark").count() > 2
    assert page.locator(".ranks").first.inner_text().startswith("Rank by ")
    page.locator(".title").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".frame img, .note").first.wait_for()
    page.get_by_text("Result 2", exact=True).wait_for()


def test_a_document_opens_page_by_page(served, open_page):
    page = open_page(f"{served.url}/library")
    filter_to(page, "sepsis")
    page.locator(".title").click()
    page.locator(".frame img").wait_for()
    page.get_by_role("button", name="Page after").click()
    page.get_by_text("Page 2 of").wait_for()
    assert "page=2" in page.url


def test_a_single_document_can_be_asked(served, open_page):
    page = open_page(f"{served.url}/library")
    filter_to(page, "sepsis")
    page.locator(".title").click()
    page.get_by_role("button", name="Ask this document").click()
    page.locator(".left", has_text="1 of 3 documents").wait_for()
    ask(page, QUESTION)
    page.locator(".scope", has_text="1 document").wait_for()
    page.get_by_role("button", name="Clear all filters").click()
    page.locator(".left").wait_for(state="detached")


def test_a_deep_link_opens_the_cited_page(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    page.locator(".frame img").wait_for()
    address = page.get_by_role("link", name="Open document").get_attribute("href")
    other = open_page(f"{served.url}/{address}")
    other.locator(".frame img").wait_for()
    assert other.seen.errors == []


def test_a_note_shows_its_text(served, open_page):
    page = open_page(f"{served.url}/library")
    filter_to(page, "asthma")
    page.locator(".title").click()
    page.locator(".note").wait_for()
    assert "SAMPLE PATIENT" in page.locator(".note").inner_text()


@pytest.mark.parametrize("path", ["", "search", "library"])
def test_nothing_scrolls_sideways_at_360_pixels(served, open_page, path):
    page = open_page(f"{served.url}/{path}", width=360, height=740)
    if path == "":
        assert page.evaluate(WIDTH) <= 0
        ask(page, QUESTION)
        page.locator(".chip").first.click()
        page.locator(".frame img").wait_for()
    if path == "search":
        page.locator(".st-key-search-box input").fill("blood pressure target")
        page.keyboard.press("Enter")
        page.locator(".title").first.wait_for()
    if path == "library":
        page.get_by_text("Add documents").click()
        page.get_by_test_id("stFileUploader").first.wait_for()
    assert page.evaluate(WIDTH) <= 0


def test_an_uploaded_file_goes_in_as_a_job_and_can_be_asked_and_removed(
    serve_files, open_page, tmp_path
):
    served = serve_files()
    page = open_page(served.url)
    page.get_by_text("The library is empty").wait_for()

    page.get_by_role("link", name="Library").click()
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7 not really")
    files = [str(LITERATURE / "hypertension-in-ckd.pdf"), str(damaged)]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_text("damaged.pdf").first.wait_for()
    page.get_by_role("button", name="Add to the library").click()
    page.locator(".title").first.wait_for(timeout=120_000)

    page.get_by_text("Last addition: 1 added, 1 failed").wait_for()
    page.locator(".kb-files", has_text="damaged.pdf").wait_for()
    page.reload()
    page.get_by_text("Last addition: 1 added, 1 failed").click()
    page.locator(".kb-files", has_text="damaged.pdf").wait_for()

    page.get_by_role("link", name="Ask").click()
    page.locator(".ask, .st-key-welcome-page").first.wait_for()
    ask(page, QUESTION)
    page.locator(".frame img").wait_for()

    page.get_by_role("link", name="Library").click()
    page.locator(".title").first.click()
    page.get_by_role("button", name="Remove from the library").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_text("Nothing here yet").wait_for()
    assert page.seen.errors == []


def test_the_page_image_is_what_the_file_shows(served, open_page):
    page = open_page(f"{served.url}/library")
    filter_to(page, "sepsis")
    page.locator(".title").click()
    image = page.locator(".frame img")
    image.wait_for()
    with pymupdf.open(LITERATURE / "sepsis.pdf") as original:
        sheet = original[0].rect
    ratio = int(image.get_attribute("width")) / int(image.get_attribute("height"))
    assert abs(ratio - sheet.width / sheet.height) < 0.01
