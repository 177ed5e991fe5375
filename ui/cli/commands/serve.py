"""``kb serve``: the page and the API."""

from __future__ import annotations

from ui.cli.exits import DONE
from ui.cli.paper import Paper


def run(port: int | None, *, open_browser: bool) -> int:
    """Serve until Ctrl-C; if a server of this data folder runs already, say where and end."""
    from ui.cli.client import find_server
    from ui.cli.home import data_folder

    running = find_server(data_folder())
    if running is not None:
        with running:
            Paper().line(f"A server of this library runs already: {running.url}")
        return DONE
    from kb.settings import Settings
    from ui.web.server import serve

    serve(Settings.load(), port=port, open_browser=open_browser)
    return DONE
