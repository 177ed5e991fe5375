"""A streamed reply stops being made when its reader has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from ui.api.streams import ClosingResponse

SCOPE = {"type": "http", "asgi": {"spec_version": "2.3"}}


class Source:
    """Pieces without end, that remember being closed."""

    def __init__(self) -> None:
        self.closed = False

    def pieces(self, most: int) -> Iterator[bytes]:
        try:
            for _ in range(most):
                yield b"piece"
        finally:
            self.closed = True


def answer(source: Source, *, pieces: int, read: int | None) -> list[dict[str, Any]]:
    """What was sent to a client that hangs up after ``read`` messages, if it does."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if len(sent) == read:
                gone.set()

        await ClosingResponse(source.pieces(pieces))(SCOPE, receive, send)  # type: ignore[arg-type]

    asyncio.run(run())
    return sent


@pytest.mark.parametrize("read", [2, 3, 6])
def test_a_reader_who_leaves_ends_the_making(read: int) -> None:
    source = Source()
    sent = answer(source, pieces=100_000, read=read)
    assert source.closed
    assert len(sent) < 1000


def test_a_reply_that_is_read_to_its_end_is_whole() -> None:
    source = Source()
    sent = answer(source, pieces=3, read=None)
    assert [message.get("body") for message in sent[1:]] == [b"piece"] * 3 + [b""]
    assert source.closed
