"""A model writes: its words appear as they come, and are held against the pages at the end."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import LITERATURE
from tests.e2e.test_ask import QUESTION
from tests.fakes.ollama import CHAT, ending, fake_ollama, line, says_then_dies, says_then_hangs

TRUE = "For adults with high blood pressure and chronic kidney disease, the KDIGO 2021 guideline suggests a systolic blood pressure target below 120 mmHg [1][2][3]."
INVENTED = " Everybody takes 999 mg of fictamol daily [1]."


class Slowly:
    """A reply that stops half way until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self) -> Iterator[str]:
        yield line(TRUE)
        self.go.wait(60)
        yield line(INVENTED)
        yield ending()


@pytest.fixture
def written(serve_files):
    """A served library whose answers a fake Ollama writes, and that Ollama."""
    with fake_ollama() as ollama:
        settings = {"KB_MODEL__OLLAMA_URL": ollama.address, "KB_MODEL__NAME": "qwen3:4b"}
        yield serve_files(LITERATURE / "hypertension-in-ckd.pdf", **settings), ollama


def begin(page) -> None:
    field = page.get_by_test_id("stChatInputTextArea")
    field.fill(QUESTION)
    field.press("Enter")


def test_a_model_s_words_appear_as_they_come_and_are_checked_at_the_end(written, open_page):
    served, ollama = written
    slowly = Slowly()
    ollama.posts[CHAT] = slowly
    page = open_page(served.url)
    page.get_by_text("Answers: qwen3:4b").wait_for()
    begin(page)

    page.locator(".draft", has_text="below 120").wait_for()
    assert page.locator(".foot").count() == 0
    page.get_by_text("every sentence is checked").wait_for()
    slowly.go.set()
    page.locator(".foot").wait_for()

    assert page.locator(".who").inner_text().startswith("qwen3:4b")
    invented = page.locator(".sentence.unsupported")
    assert "fictamol" in invented.inner_text()
    assert page.locator(".flag").first.inner_text() == "not supported by what it cites"
    assert page.locator(".chip").count() >= 1
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export this answer as Markdown").click()
    exported = saved.value.path().read_text(encoding="utf-8")
    assert "fictamol" not in exported
    assert "1 sentence that no cited passage supports was left out." in exported
    assert page.seen.errors == []


def test_a_model_that_dies_while_writing_is_replaced_by_quotations(written, open_page):
    served, ollama = written
    ollama.posts[CHAT] = says_then_dies("For adults with ")
    page = open_page(served.url)
    page.get_by_text("Answers: qwen3:4b").wait_for()
    begin(page)
    page.locator(".foot").wait_for()
    assert page.locator(".who").inner_text() == "Quotations"
    assert "quotes the library instead" in page.locator(".notice").inner_text()


def test_the_reader_can_choose_quotations_although_a_model_is_there(written, open_page):
    served, ollama = written
    page = open_page(served.url)
    page.get_by_text("Answers: qwen3:4b").click()
    page.get_by_text("Quotations", exact=True).click()
    page.get_by_text("Answers: Quotations").wait_for()
    page.keyboard.press("Escape")
    begin(page)
    page.locator(".foot").wait_for()
    assert page.locator(".who").inner_text() == "Quotations"
    # It was warmed up while the page thought that it would write, and then never asked anything.
    assert all(request["prompt"] == "" for request in ollama.asked)


def test_markup_that_a_model_writes_stays_text(written, open_page):
    served, ollama = written
    bad = '<img src="http://outside.test/x.png" onerror="document.title=\'owned\'"> ![x](http://outside.test/y.png) '
    ollama.posts[CHAT] = lambda: [line(bad + TRUE), ending()]
    page = open_page(served.url)
    page.get_by_text("Answers: qwen3:4b").wait_for()
    begin(page)
    page.locator(".foot").wait_for()
    assert page.title() != "owned"
    assert page.seen.outside(served.url) == []


def test_a_silent_model_does_not_hold_up_a_stop(written, open_page):
    served, ollama = written
    ollama.posts[CHAT] = says_then_hangs("For adults with ")
    page = open_page(served.url)
    page.get_by_text("Answers: qwen3:4b").wait_for()
    begin(page)
    page.locator(".draft").wait_for()

    token = (served.home / "server.token").read_text().strip()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"question": QUESTION})
    connection.request("POST", "/api/ask/stream", body=body, headers=headers)
    with connection.getresponse() as reply:
        assert reply.status == 200
        begun = time.monotonic()
        assert served.stop() == 0
        assert time.monotonic() - begun < 20
    connection.close()
    assert not (served.home / "server.json").exists()
