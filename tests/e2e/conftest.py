"""A served library and a real browser. Skipped where there is no chromium, unless CI=true."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(os.environ.get("KB_TEST_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LITERATURE = ROOT / "corpora" / "literature"
FILES = (
    LITERATURE / "hypertension-in-ckd.pdf",
    LITERATURE / "sepsis.pdf",
    ROOT / "corpora" / "records" / "s05-visit-asthma.txt",
)
START_SECONDS = 180.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass
class Served:
    """A server process, where it listens, and what it tried to reach outside."""

    process: subprocess.Popen[str]
    port: int
    home: Path
    output: Path
    outside: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    folder: Path, files: tuple[Path, ...], settings: Mapping[str, str] | None = None
) -> Served:
    """Serve a library of these files from ``folder``, and wait until it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    port, output, outside = free_port(), folder / "output.txt", folder / "outside.txt"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    environment |= {
        "KB_HOME": str(folder / "home"),
        "KB_KEY_FILE": str(folder / "catalog.key"),
        "KB_MODEL_CACHE": str(Settings.load().model_cache),
        "PYTHONPATH": str(ROOT),
        # A port where no model server listens, whatever runs on this machine.
        "KB_MODEL__OLLAMA_URL": "http://127.0.0.1:9",
        **(settings or {}),
    }
    command = [sys.executable, "-m", "tests.e2e.serving", str(port), str(outside), *map(str, files)]
    with output.open("w") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT, text=True
        )
    served = Served(process, port, folder / "home", output, outside)
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C stops it" not in output.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            served.stop()
            raise RuntimeError(f"The server did not start:\n{output.read_text()}")
        time.sleep(0.2)
    return served


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small library of :data:`FILES`, served for all tests that only read."""
    one = start(tmp_path_factory.mktemp("served"), FILES)
    yield one
    one.stop()


@pytest.fixture
def serve_files(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve a library of one's own."""
    begun: list[Served] = []

    def call(*files: Path, **settings: str) -> Served:
        begun.append(start(tmp_path / f"served-{len(begun)}", files, settings))
        return begun[-1]

    yield call
    for one in begun:
        one.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium, driven by Playwright."""
    if not CHROMIUM.exists():
        reason = f"no chromium at {CHROMIUM} (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield one
        one.close()


@dataclass
class Seen:
    """Every address that the browser asked for, and every error of the page's scripts."""

    requests: list[str]
    errors: list[str]

    def outside(self, url: str) -> list[str]:
        own = (url, url.replace("http://", "ws://"), f"blob:{url}", "data:", "about:")
        return [one for one in self.requests if not one.startswith(own)]


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a context of its own; ``page.seen`` lists what it asked for."""
    contexts = []

    def call(url: str, *, width: int = 1440, height: int = 900, dark: bool = False) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=width < 500,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.seen = Seen([], [])
        page.on("request", lambda request: page.seen.requests.append(request.url))
        page.on("websocket", lambda socket: page.seen.requests.append(socket.url))
        page.on("pageerror", lambda error: page.seen.errors.append(str(error)))
        page.goto(url)
        page.get_by_text("Not a medical device").wait_for()
        return page

    yield call
    for context in contexts:
        context.close()
