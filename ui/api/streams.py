"""A reply that comes piece by piece, and whose making stops when nobody reads it any more."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import anyio
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send


class ClosingResponse(StreamingResponse):
    """Streams a generator and closes it at the end, also when the client has hung up.

    Starlette leaves that to the garbage collector, which may take minutes; meanwhile a language model would
    go on writing.
    """

    def __init__(self, source: Generator[bytes, None, None], **options: Any) -> None:
        super().__init__(source, **options)
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Closing waits for the model's connection to end: not on the event loop, and not to be cut short.
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._source.close)
