"""A question, its answer, the cited page with its lines marked: in a real browser."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

import pymupdf
import pytest

QUESTION = "What blood pressure target is recommended in chronic kidney disease?"
NO_ANSWER = "Which vaccine prevents yellow fever?"
DANGER = "I want to end my life"
INTERACTION = "Can lisinopril be combined with losartan in kidney disease?"


def ask(page: Any, question: str) -> None:
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(question)
    field.press("Enter")
    page.locator(".foot, .refusal").first.wait_for()


def highlighted(image: str) -> int:
    """Pixels of a page image that are clearly coloured like a marker."""
    data = base64.b64decode(image.partition(",")[2])
    picture = pymupdf.Pixmap(io.BytesIO(data).getvalue())
    samples, step = picture.samples, picture.n
    count = 0
    for at in range(0, len(samples), step * 3):
        red, green, blue = samples[at : at + 3]
        count += green > 150 and green - blue > 60 and green >= red - 10
    return count * 3


def test_a_question_is_answered_with_the_page_and_its_lines_marked(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    assert "mmHg" in page.locator(".prose").inner_text()

    page.locator(".chip").first.click()
    image = page.locator(".frame img")
    image.wait_for()
    assert highlighted(image.get_attribute("src")) > 2000
    assert re.search(r"Page \d+ of \d+", page.locator("figcaption").inner_text())
    quote = page.locator(".around mark").first.inner_text()
    assert len(quote) > 30
    assert page.seen.errors == []


def test_the_quoted_lines_are_scrolled_into_view(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    page.locator(".frame img").wait_for()
    page.wait_for_function(
        """() => { const host = [...document.querySelectorAll('*')].find((one) =>
             one.shadowRoot?.querySelector('.frame')); const frame = host?.shadowRoot.querySelector('.frame');
             return frame && frame.querySelector('img').complete && frame.clientHeight > 100; }"""
    )


def test_next_and_previous_go_through_the_sources(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    page.locator(".frame img").wait_for()
    assert page.locator(".number").inner_text() == "1"
    page.get_by_role("button", name="Next source").click()
    page.locator(".number", has_text="2").wait_for()
    assert page.locator('.chip[aria-pressed="true"]').inner_text() == "2"
    page.get_by_role("button", name="Previous source").click()
    page.locator(".number", has_text="1").wait_for()


def test_a_question_outside_the_library_is_refused_with_help(served, open_page):
    page = open_page(served.url)
    ask(page, NO_ANSWER)
    card = page.locator(".refusal").inner_text()
    assert "No passage in the library answers this." in card
    assert "Searched:" in card
    assert "What would answer it" in card
    page.locator(".near").first.click()
    page.get_by_text("Nearest passage", exact=True).wait_for()


def test_an_example_question_can_be_asked_with_one_click(served, open_page):
    page = open_page(served.url)
    example = page.locator(".ask").first
    words = example.inner_text().replace("→", "").strip()
    example.click()
    page.locator(".foot").wait_for()
    assert page.locator(".question").inner_text() == words


def test_chips_can_be_reached_and_opened_by_keyboard(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    page.locator(".frame img").wait_for()
    labels = []
    for _ in range(40):
        page.keyboard.press("Tab")
        label = page.evaluate(
            """() => { let one = document.activeElement;
                 while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
                 return one?.getAttribute('aria-label') || one?.innerText || ''; }"""
        )
        labels.append(label)
        if label.startswith("Source 2"):
            break
    else:
        pytest.fail(f"no chip among {labels}")
    page.locator("[role=tooltip]").wait_for()
    page.keyboard.press("Escape")
    page.locator("[role=tooltip]").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.locator(".number", has_text="2").wait_for()


def test_pointing_at_a_chip_shows_the_quotation(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    page.locator('.chip[aria-pressed="false"]').first.hover()
    tip = page.locator("[role=tooltip]")
    tip.wait_for()
    assert tip.inner_text().startswith("“")


def test_an_answer_can_be_exported_as_markdown(served, open_page):
    page = open_page(served.url)
    ask(page, QUESTION)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export this answer as Markdown").click()
    text = saved.value.path().read_text(encoding="utf-8")
    assert text.startswith("# What blood pressure target")
    assert "## Sources" in text
    assert saved.value.suggested_filename.endswith(".md")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_who_answers_is_always_said(served, open_page, dark):
    page = open_page(served.url, dark=dark)
    page.get_by_text("Answers: Quotations").wait_for()
    ask(page, QUESTION)
    assert page.locator(".who").inner_text() == "Quotations"
    page.get_by_text("Answers: Quotations").click()
    page.get_by_text("Who writes the answers").wait_for()


def test_on_a_narrow_screen_the_evidence_is_a_sheet_that_closes(served, open_page):
    page = open_page(served.url, width=360, height=740)
    ask(page, QUESTION)
    page.locator(".chip").first.wait_for()
    assert not page.locator(".frame img").is_visible()
    page.locator(".chip").first.click()
    page.locator(".frame img").wait_for()
    box = page.locator(".st-key-evidence").bounding_box()
    assert box["y"] > 100
    assert round(box["y"] + box["height"]) == 740
    page.get_by_role("button", name="Close the evidence").click()
    page.locator(".frame img").wait_for(state="hidden")
    assert page.locator(".prose").is_visible()


def test_help_is_said_and_nothing_else(served, open_page):
    page = open_page(served.url)
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(DANGER)
    field.press("Enter")
    lead = page.locator(".lead.urgent[role=alert]")
    lead.wait_for()
    assert "emergency number" in lead.inner_text()
    assert page.locator(".refusal, .foot, .chip").count() == 0
    assert page.seen.errors == []


def test_an_interaction_is_quoted_below_where_to_check_it(served, open_page):
    page = open_page(served.url)
    ask(page, INTERACTION)
    lead = page.locator(".lead:not(.urgent)")
    assert "pharmacist" in lead.inner_text()
    assert page.locator(".who.model").count() == 0
    assert page.seen.errors == []
