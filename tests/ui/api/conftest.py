"""An API around the library in memory, and a client that holds its token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.access.local import local_principal
from tests.fakes.library import FakeLibrary
from tests.fakes.renderer import FakeRenderer
from tests.fakes.samples import sample_library, settings_in
from ui.api.app import create_api
from ui.web.pageimages import PageImages

TOKEN = "a-token-for-tests"
AT = "http://127.0.0.1:8501"


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return sample_library(settings_in(tmp_path))


@pytest.fixture
def renderer() -> FakeRenderer:
    return FakeRenderer()


@pytest.fixture
def api(library: FakeLibrary, renderer: FakeRenderer) -> FastAPI:
    images = PageImages(
        library, local_principal(), library.settings.ingest, renderer=lambda: renderer
    )
    return create_api(library, token=TOKEN, images=images)


@pytest.fixture
def client(api: FastAPI) -> Iterator[TestClient]:
    with TestClient(
        api,
        base_url=AT,
        headers={"Authorization": f"Bearer {TOKEN}"},
        raise_server_exceptions=False,
    ) as client:
        yield client


@pytest.fixture
def stranger(api: FastAPI) -> Iterator[TestClient]:
    """Somebody on this machine without the token."""
    with TestClient(api, base_url=AT) as client:
        yield client
