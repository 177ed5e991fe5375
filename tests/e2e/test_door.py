"""Loopback only: no outside request by the browser or the server, no wrong Host, a clean stop."""

from __future__ import annotations

import http.client
import json
import stat
from dataclasses import dataclass
from email.message import Message

import pytest

from tests.e2e.test_ask import QUESTION, ask


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes


def send(port: int, path: str, headers: dict[str, str]) -> Reply:
    """A request with exactly these headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest("GET", path, skip_host=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as reply:
            body = b"" if reply.status == 101 else reply.read()
            return Reply(reply.status, reply.headers, body)
    finally:
        connection.close()


def test_neither_browser_nor_server_reaches_outside(served, open_page):
    for dark in (False, True):
        page = open_page(served.url, dark=dark)
        ask(page, QUESTION)
        page.locator(".chip").first.click()
        page.locator(".frame img").wait_for()
        page.get_by_text("Answers: Quotations").click()
        for name in ("Search", "Library"):
            page.get_by_role("link", name=name).click()
            page.get_by_role("heading", name=name).wait_for()
        assert page.seen.outside(served.url) == []
        assert len(page.seen.requests) > 20
    send(served.port, "/", {"Host": f"127.0.0.1:{served.port}", "Origin": "http://evil.test"})
    assert not served.outside.exists(), served.outside.read_text()


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/api/health", "/static/js/x.js"])
def test_a_wrong_host_is_refused_everywhere(served, path):
    assert send(served.port, path, {"Host": "evil.test"}).status == 400
    assert send(served.port, path, {"Host": f"evil.test:{served.port}"}).status == 400


@pytest.mark.parametrize(
    "wrong", [{"Host": "evil.test"}, {"Origin": "http://evil.test"}], ids=["host", "origin"]
)
def test_the_websocket_is_refused_to_others(served, wrong):
    headers = {
        "Host": f"127.0.0.1:{served.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": f"http://127.0.0.1:{served.port}",
    }
    assert send(served.port, "/_stcore/stream", headers).status == 101
    assert send(served.port, "/_stcore/stream", headers | wrong).status == 403


def test_replies_carry_the_security_headers(served):
    for path in ("/", "/api/health", "/_stcore/health"):
        reply = send(served.port, path, {"Host": f"localhost:{served.port}"})
        assert reply.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert reply.headers["X-Frame-Options"] == "DENY"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "no-referrer"


def test_the_api_is_there_and_wants_its_token(served):
    host = {"Host": f"127.0.0.1:{served.port}"}
    assert send(served.port, "/api/health", host).status == 200
    assert send(served.port, "/api/documents", host).status == 401
    token = (served.home / "server.token").read_text().strip()
    reply = send(served.port, "/api/documents", host | {"Authorization": f"Bearer {token}"})
    assert reply.status == 200
    assert len(json.loads(reply.body)) == 3


def test_it_says_where_it_is_and_what_to_ask_first(served):
    printed = served.output.read_text()
    assert f"clinical-kb is at {served.url}" in printed
    assert "A first question to try: " in printed
    assert "streamlit" not in printed.lower()


def test_the_token_is_for_its_owner_alone(served):
    for name in ("server.token", "server.json"):
        assert stat.S_IMODE((served.home / name).stat().st_mode) == 0o600


def test_sigterm_stops_cleanly_even_with_a_page_open(serve_files, open_page):
    served = serve_files()
    open_page(served.url)
    assert (served.home / "server.json").exists()
    assert served.stop() == 0
    assert served.output.read_text().rstrip().endswith("stopped cleanly")
    assert not (served.home / "server.json").exists()
    assert not (served.home / "server.token").exists()
    assert not served.answers()
