"""A fake OpenAI-compatible server, such as LM Studio, llama.cpp or vLLM."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tests.fakes.model_server import DIE, HANG, ModelServer, Refusal, Script, Step

CHAT = "/v1/chat/completions"


def fake_openai(
    chat: Script | Refusal | None = None, *, models: Iterable[str] = ("qwen3-4b",)
) -> ModelServer:
    """A server that holds ``models`` and answers every question with ``chat``."""
    server = ModelServer()
    server.content_type = "text/event-stream"
    server.gets["/v1/models"] = {"object": "list", "data": [{"id": name} for name in models]}
    server.posts[CHAT] = chat if chat is not None else says("The target is <130/80 mm Hg [1].")
    return server


def event(text: str | None, *, finish: str | None = None) -> str:
    """One server-sent event of a streamed reply."""
    choice: dict[str, Any] = {"index": 0, "delta": {}, "finish_reason": finish}
    if text is not None:
        choice["delta"] = {"content": text}
    chunk = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "qwen3-4b",
        "choices": [choice],
    }
    return f"data: {json.dumps(chunk)}\n\n"


def ending() -> list[str]:
    return [event(None, finish="stop"), "data: [DONE]\n\n"]


def says(*pieces: str) -> Script:
    """A complete reply in these pieces."""
    return lambda: [*(event(piece) for piece in pieces), *ending()]


def says_then_hangs(*pieces: str) -> Script:
    return lambda: [*(event(piece) for piece in pieces), HANG]


def never_answers() -> Script:
    return lambda: [HANG]


def says_then_dies(*pieces: str) -> Script:
    return lambda: [*(event(piece) for piece in pieces), DIE]


def says_then_ends_unfinished(*pieces: str) -> Script:
    """The stream ends in good order, but nothing says that the answer is complete."""
    return lambda: [event(piece) for piece in pieces]


def says_then_fails(*pieces: str, error: str) -> Script:
    failure = {"error": {"message": error, "type": "server_error", "code": 500}}
    return lambda: [*(event(piece) for piece in pieces), f"data: {json.dumps(failure)}\n\n"]


def says_raw(*events: str) -> Script:
    return lambda: [f"data: {one}\n\n" for one in events]


def pings_for_ever() -> Script:
    """Comment lines without end: the server looks alive and says nothing."""

    def steps() -> Iterator[Step]:
        while True:
            yield ": ping\n\n"

    return steps


def talks_for_ever(piece: str) -> Script:
    def steps() -> Iterator[Step]:
        while True:
            yield event(piece)

    return steps
