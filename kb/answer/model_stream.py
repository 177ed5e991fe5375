"""One answer from a model server: asked, streamed, watched and closed.

What every writer shares, whatever server it speaks to. Imports LlamaIndex only when an answer is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from kb.answer.model_faults import Fault, Server
from kb.answer.prompts import CANNOT_ANSWER, SYSTEM, question_prompt
from kb.answer.thinking import without_thoughts
from kb.answer.watchdog import Watchdog
from kb.settings import ModelSettings
from kb.types import Hit

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

CONNECT_SECONDS = 5.0
CONTEXT_LEAST = 256
"""Tokens that passages get at least, however small the context is set."""


def stream_answer(
    settings: ModelSettings,
    server: Server,
    question: str,
    hits: Sequence[Hit],
    *,
    connect: Callable[[dict[str, Any]], tuple[LLM, Callable[[], None]]],
    complete: Callable[[Any], bool],
    explain: Callable[[Exception], tuple[Fault, str] | None],
) -> Iterator[str]:
    """Stream a model's answer as pieces of visible text.

    Closing the iterator closes the connection, so that the server stops generating.

    Args:
        connect: builds the LlamaIndex model from httpx client options; also gives what closes it.
        complete: whether a raw chunk says that the answer is complete.
        explain: the fault behind an exception of this server's client; ``None`` for any other.

    Raises:
        ModelUnavailable: every way in which the server can fail; the message says which.
    """
    if not hits:
        yield CANNOT_ANSWER
        return
    from kb.answer.synthesizer import PassageSynthesizer, as_nodes, tokens_at_most

    overhead = tokens_at_most(SYSTEM) + tokens_at_most(question_prompt("", []))
    budget = max(settings.context_window - settings.max_tokens - overhead, CONTEXT_LEAST)
    written = False
    with Watchdog(settings.timeout_seconds) as watchdog:
        llm, close = connect(_client_options(watchdog))
        try:
            synthesizer = PassageSynthesizer(llm, complete=complete, budget=budget)
            response: Any = synthesizer.synthesize(question, as_nodes(hits))
            with closing(response.response_gen) as pieces:
                for piece in watchdog.words(without_thoughts(pieces)):
                    written = written or bool(piece.strip())
                    yield piece
        except Exception as error:
            if watchdog.fired:
                raise server.unavailable(Fault.SLOW) from error
            found = fault_of(error) or explain(error)
            if found is None:
                raise
            raise server.unavailable(*found) from error
        finally:
            close()
    if not written:
        raise server.unavailable(Fault.EMPTY)


def _client_options(watchdog: Watchdog) -> dict[str, Any]:
    """Options of the httpx client: no proxy from the environment, no redirect, one watched request."""
    import httpx

    seconds = watchdog.seconds
    return {
        "timeout": httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
        "follow_redirects": False,
        "trust_env": False,
        "event_hooks": {"request": [watchdog.watch_request]},
    }


def fault_of(error: BaseException) -> tuple[Fault, str] | None:
    """The fault behind what httpx, the JSON reader or the socket raised."""
    import httpx

    from kb.answer.synthesizer import CutShortError

    for kinds, fault in (
        ((httpx.ConnectError, httpx.ConnectTimeout, ConnectionRefusedError), Fault.DOWN),
        ((httpx.TimeoutException,), Fault.SLOW),
        ((httpx.HTTPError, httpx.StreamError, CutShortError), Fault.DIED),
        ((ConnectionResetError, BrokenPipeError), Fault.DIED),
        # Not JSON (ValueError), not the fields that an answer has (pydantic's error is a ValueError too),
        # or not even an object: the clients take replies apart without looking first.
        ((ValueError, KeyError, TypeError, AttributeError), Fault.MALFORMED),
    ):
        if isinstance(error, kinds):
            return fault, ""
    return None
