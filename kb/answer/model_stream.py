"""One answer from a model server: asked, streamed, watched and closed.

What every writer shares, whatever server it speaks to. Imports LlamaIndex only when an answer is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.answer.model_faults import Fault, Server
from kb.answer.prompts import CANNOT_ANSWER
from kb.answer.structured import schema
from kb.answer.thinking import without_thoughts
from kb.answer.watchdog import Watchdog
from kb.settings import ModelSettings
from kb.types import Hit

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

CONNECT_SECONDS = 5.0
_FORM_WORDS = re.compile(r"format|schema|grammar|json", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Client:
    """How one kind of server is spoken to.

    Attributes:
        connect: builds the LlamaIndex model from httpx client options; also gives what closes it.
        form: what a call says to have its answer follow a JSON schema.
        complete: whether a raw chunk says that the answer is complete.
        explain: the fault behind an exception of this server's client; ``None`` for any other.
        status: the HTTP status and the words with which the server refused; (0, "") if it did not.
    """

    connect: Callable[[dict[str, Any]], tuple[LLM, Callable[[], None]]]
    form: Callable[[dict[str, Any]], dict[str, Any]]
    complete: Callable[[Any], bool]
    explain: Callable[[Exception], tuple[Fault, str] | None]
    status: Callable[[Exception], tuple[int, str]]


class _FormRefusedError(Exception):
    """The server does not take an answer's schema."""


def stream_answer(
    settings: ModelSettings,
    server: Server,
    client: Client,
    question: str,
    hits: Sequence[Hit],
    *,
    fault: str = "",
    loading: bool = False,
) -> Iterator[str]:
    """Stream a model's answer as pieces of visible text: JSON, or prose where the server takes no schema.

    An empty piece is a sign of life. Closing the iterator closes the connection, so that the server stops
    generating.

    Args:
        fault: what was wrong with the model's last reply, if this is a second try.
        loading: whether the server has to load the model first, which it is given time for.

    Raises:
        ModelUnavailable: every way in which the server can fail; the message says which.
    """
    if not hits:
        yield CANNOT_ANSWER
        return
    form = client.form(schema(len(hits))) if settings.structured else {}
    load_seconds = settings.load_seconds if loading else 0.0
    if form:
        try:
            yield from _stream(settings, server, client, question, hits, form, fault, load_seconds)
        except _FormRefusedError:
            form = {}
        else:
            return
    yield from _stream(settings, server, client, question, hits, form, fault, load_seconds)


def _stream(
    settings: ModelSettings,
    server: Server,
    client: Client,
    question: str,
    hits: Sequence[Hit],
    form: dict[str, Any],
    fault: str,
    load_seconds: float,
) -> Iterator[str]:
    """Ask once, in this form. Raises ModelUnavailable, and _FormRefusedError before the first word."""
    from kb.answer.synthesizer import PassageSynthesizer, as_nodes

    written = False
    watchdog = Watchdog(settings.timeout_seconds, settings.timeout_seconds + load_seconds)
    llm, close = client.connect(_client_options(watchdog))
    try:
        synthesizer = PassageSynthesizer(llm, complete=client.complete, form=form, fault=fault)

        def visible() -> Generator[str, None, None]:
            response: Any = synthesizer.synthesize(question, as_nodes(hits))
            with closing(response.response_gen) as pieces:
                yield from without_thoughts(pieces)

        with closing(watchdog.words(visible())) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                written = written or bool(piece.strip())
                yield piece
    except Exception as error:
        if watchdog.fired:
            raise server.unavailable(Fault.SLOW) from error
        if form and not written and _refused(*client.status(error)):
            raise _FormRefusedError from error
        found = fault_of(error) or client.explain(error)
        if found is None:
            raise
        raise server.unavailable(*found) from error
    finally:
        close()
    if not written:
        raise server.unavailable(Fault.EMPTY)


def _refused(status: int, words: str) -> bool:
    """Whether a refusal may be due to the schema; some servers fail on what they cannot compile."""
    return status in (400, 415, 422) or (status >= 500 and bool(_FORM_WORDS.search(words)))


def _client_options(watchdog: Watchdog) -> dict[str, Any]:
    """Options of the httpx client: no proxy from the environment, no redirect, one watched request."""
    import httpx

    seconds = watchdog.first_seconds
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
