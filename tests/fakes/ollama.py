"""A fake Ollama server, and the scripts that make it well or ill."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from tests.fakes.model_server import DIE, HANG, ModelServer, Refusal, Script, Step

CHAT = "/api/chat"


def fake_ollama(
    chat: Script | Refusal | None = None,
    *,
    models: Iterable[str | dict[str, Any]] = ("qwen3:4b",),
    version: str = "0.12.3",
) -> ModelServer:
    """A server that holds ``models`` and answers every question with ``chat``."""
    server = ModelServer()
    listed = [model if isinstance(model, dict) else {"name": model} for model in models]
    server.gets["/api/tags"] = {"models": listed}
    server.gets["/api/version"] = {"version": version}
    server.posts[CHAT] = chat if chat is not None else says("The target is <130/80 mm Hg [1].")
    return server


def line(text: str = "", **more: Any) -> str:
    """One line of a streamed reply."""
    message = {"role": "assistant", "content": text}
    return json.dumps({"model": "qwen3:4b", "message": message, "done": False, **more}) + "\n"


def ending() -> str:
    """The line with which a complete reply ends."""
    return line("", done=True, done_reason="stop", eval_count=9, prompt_eval_count=9)


def by_turns(*scripts: Script) -> Script:
    """The first script for the first question, and so on; the last one for all that follow."""
    left = list(scripts)

    def steps() -> Iterable[Step]:
        return (left.pop(0) if len(left) > 1 else left[0])()

    return steps


def says(*pieces: str) -> Script:
    """A complete reply in these pieces."""
    return lambda: [*(line(piece) for piece in pieces), ending()]


def says_after(seconds: float, *pieces: str) -> Script:
    """A complete reply, begun after a while."""

    def steps() -> Iterator[Step]:
        threading.Event().wait(seconds)
        yield from says(*pieces)()

    return steps


def says_then_hangs(*pieces: str) -> Script:
    return lambda: [*(line(piece) for piece in pieces), HANG]


def never_answers() -> Script:
    return lambda: [HANG]


def says_then_dies(*pieces: str) -> Script:
    return lambda: [*(line(piece) for piece in pieces), DIE]


def says_then_ends_unfinished(*pieces: str) -> Script:
    """The stream ends in good order, but without its last line."""
    return lambda: [line(piece) for piece in pieces]


def says_then_fails(*pieces: str, error: str) -> Script:
    return lambda: [*(line(piece) for piece in pieces), json.dumps({"error": error}) + "\n"]


def says_raw(*lines: str) -> Script:
    return lambda: [*(f"{one}\n" for one in lines)]


def talks_for_ever(piece: str) -> Script:
    """The same piece without end; with an empty one the server looks alive and says nothing."""

    def steps() -> Iterator[Step]:
        while True:
            yield line(piece)

    return steps


def missing(model: str) -> Refusal:
    return Refusal(404, json.dumps({"error": f"model '{model}' not found"}))
