"""Only this machine's own page may speak to the server, and the browser is told to stay home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from ui.web.guard import CONTENT_SECURITY_POLICY, Guard


def page(_request):
    return PlainTextResponse("inside", headers={"X-Frame-Options": "ALLOWALL"})


async def socket(connection: WebSocket) -> None:
    await connection.accept()
    await connection.send_text("inside")
    await connection.close()


@pytest.fixture
def client() -> Iterator[TestClient]:
    routes = [Route("/", page, methods=["GET", "POST"]), WebSocketRoute("/stream", socket)]
    app = Guard(Starlette(routes=routes), port=8501)
    with TestClient(app, base_url="http://127.0.0.1:8501") as one:
        yield one


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST:8501"]
)
def test_the_own_names_are_served(client, host):
    assert client.get("/", headers={"Host": host}).text == "inside"


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:8501",
        "127.0.0.1:9999",
        "127.0.0.1",
        "127.0.0.1.evil.test:8501",
        "localhost:8501@evil.test",
        "",
    ],
)
def test_any_other_host_is_refused(client, host):
    reply = client.get("/", headers={"Host": host})
    assert reply.status_code == 400
    assert "inside" not in reply.text


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://127.0.0.1:9999"])
def test_requests_of_other_sites_are_refused(client, origin):
    assert client.post("/", headers={"Origin": origin}).status_code == 403
    assert client.post("/", headers={"Origin": "http://127.0.0.1:8501"}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.test:8501"}, {"Origin": "http://evil.test"}, {"Origin": "null"}]
)
def test_the_websocket_is_refused_likewise(client, headers):
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("ws://127.0.0.1:8501/stream", headers=headers),
    ):
        pass


def test_the_own_websocket_opens(client):
    headers = {"Origin": "http://127.0.0.1:8501", "Host": "127.0.0.1:8501"}
    with client.websocket_connect("ws://127.0.0.1:8501/stream", headers=headers) as one:
        assert one.receive_text() == "inside"


@pytest.mark.parametrize("headers", [{}, {"Host": "evil.test"}])
def test_every_reply_carries_the_security_headers_once(client, headers):
    reply = client.get("/", headers=headers)
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert reply.headers.get_list("x-frame-options") == ["DENY"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "geolocation=()" in reply.headers["permissions-policy"]


def test_the_policy_names_no_host_outside():
    assert "http:" not in CONTENT_SECURITY_POLICY
    assert "https:" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
