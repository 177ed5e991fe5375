import re

import pytest


def test_the_openapi_page_fetches_nothing_from_outside(stranger):
    page = stranger.get("/docs")
    assert page.status_code == 200
    links = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert links
    for link in links:
        assert link.startswith("/")
        assert stranger.get(link).status_code == 200
    assert '"validatorUrl": null' in page.text


def test_the_openapi_page_finds_its_parts_under_the_mount_point(api):
    from fastapi.testclient import TestClient
    from starlette.applications import Starlette
    from starlette.routing import Mount

    mounted = TestClient(Starlette(routes=[Mount("/api", api)]), base_url="http://127.0.0.1")
    page = mounted.get("/api/docs").text
    for link in re.findall(r"""(?:src|href)=["']([^"']+)""", page):
        assert link.startswith("/api/")
        assert mounted.get(link).status_code == 200
    description = mounted.get("/api/openapi.json").json()
    assert description["servers"] == [{"url": "/api"}]


def test_every_address_is_described_with_what_it_takes_and_gives(stranger):
    description = stranger.get("/openapi.json").json()
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path}"
            good = [code for code in operation["responses"] if code.startswith("2")]
            assert operation["responses"][good[0]]["content"], f"{method} {path}"


@pytest.mark.parametrize("path", ["/health"])
def test_the_token_is_declared_everywhere_else(stranger, path):
    paths = stranger.get("/openapi.json").json()["paths"]
    without = [
        name
        for name, methods in paths.items()
        for item in methods.values()
        if "security" not in item
    ]
    assert without == [path]


def test_telemetry_cannot_be_switched_on_from_the_environment(library, monkeypatch):
    from ui.api.app import create_api

    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    api = create_api(library, token="t")
    chosen = getattr(api, "_telemetry", {})
    assert not any(chosen.get(name) for name in ("tracing", "metrics", "logs", "auto_configure"))
