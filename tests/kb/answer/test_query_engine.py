"""The library as a LlamaIndex query engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from llama_index.core.base.response.schema import Response, StreamingResponse
from llama_index.core.schema import MetadataMode

from kb.answer.engine import NO_EVIDENCE, QUOTED_INSTEAD
from kb.answer.prompts import CANNOT_ANSWER
from kb.answer.query_engine import LibraryQueryEngine
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import ModelSettings, Settings
from kb.types import Filters, Principal, as_json
from tests.fakes import ollama as fake
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.model_server import Script
from tests.fakes.ollama import fake_ollama

TARGET = "Adults with chronic kidney disease should aim for a systolic target below 120 mmHg."
ENTRIES = [
    entry(TARGET, source="/ckd.pdf", year=2021),
    entry("Inhaled corticosteroids are the mainstay of asthma treatment.", source="/asthma.pdf"),
]
QUESTION = "What systolic target should adults with chronic kidney disease aim for?"
OTHER = "Which vaccine prevents yellow fever?"


def fill(library: Library) -> Library:
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    library.store.catalog.add(ENTRIES)
    library.store.publish([one.id for one in ENTRIES])
    return library


@pytest.fixture
def settings() -> Settings:
    return Settings.load(ingest={"workers": 1}, model={"writer": "extractive"})


@pytest.fixture
def filled(library: Library) -> Library:
    return fill(library)


@contextmanager
def streaming(
    settings: Settings, script: Script, principal: Principal
) -> Iterator[LibraryQueryEngine]:
    """A streaming engine whose model follows a script."""
    with fake_ollama(script) as server:
        model = ModelSettings(
            writer="ollama", name="qwen3:4b", ollama_url=server.address, timeout_seconds=5
        )
        changed = settings.model_copy(update={"model": model})
        with Library.open(changed, embedder=FakeEmbedder()) as library:
            yield LibraryQueryEngine(fill(library), principal, streaming=True)


def streamed(engine: LibraryQueryEngine, question: str = QUESTION) -> str:
    response = engine.query(question)
    assert isinstance(response, StreamingResponse)
    return "".join(response.response_gen)


def test_its_answer_is_the_library_s(filled: Library, principal: Principal) -> None:
    response = LibraryQueryEngine(filled, principal).query(QUESTION)
    assert isinstance(response, Response)
    expected = as_json(filled.ask(QUESTION, principal))
    assert response.metadata is not None
    given = dict(response.metadata["answer"])
    del given["timings"], expected["timings"]
    assert given == expected
    assert response.response == expected["answer"]
    assert not given["abstained"]


def test_an_abstention_is_a_response_too(filled: Library, principal: Principal) -> None:
    response = LibraryQueryEngine(filled, principal).query(OTHER)
    assert isinstance(response, Response)
    assert response.response == NO_EVIDENCE
    assert response.metadata is not None
    assert response.metadata["answer"]["abstained"] is True


def test_its_nodes_print_no_metadata_into_prompts(filled: Library, principal: Principal) -> None:
    nodes = LibraryQueryEngine(filled, principal).query(QUESTION).source_nodes
    assert nodes[0].node.get_content(MetadataMode.LLM) == TARGET
    assert nodes[0].node.get_content(MetadataMode.EMBED) == TARGET
    assert nodes[0].metadata["document"]["source"] == "/ckd.pdf"


def test_its_retriever_gives_what_its_answers_rest_on(
    filled: Library, principal: Principal
) -> None:
    engine = LibraryQueryEngine(filled, principal)
    answered = [node.node_id for node in engine.query(QUESTION).source_nodes]
    assert [node.node_id for node in engine.retriever.retrieve(QUESTION)] == answered


def test_filters_and_roles_hold(filled: Library, principal: Principal) -> None:
    early = LibraryQueryEngine(filled, principal, filters=Filters(year_to=2000))
    assert early.query(QUESTION).source_nodes == []
    nobody = LibraryQueryEngine(filled, Principal("N", frozenset()))
    response = nobody.query(QUESTION)
    assert (str(response), response.source_nodes) == (NO_EVIDENCE, [])


def test_asking_asynchronously_gives_the_same(filled: Library, principal: Principal) -> None:
    engine = LibraryQueryEngine(filled, principal)
    assert str(asyncio.run(engine.aquery(QUESTION))) == str(engine.query(QUESTION))


def test_streaming_gives_the_same_text(filled: Library, principal: Principal) -> None:
    engine = LibraryQueryEngine(filled, principal, streaming=True)
    assert streamed(engine).strip() == str(LibraryQueryEngine(filled, principal).query(QUESTION))
    assert streamed(engine, OTHER) == NO_EVIDENCE
    assert engine.query(QUESTION).source_nodes[0].node.get_content() == TARGET


def test_a_stream_says_where_another_writer_starts(
    settings: Settings, principal: Principal
) -> None:
    with streaming(settings, fake.says_then_dies("The tar"), principal) as engine:
        text = streamed(engine)
    begun, _, rest = text.partition("\n\n")
    assert begun == "The tar"
    notice, _, quoted = rest.partition("\n\n")
    assert notice.endswith(QUOTED_INSTEAD)
    assert quoted.strip() == f"{TARGET} [1]"


def test_a_model_that_declines_says_so_once(settings: Settings, principal: Principal) -> None:
    with streaming(settings, fake.says(CANNOT_ANSWER), principal) as engine:
        assert streamed(engine) == CANNOT_ANSWER
