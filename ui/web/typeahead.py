"""Type-ahead beside the page: what has been typed goes straight to the code book and back.

By way of Streamlit every keystroke is a run of the page's script and a drawing of the page, too slow to
follow fast typing (docs/benchmarks.md). So the box asks here. It shows a key that only the page was given:
another program on this machine that finds the port gets no answer, and a form of another site cannot send
a header. What was typed travels in the body, which no log and no history keeps.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from kb.errors import KbError
from ui.web import codes

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from ui.terms.forms import CodeLineForm

PATH = "/type-ahead"
HEADER = "x-page-key"
MOST_BYTES = 8192  # the box takes 2,000 characters
# Threads of its own, so that their connections to the catalog stay open and no upload is in the way.
THREADS = 2


class TypeAhead:
    """Answers the box of the Terminology page."""

    def __init__(self, suggest: Callable[[str], Sequence[CodeLineForm]]) -> None:
        self.key = secrets.token_urlsafe(32)
        self._suggest = suggest
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="type-ahead")

    def route(self) -> Route:
        """``POST /type-ahead``: the typed text as the body, the lines of the list as JSON."""
        from starlette.routing import Route

        return Route(PATH, self.answer, methods=["POST"])

    async def answer(self, request: Request) -> Response:
        """The lines for a text; 401 without the key, 413 for more than the box takes."""
        from starlette.requests import ClientDisconnect

        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self.key.encode()):
            return _reply(401, {"error": "Only the page may ask here."})
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _reply(413, {"error": "This is more than the box takes."})
        try:
            text = (await request.body()).decode("utf-8", errors="replace")
            found = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._suggest, text
            )
        except ClientDisconnect:
            return _reply(400, {"error": "The page went away."})
        except KbError as error:
            return _reply(503, {"error": error.message})
        return _reply(200, codes.suggestions(found))

    def close(self) -> None:
        """Answer no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _reply(status: int, content: Any) -> Response:
    from starlette.responses import Response

    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Cache-Control": "no-store"}
    return Response(body, status, headers, media_type="application/json")
