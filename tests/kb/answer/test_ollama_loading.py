"""The Ollama writer and a model that is in memory, or has to be brought there first."""

from __future__ import annotations

from typing import Any

import pytest

from kb.answer.ollama import OllamaWriter
from kb.errors import ModelUnavailable
from tests.fakes import ollama as fake
from tests.fakes.model_server import Refusal, nobody
from tests.fakes.ollama import fake_ollama
from tests.kb.answer.test_ollama import HITS, QUESTION, failure, pieces, settings


def test_the_digest_of_the_model_is_known_once_it_has_written() -> None:
    entries = [{"name": "llama3", "digest": "b" * 64}, {"name": "qwen3:4b", "digest": "a" * 64}]
    with fake_ollama(models=entries) as server:
        writer = OllamaWriter(settings(server.address))
        assert writer.digest is None
        list(writer.stream(QUESTION, HITS))
    assert writer.digest == "a" * 64


@pytest.mark.parametrize(
    ("running", "cold"),
    [
        ({"models": []}, True),
        ({"models": [{"name": "llama3:latest"}]}, True),
        ({"models": [{"name": "qwen3:4b"}]}, False),
        ({"models": "?"}, False),
        ("<html>", False),
        (Refusal(404, "no such page"), False),
    ],
)
def test_a_model_is_cold_where_the_server_says_that_it_is_not_in_memory(
    running: Any, cold: bool
) -> None:
    with fake_ollama() as server:
        server.gets["/api/ps"] = running
        assert OllamaWriter(settings(server.address)).cold() is cold


def test_nobody_says_of_a_server_that_is_down_that_it_loads() -> None:
    with nobody() as address:
        assert not OllamaWriter(settings(address)).cold()


def test_a_model_that_has_to_be_loaded_is_given_time_for_it() -> None:
    late = {"timeout_seconds": 0.2, "load_seconds": 5}
    with fake_ollama(fake.says_after(0.6, "It is [1].")) as server:
        server.gets["/api/ps"] = {"models": []}
        assert pieces(server, **late) == ["It is [1]."]
        server.gets["/api/ps"] = {"models": [{"name": "qwen3:4b"}]}
        assert "no word" in failure(server, **late).message


def test_warming_up_loads_the_model_as_answers_will_want_it() -> None:
    with fake_ollama() as server:
        server.posts["/api/generate"] = lambda: ['{"done": true}']
        OllamaWriter(settings(server.address, context_window=4096, keep_alive="10m")).warm()
    assert server.asked == [
        {
            "model": "qwen3:4b",
            "prompt": "",
            "stream": False,
            "keep_alive": "10m",
            "options": {"num_ctx": 4096},
        }
    ]


def test_a_cloud_model_is_not_warmed_up() -> None:
    with fake_ollama(models=[{"name": "qwen3:4b", "remote_host": "https://ollama.com"}]) as server:
        with pytest.raises(ModelUnavailable, match="cloud"):
            OllamaWriter(settings(server.address)).warm()
        assert server.asked == []


def test_a_silent_server_gives_signs_of_life_at_which_one_can_leave() -> None:
    with fake_ollama(fake.never_answers()) as server:
        written = OllamaWriter(settings(server.address)).stream(QUESTION, HITS)
        assert next(written) == ""
        written.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(2)
