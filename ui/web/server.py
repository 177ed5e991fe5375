"""One process, one port: the pages, the API under ``/api``, and the library that both speak to."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from kb.errors import KbError
from kb.offline import go_offline

if TYPE_CHECKING:
    from kb.library import Library
    from kb.settings import Settings
    from kb.types import Principal
    from ui.web.site import Site

LOG = logging.getLogger(__name__)
ENTRY = Path(__file__).with_name("app.py")
PORTS_TRIED = 50
PATIENCE_SECONDS = 120.0
WAIT_SECONDS = 10.0
GRACE_SECONDS = 3


def serve(settings: Settings, *, port: int | None = None, open_browser: bool = False) -> None:
    """Serve the library on the loopback address until SIGTERM or Ctrl-C.

    Args:
        settings: ``settings.server`` says where to listen and how large an upload may be.
        port: overrides ``settings.server.port``.
        open_browser: open the page in the browser once it answers.

    Raises:
        KbError: the port is taken; the hint names the next free one.
        LibraryBusy, KeyMissing, WrongKey, ModelMismatch: the library cannot be opened.
    """
    go_offline()
    port = port or settings.server.port
    host = settings.server.host
    require_free(host, port)

    from kb.access.local import local_principal
    from kb.library import Library

    with _terminate_as_interrupt(), Library.open(settings, wait_seconds=WAIT_SECONDS) as library:
        run(library, settings, local_principal(), port=port, open_browser=open_browser)
    end_soon()


def run(
    library: Library,
    settings: Settings,
    principal: Principal,
    *,
    port: int,
    open_browser: bool = False,
) -> None:
    """Serve an open library; blocks. The caller closes the library."""
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.routing import Mount

    import kb
    from ui.api.app import create_api
    from ui.api.token import announced, new_token, withdraw
    from ui.web import site as shared
    from ui.web.guard import Guard

    host = settings.server.host
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}"
    site = shared.build(library, settings, principal)
    shared.install(site)
    stopping = threading.Event()
    try:
        api = create_api(
            library,
            token=new_token(settings.home),
            images=site.images,
            readings=site.readings,
        )
        site.jobs = api.state.context.running
        site.terms = api.state.context.terms
        app = st.App(
            ENTRY,
            routes=[Mount("/api", app=api), site.typing.route()],
            middleware=[Middleware(Guard, port=port)],
        )
        stay_home()
        stop_soon()
        with announced(settings.home, url, version=kb.__version__):
            greeting = threading.Thread(
                target=_greet,
                args=(site, url, stopping),
                kwargs={"open_browser": open_browser},
                name="greet",
                daemon=True,
            )
            greeting.start()
            with contextlib.suppress(KeyboardInterrupt):
                app.run(config=streamlit_options(settings, port))
            stopping.set()
            # It may be writing what it embedded; the library is closed after this.
            greeting.join(GRACE_SECONDS)
    finally:
        stopping.set()
        withdraw(settings.home)
        shared.uninstall()
        site.close()


def streamlit_options(settings: Settings, port: int) -> dict[str, Any]:
    """Every Streamlit option that keeps the page local, quiet and ours."""
    from ui.web import theme

    host = settings.server.host
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": ["127.0.0.1", "localhost", "::1"],
        "server.maxUploadSize": settings.server.max_upload_mb,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.corsAllowedOrigins": [],
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.scriptHealthCheckEnabled": False,
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": host,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.showSidebarNavigation": True,
        "client.allowedOrigins": [],
        "logger.hideWelcomeMessage": True,
        "logger.level": "warning",
        "runner.magicEnabled": False,
        **theme.options(),
    }


def stay_home() -> None:
    """Take away the server's own reasons to look outside.

    A request with a foreign Origin makes Streamlit ask a public service for this machine's address
    (streamlit.net_util, 1.67), even with usage statistics off. With both addresses known it asks nobody.
    """
    from streamlit import net_util

    net_util._external_ip = "127.0.0.1"
    net_util._internal_ip = "127.0.0.1"


def stop_soon() -> None:
    """Let a stop wait only so long for replies that are still being written, and log warnings only.

    Streamlit 1.67 has no option for either, and hands uvicorn what this function of its returns.
    """
    from streamlit.web.server.starlette import starlette_server

    theirs = starlette_server._get_uvicorn_config_kwargs

    def ours() -> dict[str, Any]:
        more = {"timeout_graceful_shutdown": GRACE_SECONDS, "log_level": "warning"}
        return {**theirs(), **more}

    starlette_server._get_uvicorn_config_kwargs = ours


def require_free(host: str, port: int) -> None:
    """Make sure that the port can be had.

    Raises:
        KbError: it is taken, or not ours to take; the hint names the next free one.
    """
    problem = _bind_problem(host, port)
    if problem is None:
        return
    for other in range(port + 1, min(port + PORTS_TRIED, 65535) + 1):
        if _bind_problem(host, other) is None:
            hint = f"Use the next free one: kb serve --port {other}"
            break
    else:
        hint = "Choose another with kb serve --port."
    raise KbError(f"Port {port} on {host} cannot be used: {problem}.", hint=hint)


def _bind_problem(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            return "it needs administrator's rights"
        except OSError:
            return "another program is using it"
    return None


def _greet(site: Site, url: str, stopping: threading.Event, *, open_browser: bool) -> None:
    """Print the address when the server answers, not before."""
    from ui.web.workers import keep_what_is_loaded

    waited = 0.0
    while not _answers(url):
        if stopping.wait(0.1):
            return
        waited += 0.1
        if waited > PATIENCE_SECONDS:
            print(f"The page at {url} does not answer yet; see the log.", file=sys.stderr)
            return
    site.writers.choices()
    print(f"\nclinical-kb is at {url}", flush=True)
    if open_browser:
        webbrowser.open(url)
    if site.documents():
        site.writers.warm()
        site.warm()
        for question in site.examples()[:1]:
            print(f"A first question to try: {question}", flush=True)
    else:
        print("The library is empty. Add documents on its Library page.", flush=True)
    print("Ctrl-C stops it.\n", flush=True)
    site.terms.warm()
    keep_what_is_loaded()
    site.sharpen(stopping)


def _answers(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def end_soon() -> None:
    """Once this process is ending, see that it ends.

    A reply of the API may still sit in a thread that cannot be interrupted, in the middle of a long answer or
    a rebuild, and Python waits for such threads. By then the library is closed.
    """

    def wait() -> None:
        threading.main_thread().join()
        time.sleep(GRACE_SECONDS)
        os._exit(0)

    threading.Thread(target=wait, name="end-soon", daemon=True).start()


@contextlib.contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end like Ctrl-C, so that the library closes and the runtime record goes.

    The server itself stops at the first signal, then raises it again for whoever had it before.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        LOG.info("stopped")
    finally:
        signal.signal(signal.SIGTERM, before)
