"""Commands run in this process, against the library in memory: opened here, or behind a real server."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.access.local import local_principal
from tests.fakes.library import FakeLibrary
from tests.fakes.renderer import FakeRenderer
from tests.fakes.samples import sample_library, settings_in
from ui.cli.boundary import run
from ui.cli.local import LocalDoor
from ui.cli.main import app


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A data folder of its own, 80 columns, no settings from outside."""
    for name in [name for name in os.environ if name.startswith("KB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KB_KEY_FILE", str(tmp_path / "keys" / "catalog.key"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    # It changes the environment and the umask of the whole process.
    monkeypatch.setattr("ui.cli.boundary.go_offline", lambda: None)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return sample_library(settings_in(tmp_path))


@pytest.fixture
def kb(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``kb`` with these words."""

    def call(*words: str) -> Ended:
        capsys.readouterr()
        status = run(app, words)
        told = capsys.readouterr()
        return Ended(status, told.out, told.err)

    return call


@pytest.fixture
def here(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    """No server runs: commands open the library in this process."""
    monkeypatch.setattr(
        LocalDoor, "open", classmethod(lambda cls, *, wait_seconds: LocalDoor(library))
    )
    return library


@pytest.fixture
def served(library: FakeLibrary, tmp_path: Path) -> Iterator[FakeLibrary]:
    """A server runs: commands go through its API."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Mount

    from ui.api.app import create_api
    from ui.api.token import announced, new_token
    from ui.web.pageimages import PageImages

    images = PageImages(library, local_principal(), library.settings.ingest, renderer=FakeRenderer)
    home = tmp_path / "home"
    api = create_api(library, token=new_token(home), images=images)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Starlette(routes=[Mount("/api", api)]), log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with announced(home, f"http://127.0.0.1:{listening.getsockname()[1]}"):
        yield library
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(params=["here", "served"])
def either(request: pytest.FixtureRequest) -> FakeLibrary:
    """Both ways, one after the other."""
    found: FakeLibrary = request.getfixturevalue(request.param)
    return found
