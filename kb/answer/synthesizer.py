"""The LlamaIndex response synthesizer: one call with numbered passages, streamed.

LlamaIndex's own COMPACT mode splits and refines where the passages outgrow the context, and would renumber
nothing: a refined answer could cite passages that the last call never saw. Here there is one call with the
passages that :mod:`kb.answer.budget` found to fit, so that every number keeps its passage. Importing this
module imports LlamaIndex (seconds): do it inside functions.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.llms import LLM
from llama_index.core.response_synthesizers import BaseSynthesizer
from llama_index.core.schema import NodeWithScore, TextNode

from kb.answer.prompts import SYSTEM, SYSTEM_STRUCTURED, numbered, question_prompt
from kb.types import Hit


class CutShortError(Exception):
    """The stream ended and the server had not said that the answer was complete."""


class PassageSynthesizer(BaseSynthesizer):
    """Answers from numbered passages in a single, streamed chat call.

    Args:
        llm: a LlamaIndex chat model.
        complete: tells from a raw chunk whether the server says that the answer is complete.
        form: what the call says of the form of the answer; empty for prose.
        fault: what was wrong with the model's last reply, if this is a second try.
    """

    def __init__(
        self,
        llm: LLM,
        *,
        complete: Callable[[Any], bool],
        form: Mapping[str, Any],
        fault: str = "",
    ) -> None:
        super().__init__(llm=llm, streaming=True)
        self._complete = complete
        self._form = form
        self._fault = fault

    def _get_prompts(self) -> dict[str, Any]:
        return {}

    def _update_prompts(self, prompts: dict[str, Any]) -> None:
        """The prompts are kb.answer.prompts and nothing else."""

    def get_response(
        self, query_str: str, text_chunks: Sequence[str], **response_kwargs: object
    ) -> Generator[str, None, None]:
        """Stream the answer. Raises whatever the model's client raises, and :class:`CutShortError`."""
        structured = bool(self._form)
        asked = question_prompt(query_str, text_chunks, structured=structured, fault=self._fault)
        messages = [
            ChatMessage(
                role=MessageRole.SYSTEM, content=SYSTEM_STRUCTURED if structured else SYSTEM
            ),
            ChatMessage(role=MessageRole.USER, content=asked),
        ]
        complete = False
        for chunk in self._llm.stream_chat(messages, **self._form):
            complete = complete or self._complete(chunk.raw)
            if chunk.delta:
                yield chunk.delta
        if not complete:
            raise CutShortError

    async def aget_response(
        self, query_str: str, text_chunks: Sequence[str], **response_kwargs: object
    ) -> str:
        """The whole answer; the model call itself is not asynchronous."""
        return "".join(self.get_response(query_str, text_chunks))


def as_nodes(hits: Sequence[Hit]) -> list[NodeWithScore]:
    """The hits as LlamaIndex nodes: numbered text, no metadata that could slip into a prompt."""
    return [
        NodeWithScore(node=TextNode(id_=hit.passage.id, text=text), score=hit.score)
        for hit, text in zip(hits, numbered(hits), strict=True)
    ]
