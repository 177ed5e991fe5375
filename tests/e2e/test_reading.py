"""How a document was read, in a real browser: frames on the page, its text beside, pages by keyboard."""

from __future__ import annotations

import pytest

from tests.e2e.test_pages import WIDTH, filter_to

INSIDE = """() => {
  const root = [...document.querySelectorAll('*')].find((one) => one.shadowRoot?.querySelector('.sheet')).shadowRoot;
  const sheet = root.querySelector('.sheet').getBoundingClientRect();
  return [...root.querySelectorAll('.box')].map((box) => box.getBoundingClientRect()).filter((box) =>
    box.width < 8 || box.height < 8 || box.left < sheet.left - 8 || box.right > sheet.right + 8 ||
    box.top < sheet.top - 8 || box.bottom > sheet.bottom + 8).length;
}"""


def open_reading(page, word):
    filter_to(page, word)
    page.locator(".title").click()
    page.get_by_text("How it was read").click()
    page.locator(".words").wait_for()


def test_the_blocks_of_a_page_are_framed_and_their_text_stands_beside(served, open_page):
    page = open_page(f"{served.url}/library")
    open_reading(page, "sepsis")
    assert "view=reading" in page.url
    page.locator(".sheet img").wait_for()
    assert page.locator(".box.heading").count() >= 2
    assert page.locator(".box.table").count() == 1
    assert page.evaluate(INSIDE) == 0
    first = page.locator(".block", has_text="Sepsis is not an infection alone")
    number = first.get_attribute("data-n")
    first.focus()
    page.locator(f'.box.at[data-n="{number}"]').wait_for()
    page.locator('.box[data-n="3"] .tag').click()
    page.wait_for_function(
        """() => [...document.querySelectorAll('*')].some((one) =>
             one.shadowRoot?.activeElement?.matches('.block[data-n="3"]'))"""
    )
    assert page.seen.errors == []
    assert page.seen.outside(served.url) == []


def test_arrow_keys_turn_the_pages_one_after_the_other(served, open_page):
    page = open_page(f"{served.url}/library")
    open_reading(page, "sepsis")
    page.locator(".frame").focus()
    for number in (2, 3):
        page.keyboard.press("ArrowRight")
        page.get_by_text(f"Page {number} of 3").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.get_by_text("Page 2 of 3").wait_for()
    assert "page=2" in page.url
    page.reload()
    page.get_by_text("Page 2 of 3").wait_for()
    page.get_by_text("Pages", exact=True).click()
    page.get_by_text("Text of this page").wait_for()
    assert "view=" not in page.url


def test_a_note_shows_its_blocks_without_a_page(served, open_page):
    page = open_page(f"{served.url}/library")
    open_reading(page, "asthma")
    page.get_by_text("a text without printed pages").wait_for()
    assert page.locator(".block").count() > 1
    assert page.locator(".sheet").count() == 0


@pytest.mark.parametrize("word", ["sepsis", "asthma"])
def test_it_fits_a_phone(served, open_page, word):
    page = open_page(f"{served.url}/library", width=360, height=740)
    open_reading(page, word)
    assert page.evaluate(WIDTH) <= 0
