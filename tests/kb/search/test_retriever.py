"""The library as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio

import pytest
from llama_index.core.schema import MetadataMode

from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.search.retriever import LibraryRetriever
from kb.types import Filters, Principal, as_json
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder

ENTRIES = [
    entry("Metformin is given first.", "Renal function is checked.", source="/dm.pdf", year=2020),
    entry("Warfarin is steered by the INR.", source="/vka.pdf", year=2001),
    entry("The patient took metformin.", source="/note.md", collection="records"),
]
QUESTION = "Is metformin given first?"


@pytest.fixture
def filled(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


def test_nodes_are_the_hits_in_order_with_their_scores(
    filled: Library, principal: Principal
) -> None:
    hits = filled.search(QUESTION, principal)
    nodes = LibraryRetriever(filled, principal).retrieve(QUESTION)
    assert [(node.node_id, node.score) for node in nodes] == [
        (hit.passage.id, hit.score) for hit in hits
    ]


def test_where_a_node_stands_is_in_its_metadata(filled: Library, principal: Principal) -> None:
    best = filled.search(QUESTION, principal)[0]
    metadata = LibraryRetriever(filled, principal).retrieve(QUESTION)[0].metadata
    assert metadata["passage"] == as_json(best.passage)
    assert metadata["document"]["source"] == "/dm.pdf"
    assert (metadata["rank"], metadata["dense_rank"], metadata["bm25_rank"]) == (1, 1, 1)


@pytest.mark.parametrize("mode", [MetadataMode.LLM, MetadataMode.EMBED])
def test_no_metadata_is_printed_into_a_prompt(
    filled: Library, principal: Principal, mode: MetadataMode
) -> None:
    for node in LibraryRetriever(filled, principal).retrieve(QUESTION):
        assert node.node.get_content(mode) == node.metadata["passage"]["text"]


def test_filters_and_k_are_kept(filled: Library, principal: Principal) -> None:
    recent = LibraryRetriever(filled, principal, filters=Filters(year_from=2010), k=1)
    (node,) = recent.retrieve("warfarin metformin")
    assert node.metadata["document"]["source"] == "/dm.pdf"


def test_only_what_the_principal_may_read_is_retrieved(filled: Library) -> None:
    researcher = Principal("R", frozenset({"researcher"}))
    collections = {
        node.metadata["document"]["collection"]
        for node in LibraryRetriever(filled, researcher).retrieve("the patient took metformin")
    }
    assert collections == {"literature"}
    nobody = LibraryRetriever(filled, Principal("N", frozenset()))
    assert nobody.retrieve(QUESTION) == []


def test_asking_asynchronously_gives_the_same(filled: Library, principal: Principal) -> None:
    retriever = LibraryRetriever(filled, principal)
    later = asyncio.run(retriever.aretrieve(QUESTION))
    assert [node.node_id for node in later] == [
        node.node_id for node in retriever.retrieve(QUESTION)
    ]
