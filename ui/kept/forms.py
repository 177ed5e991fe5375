"""The JSON of what is kept, field by field, the same through every door."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ui.api.answer_forms import AnswerForm


class ConversationForm(TypedDict):
    """A conversation as it is listed."""

    id: str
    title: str
    started: Annotated[str, Field(description="ISO 8601, UTC.")]
    changed: Annotated[str, Field(description="When it was last asked in, ISO 8601, UTC.")]
    turns: Annotated[int, Field(description="How many questions were asked.")]


class TurnForm(TypedDict):
    """A question and its answer."""

    ordinal: Annotated[int, Field(description="Counted from 1.")]
    asked: Annotated[str, Field(description="When, ISO 8601, UTC.")]
    question: Annotated[
        str, Field(description="As it was typed; `answer.question` is how it was read.")
    ]
    answer: AnswerForm


class OpenedForm(ConversationForm):
    """A conversation with what was said; ``answers`` may be fewer than ``turns``, as was asked for."""

    answers: list[TurnForm]


class ReplayForm(TypedDict):
    """An answer of then beside that of today, both without sentences that nothing supports."""

    ordinal: int
    asked: Annotated[str, Field(description="When it was asked then, ISO 8601, UTC.")]
    question: str
    same: Annotated[bool, Field(description="The same sentences, from the same passages.")]
    differences: Annotated[list[str], Field(description="What differs, a sentence each.")]
    then: str
    now: str


class SavedSearchForm(TypedDict):
    """A search that was saved."""

    id: str
    name: str
    saved: Annotated[str, Field(description="ISO 8601, UTC.")]
    question: str
    filters: Annotated[dict[str, Any], Field(description="What is searched in; null is no limit.")]
    sort: Literal["relevance", "year"]
