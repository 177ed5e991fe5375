import pytest

from tests.ui.api.conftest import TOKEN

PROTECTED = [
    ("GET", "/documents"),
    ("GET", "/documents/d1/original"),
    ("GET", "/jobs"),
    ("POST", "/ask"),
    ("POST", "/ingest"),
    ("DELETE", "/documents/d1"),
]


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_nothing_is_told_without_the_token(stranger, method, path):
    reply = stranger.request(method, path)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert set(reply.json()) == {"error", "hint"}


@pytest.mark.parametrize(
    "header", ["Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN}x"]
)
def test_a_wrong_token_is_refused(stranger, header):
    assert stranger.get("/documents", headers={"Authorization": header}).status_code == 401


def test_health_needs_no_token_and_tells_no_more_than_that_it_is_up(stranger):
    reply = stranger.get("/health")
    assert reply.status_code == 200
    assert set(reply.json()) == {"ok", "version"}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "0.0.0.0:8501"])
def test_a_foreign_host_header_is_refused_even_with_the_token(client, host):
    reply = client.get("/documents", headers={"Host": host})
    assert reply.status_code == 400
    assert "hint" in reply.json()


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "LOCALHOST"])
def test_loopback_names_are_served(client, host):
    assert client.get("/documents", headers={"Host": host}).status_code == 200


def test_no_reply_may_be_stored_by_a_browser(client, stranger):
    for reply in (client.get("/documents"), stranger.get("/documents"), client.get("/nowhere")):
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_huge_body_is_refused_before_it_is_read(client):
    reply = client.post("/ask", json={"question": "x" * 2_000_000})
    assert reply.status_code == 413


def test_a_body_of_unknown_length_is_refused(client):
    reply = client.post("/ask", content=iter([b"{}"]))
    assert reply.status_code == 411


def test_the_guard_holds_under_the_mount_point(api):
    from fastapi.testclient import TestClient
    from starlette.applications import Starlette
    from starlette.routing import Mount

    mounted = TestClient(Starlette(routes=[Mount("/api", api)]), base_url="http://127.0.0.1")
    assert mounted.get("/api/health").status_code == 200
    assert mounted.get("/api/documents").status_code == 401
    allowed = {"Authorization": f"Bearer {TOKEN}"}
    assert mounted.get("/api/documents", headers=allowed).status_code == 200


def test_an_empty_token_lets_nobody_build_an_open_api(library):
    from ui.api.app import create_api

    with pytest.raises(ValueError, match="token"):
        create_api(library, token="")
