"""The library as a LlamaIndex retriever.

Nodes carry the passage's text and nothing that a prompt template could print by itself; where it stands
is in ``metadata`` and excluded from what models and embedders see. Importing this module imports
LlamaIndex (seconds): do it inside functions.
"""

from __future__ import annotations

from typing import Protocol

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.types import Filters, Hit, Principal, as_json


class Searchable(Protocol):
    """What a retriever needs of a library; :class:`kb.library.Library` is one."""

    def search(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> list[Hit]:
        """The k best passages."""


class LibraryRetriever(BaseRetriever):
    """Hybrid retrieval for one principal, with filters. Returns what the principal may read only."""

    def __init__(
        self,
        library: Searchable,
        principal: Principal,
        *,
        filters: Filters | None = None,
        k: int | None = None,
    ) -> None:
        self._library = library
        self._principal = principal
        self._filters = filters
        self._k = k
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._library.search(
            query_bundle.query_str, self._principal, filters=self._filters, k=self._k
        )
        return [as_node(hit) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._retrieve(query_bundle)


def as_node(hit: Hit) -> NodeWithScore:
    """A hit as a LlamaIndex node, with both ranks and where it stands in its metadata."""
    metadata = {
        "passage": as_json(hit.passage),
        "document": as_json(hit.document),
        "rank": hit.rank,
        "dense_rank": hit.dense_rank,
        "dense_score": hit.dense_score,
        "bm25_rank": hit.bm25_rank,
        "bm25_score": hit.bm25_score,
    }
    node = TextNode(
        id_=hit.passage.id,
        text=hit.passage.text,
        metadata=metadata,
        excluded_llm_metadata_keys=list(metadata),
        excluded_embed_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=hit.score)
