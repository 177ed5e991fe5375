"""The library as a LlamaIndex query engine: any LlamaIndex program can ask it and get checked answers.

    engine = LibraryQueryEngine(library, principal)
    response = engine.query("What blood pressure target is recommended in chronic kidney disease?")

Importing this module imports LlamaIndex (seconds): do it inside functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response, StreamingResponse
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle

from kb.answer.events import Done, Event, Led, Notice, Restart, Retrieved, Token
from kb.search.retriever import LibraryRetriever, Searchable, as_node
from kb.settings import Settings
from kb.types import Answer, Filters, Principal, as_json


class Askable(Searchable, Protocol):
    """What a query engine needs of a library; :class:`kb.library.Library` is one."""

    @property
    def settings(self) -> Settings:
        """The library's settings."""

    def stream(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Iterator[Event]:
        """An answer step by step."""


class LibraryQueryEngine(BaseQueryEngine):
    """Retrieve, weigh the evidence, write, check.

    ``response.metadata["answer"]`` is the checked answer as JSON. With ``streaming`` the response's
    ``response_gen`` gives the text as it is written, before the check.
    """

    def __init__(
        self,
        library: Askable,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
        streaming: bool = False,
    ) -> None:
        self._library = library
        self._principal = principal
        self._filters = filters
        self._writer = writer
        self._streaming = streaming
        super().__init__(callback_manager=None)

    @property
    def retriever(self) -> LibraryRetriever:
        """The retriever whose passages the answers rest on."""
        width = self._library.settings.answer.passages
        return LibraryRetriever(self._library, self._principal, filters=self._filters, k=width)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """The passages for a question."""
        return self.retriever.retrieve(query_bundle)

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        events = self._library.stream(
            query_bundle.query_str, self._principal, filters=self._filters, writer=self._writer
        )
        nodes: list[NodeWithScore] = []
        if self._streaming:
            lead = ""
            for first in events:
                if isinstance(first, Led):
                    lead = first.policy.lead
                elif isinstance(first, Retrieved):
                    nodes = [as_node(hit) for hit in first.hits]
                    break

            def pieces() -> Iterator[str]:
                if lead:
                    yield f"{lead}\n\n"
                begun = ""
                for event in events:
                    if isinstance(event, Token):
                        yield event.text
                        begun = "\n\n"
                    elif isinstance(event, Restart):  # what came before it does not count
                        yield begun
                        begun = ""
                    elif isinstance(event, Notice):
                        yield f"{begun}{event.text}\n\n"
                        begun = ""
                    elif isinstance(event, Done) and _unsaid(event.answer, lead):
                        yield event.answer.answer

            return StreamingResponse(response_gen=pieces(), source_nodes=nodes)  # type: ignore[arg-type]
        answer: Answer | None = None
        for event in events:
            if isinstance(event, Retrieved):
                nodes = [as_node(hit) for hit in event.hits]
            elif isinstance(event, Done):
                answer = event.answer
        if answer is None:
            raise RuntimeError("an answer stream ended without an answer")
        return Response(
            response=_led(answer), source_nodes=nodes, metadata={"answer": as_json(answer)}
        )

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return self._query(query_bundle)


def _unsaid(answer: Answer, lead: str) -> bool:
    """Whether the stream has not said it yet: an abstention, unless a model wrote that it declines."""
    return answer.abstained and answer.model is None and answer.answer != lead


def _led(answer: Answer) -> str:
    """The answer's text below what must be said first."""
    lead = answer.policy.lead if answer.policy else ""
    return answer.answer if lead in ("", answer.answer) else f"{lead}\n\n{answer.answer}"
