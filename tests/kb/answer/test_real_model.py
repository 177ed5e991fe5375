"""Streaming from a real model: SmolLM2-135M, run by llama.cpp behind its OpenAI-compatible server.

So small a model answers badly; what is tested is the road from a real server to checked sentences.
llama.cpp does not speak Ollama's own protocol, so this goes through the OpenAI-compatible writer.
Run ``python tests/tools/fetch_smollm.py`` once to have the model.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from kb.answer.openai_compatible import OpenAICompatibleWriter, openai_status
from kb.answer.structured import AnswerReader
from kb.answer.verify import ledger
from kb.errors import ModelUnavailable
from kb.settings import ModelSettings
from tests.fakes.passages import hits
from tests.tools.fetch_smollm import model_path

pytestmark = pytest.mark.model

HITS = hits(
    "In adults with chronic kidney disease, a blood pressure target of less than 130/80 mm Hg is recommended.",
)
QUESTION = "What blood pressure target is recommended in chronic kidney disease?"


def _missing(what: str) -> None:
    """Skip, saying so; where everything has to be there, fail."""
    message = f"{what}; run: python tests/tools/fetch_smollm.py"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def settings() -> Iterator[ModelSettings]:
    """A running server with the model, on a free port."""
    path = model_path()
    if not path.exists():
        _missing(f"the test model is not at {path}")
    try:
        import xllamacpp
    except ImportError:
        _missing("xllamacpp is not installed")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {"smollm2"}
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = min(4, os.cpu_count() or 1)
    parameters.warmup = False
    parameters.port = 0
    server = xllamacpp.Server(parameters)
    yield ModelSettings(
        openai_url=f"{server.listening_address}/v1",
        context_window=4096,
        max_tokens=60,
        timeout_seconds=120,
    )
    del server


def test_the_server_lists_its_model(settings: ModelSettings) -> None:
    status = openai_status(settings, seconds=5)
    assert status.reachable
    assert status.has_model


@pytest.mark.parametrize("structured", [True, False])
def test_an_answer_is_streamed_in_pieces_and_can_be_checked(
    settings: ModelSettings, structured: bool
) -> None:
    writer = OpenAICompatibleWriter(settings.model_copy(update={"structured": structured}))
    arrived: list[tuple[float, str]] = []
    reader = AnswerReader(len(HITS))
    for piece in filter(None, writer.stream(QUESTION, HITS)):
        arrived.append((time.monotonic(), piece))
        list(reader.feed(piece))
    text = "".join(piece for _, piece in arrived)
    assert reader.structured == structured
    assert writer.model
    assert text.strip()
    assert len(arrived) > 1
    # Not collected first and handed on at once: the last piece comes later than the first.
    assert arrived[-1][0] > arrived[0][0]
    reply = reader.finish()
    sentences, citations = ledger(reply.text, HITS)
    assert sentences or reply.fault or reply.declined
    assert all(citation.quote in HITS[0].passage.text for citation in citations)


def test_an_answer_can_be_stopped_and_the_next_one_asked(settings: ModelSettings) -> None:
    writer = OpenAICompatibleWriter(settings)
    stream = writer.stream(QUESTION, HITS)
    assert next(filter(None, stream))
    stream.close()  # type: ignore[attr-defined]
    assert "".join(writer.stream(QUESTION, HITS)).strip()


def test_a_real_server_that_is_too_slow_is_given_up_on(settings: ModelSettings) -> None:
    hurried = settings.model_copy(update={"timeout_seconds": 0.001})
    with pytest.raises(ModelUnavailable):
        list(OpenAICompatibleWriter(hurried).stream(QUESTION, HITS))
