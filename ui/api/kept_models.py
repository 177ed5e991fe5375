"""What the API takes about what is kept, field by field."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ui.api.models import Question, Request, Scope


class RenameRequest(Request):
    """Give a conversation another title."""

    title: str = Field(description="Its new title; cut at 160 characters.")


class SaveRequest(Scope):
    """Save a search."""

    question: Question
    name: str = Field(
        "",
        description="Its name, cut at 120 characters; a search of the same name is replaced. Default the "
        "question.",
    )
    sort: Literal["relevance", "year"] = Field(
        "relevance", description="The best first, or the newest of the best."
    )
