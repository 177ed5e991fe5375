"""The box's way to the code book: quick, for the page alone, and without a trace of what was typed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb.errors import ModelUnavailable
from ui.web.components import source
from ui.web.guard import Guard
from ui.web.typeahead import HEADER, MOST_BYTES, PATH, TypeAhead

LINE = {"code": "E11", "description": "Type 2 diabetes", "kind": "category", "billable": False}


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def typing(asked: list[str]) -> Iterator[TypeAhead]:
    def suggest(text: str) -> list:
        asked.append(text)
        if text == "too early":
            raise ModelUnavailable("ICD-10-CM is being indexed, once.")
        return [LINE] if text.startswith("diab") else []

    one = TypeAhead(suggest)
    yield one
    one.close()


@pytest.fixture
def ask(typing: TypeAhead) -> Iterator[Callable]:
    app = Guard(Starlette(routes=[typing.route()]), port=8501)
    with TestClient(app, base_url="http://127.0.0.1:8501") as client:

        def call(text: str | bytes, **headers: str):
            given = {HEADER: typing.key} | {
                name.replace("_", "-"): one for name, one in headers.items()
            }
            return client.post(PATH, content=text, headers=given)

        yield call


def test_what_is_typed_comes_back_as_lines(ask):
    reply = ask("diabetes")
    assert reply.json() == [{**LINE, "label": "not billable"}]
    assert reply.headers["cache-control"] == "no-store"


def test_nothing_that_fits_is_an_empty_list(ask):
    assert ask("qwxz").json() == []
    assert ask("").json() == []


@pytest.mark.parametrize("key", ["", "wrong", "ключ"])
def test_without_the_pages_key_nothing_is_looked_up(ask, asked, key):
    reply = ask("diabetes", **{HEADER: key.encode()})
    assert reply.status_code == 401
    assert asked == []


def test_another_site_is_refused_even_with_the_key(ask, asked):
    assert ask("diabetes", Origin="http://evil.test").status_code == 403
    assert ask("diabetes", Host="evil.test:8501").status_code == 400
    assert asked == []


def test_more_than_the_box_takes_is_refused_unread(ask, asked):
    assert ask("x" * (MOST_BYTES + 1)).status_code == 413
    assert ask(iter([b"diab"])).status_code == 413  # of unknown length
    assert asked == []


def test_bytes_that_are_no_text_do_no_harm(ask):
    assert ask(b"\xff\xfe\x00").json() == []


def test_a_code_book_that_is_not_ready_says_so(ask):
    reply = ask("too early")
    assert reply.status_code == 503
    assert "being indexed" in reply.json()["error"]


def test_only_posting_is_possible_so_that_no_address_holds_what_was_typed(typing):
    with TestClient(Starlette(routes=[typing.route()])) as client:
        reply = client.get(PATH, params={"text": "x"}, headers={HEADER: typing.key})
        assert reply.status_code == 405


def test_what_was_typed_is_in_no_log(ask, caplog):
    caplog.set_level(logging.DEBUG)
    ask("diabetes of Mr Sample")
    assert "Sample" not in caplog.text


def test_every_server_has_a_key_of_its_own(typing):
    other = TypeAhead(lambda text: [])
    assert len(typing.key) >= 43
    assert other.key != typing.key
    other.close()


def test_the_box_asks_at_this_address_with_this_header():
    script, _ = source("lookup")
    assert re.findall(r'fetch\("([^"]+)"', script) == [PATH]
    assert f'"{HEADER}"' in script.lower()
