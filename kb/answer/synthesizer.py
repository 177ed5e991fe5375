"""The LlamaIndex response synthesizer: one call with numbered passages, streamed.

LlamaIndex's own COMPACT mode splits and refines where the passages outgrow the context, and would renumber
nothing: a refined answer could cite passages that the last call never saw. Here there is one call; what
does not fit is left out from the end, so that every number keeps its passage. Importing this module
imports LlamaIndex (seconds): do it inside functions.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.llms import LLM
from llama_index.core.response_synthesizers import BaseSynthesizer
from llama_index.core.schema import NodeWithScore, TextNode

from kb.answer.prompts import SYSTEM, numbered, question_prompt
from kb.types import Hit


class CutShortError(Exception):
    """The stream ended and the server had not said that the answer was complete."""


class PassageSynthesizer(BaseSynthesizer):
    """Answers from numbered passages in a single, streamed chat call.

    Args:
        llm: a LlamaIndex chat model.
        complete: tells from a raw chunk whether the server says that the answer is complete.
        budget: tokens that question and passages may take together.
    """

    def __init__(self, llm: LLM, *, complete: Callable[[Any], bool], budget: int) -> None:
        super().__init__(llm=llm, streaming=True)
        self._complete = complete
        self._budget = budget

    def _get_prompts(self) -> dict[str, Any]:
        return {}

    def _update_prompts(self, prompts: dict[str, Any]) -> None:
        """The prompts are kb.answer.prompts and nothing else."""

    def get_response(
        self, query_str: str, text_chunks: Sequence[str], **response_kwargs: object
    ) -> Generator[str, None, None]:
        """Stream the answer. Raises whatever the model's client raises, and :class:`CutShortError`."""
        fitting = fit(text_chunks, self._budget - tokens_at_most(query_str))
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=SYSTEM),
            ChatMessage(role=MessageRole.USER, content=question_prompt(query_str, fitting)),
        ]
        complete = False
        for chunk in self._llm.stream_chat(messages):
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


def tokens_at_most(text: str) -> int:
    """Tokens that a text costs, estimated on the safe side without the model's tokenizer.

    English prose takes a token per four to five characters; digits and signs take up to one each.
    """
    dense = sum(not (char.isalpha() or char.isspace()) for char in text)
    return dense + (len(text) - dense) // 3 + 1


def fit(passages: Sequence[str], budget: int) -> list[str]:
    """The first passages that fit into ``budget`` tokens; at least one."""
    chosen: list[str] = []
    for passage in passages:
        budget -= tokens_at_most(passage)
        if budget < 0 and chosen:
            break
        chosen.append(passage)
    return chosen
