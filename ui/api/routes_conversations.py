"""/conversations: what was asked and kept; to be read, renamed, exported, asked again and deleted."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from kb.answer.export import FORMATS, FormatName
from ui.api.context import Here
from ui.api.kept_models import RenameRequest
from ui.kept.conversations import ConversationDesk
from ui.kept.forms import ConversationForm, OpenedForm, ReplayForm

LISTED = 100
MOST_LISTED = 1000
MOST_ANSWERS = 200
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            one.media_type: {"schema": {"type": "string", "format": "binary"}}
            for one in FORMATS.values()
        }
    }
}
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over.")]

router = APIRouter(prefix="/conversations", tags=["conversations"])


@router.get("")
def conversations(
    here: Here,
    words: Annotated[
        str,
        Query(description="Only those whose title, questions or answers hold all these words."),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = LISTED,
    offset: Offset = 0,
) -> list[ConversationForm]:
    """List your conversations, the newest first. `POST /ask` with `keep` begins one."""
    return _desk(here).all(words, limit=limit, offset=offset)


@router.get("/{conversation_id}", response_model=OpenedForm)
def conversation(
    conversation_id: str,
    here: Here,
    limit: Annotated[int, Query(ge=1, le=MOST_ANSWERS)] = MOST_ANSWERS,
    offset: Offset = 0,
) -> Response:
    """Open one, with its answers as they were, the oldest first; each sentence with its state."""
    return JSONResponse(_desk(here).open(conversation_id, limit=limit, offset=offset))


@router.patch("/{conversation_id}")
def rename(conversation_id: str, body: RenameRequest, here: Here) -> ConversationForm:
    """Give one another title."""
    return _desk(here).rename(conversation_id, body.title)


@router.delete("/{conversation_id}")
def delete(conversation_id: str, here: Here) -> ConversationForm:
    """Forget one with everything that was said in it; replies with what it was."""
    return _desk(here).delete(conversation_id)


@router.get("/{conversation_id}/export", response_class=Response, responses=_FILE)
def export(
    conversation_id: str,
    here: Here,
    form: Annotated[
        FormatName, Query(alias="format", description="What kind of file.")
    ] = "markdown",
) -> Response:
    """Fetch one as a file, with its sources. Sentences that nothing supports are left out."""
    name, content = _desk(here).export(conversation_id, form)
    return Response(
        content,
        media_type=FORMATS[form].media_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


@router.post("/{conversation_id}/answers/{ordinal}/replay")
def replay(conversation_id: str, ordinal: int, here: Here) -> ReplayForm:
    """Ask one question again, with the writer and the filters of then: does today's library say the same?

    Questions count from 1. Nothing is kept of it.
    """
    return _desk(here).replay(conversation_id, ordinal)


def _desk(here: Here) -> ConversationDesk:
    return ConversationDesk(here.library, here.principal)
