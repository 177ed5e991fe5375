"""POST /ask, /ask/stream and /search."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable
from itertools import chain, islice
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from kb.answer.events import Done, Event
from kb.errors import KbError
from kb.types import as_json
from ui.api.answer_forms import AskedForm
from ui.api.context import Context, Here
from ui.api.events import encode, event_form
from ui.api.forms import FoundForm, HitForm
from ui.api.found import found_form
from ui.api.models import AskRequest, FindRequest, SearchRequest
from ui.api.problems import LOG_HINT, UNEXPECTED, problem
from ui.api.streams import ClosingResponse
from ui.kept.asking import Asking

EVENT_STREAM = "text/event-stream"
_STREAM_DOC: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events: retrieved, then token, notice and restart, then done (or error).",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
    }
}

log = logging.getLogger(__name__)
router = APIRouter(tags=["questions"])


@router.post("/search")
def search(body: SearchRequest, here: Here) -> list[HitForm]:
    """Find passages: dense and BM25 retrieval, fused by reciprocal rank."""
    hits = here.library.search(body.question, here.principal, filters=body.filters, k=body.k)
    return as_json(hits)  # type: ignore[no-any-return]


@router.post("/search/found")
def find(body: FindRequest, here: Here) -> FoundForm:
    """Find passages, and say what was searched, how words were read, and what the documents are."""
    return found_form(
        here.library, here.principal, body.question, body.filters, body.k, facets=body.facets
    )


@router.post("/ask", response_model=AskedForm, responses=_STREAM_DOC)
def ask(body: AskRequest, request: Request, here: Here) -> Response:
    """Answer a question with citations.

    With `keep` a conversation begins, with `conversation` one goes on; the answer has its id.
    With `Accept: text/event-stream` the answer comes as server-sent events, as from `/ask/stream`.
    """
    if EVENT_STREAM in request.headers.get("accept", ""):
        return stream(body, here)
    return JSONResponse(_asking(body).answer(here.library, here.principal))


@router.post("/ask/stream", response_class=StreamingResponse, responses=_STREAM_DOC)
def stream(body: AskRequest, here: Here) -> StreamingResponse:
    """Answer a question with citations, as server-sent events.

    `led` {policy} where something is to be said first, `retrieved` {hits}, then any of `token` {text}, `notice` {text}, `restart` {} and `waiting` {}, then `done` {answer}.
    Tokens are not yet checked; `done` holds the checked answer, with the conversation that keeps it. `error` {error, hint} ends a failed one.
    An answer that is not waited for is not kept.
    """
    asking = _asking(body)
    events = asking.events(here.library, here.principal)
    # Wait for the first event: what goes wrong before it still gets its own status.
    first = list(islice(events, 1))
    return ClosingResponse(
        _encoded(asking, here, chain(first, events)),
        media_type=EVENT_STREAM,
        headers={"X-Accel-Buffering": "no"},
    )


def _asking(body: AskRequest) -> Asking:
    return Asking(body.question, body.filters, body.writer, body.conversation, body.keep)


def _encoded(
    asking: Asking, here: Context, events: Iterable[Event]
) -> Generator[bytes, None, None]:
    """Write each event as it comes; an error after the first can only be told as an event."""
    try:
        for event in events:
            if isinstance(event, Done):
                # Whoever has gone by now is noticed between two pieces; then nothing is kept.
                yield b""
                answer = asking.finish(event.answer, here.library, here.principal)
                yield encode("done", {"answer": answer})
            else:
                yield encode(*event_form(event))
    except KbError as error:
        yield encode("error", problem(error.message, error.hint))
    except Exception:
        log.exception("answering as a stream failed")
        yield encode("error", problem(UNEXPECTED, LOG_HINT))
