"""POST /ask, /ask/stream and /search."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from kb.errors import KbError
from kb.types import as_json
from ui.api.context import Here
from ui.api.events import encode, event_form
from ui.api.forms import AnswerForm, FoundForm, HitForm
from ui.api.found import found_form
from ui.api.models import AskRequest, FindRequest, SearchRequest
from ui.api.problems import LOG_HINT, UNEXPECTED, problem

if TYPE_CHECKING:
    from kb.answer.events import Event

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


@router.post("/ask", response_model=AnswerForm, responses=_STREAM_DOC)
def ask(body: AskRequest, request: Request, here: Here) -> Response:
    """Answer a question with citations.

    With `Accept: text/event-stream` the answer comes as server-sent events, as from `/ask/stream`.
    """
    if EVENT_STREAM in request.headers.get("accept", ""):
        return stream(body, here)
    answer = here.library.ask(
        body.question, here.principal, filters=body.filters, writer=body.writer
    )
    return JSONResponse(as_json(answer))


@router.post("/ask/stream", response_class=StreamingResponse, responses=_STREAM_DOC)
def stream(body: AskRequest, here: Here) -> StreamingResponse:
    """Answer a question with citations, as server-sent events.

    `led` {policy} where something is to be said first, `retrieved` {hits}, then any of `token` {text}, `notice` {text} and `restart` {}, then `done` {answer}.
    Tokens are not yet checked; `done` holds the checked answer. `error` {error, hint} ends a failed one.
    """
    events = here.library.stream(
        body.question, here.principal, filters=body.filters, writer=body.writer
    )
    # Wait for the first event: what goes wrong before it still gets its own status.
    first = list(islice(events, 1))
    return StreamingResponse(
        _encoded(chain(first, events)),
        media_type=EVENT_STREAM,
        headers={"X-Accel-Buffering": "no"},
    )


def _encoded(events: Iterable[Event]) -> Iterator[bytes]:
    """Write each event as it comes; an error after the first can only be told as an event."""
    try:
        for event in events:
            yield encode(*event_form(event))
    except KbError as error:
        yield encode("error", problem(error.message, error.hint))
    except Exception:
        log.exception("answering as a stream failed")
        yield encode("error", problem(UNEXPECTED, LOG_HINT))
