"""The writers that the page offers, and the model that is loaded before anybody asks."""

from __future__ import annotations

import threading

from kb.settings import ModelSettings
from tests.fakes.model_server import nobody
from tests.fakes.ollama import fake_ollama
from ui.web.writers import Writers


def finish_warming() -> None:
    for thread in threading.enumerate():
        if thread.name == "warm-model":
            thread.join(10)


def test_the_model_that_will_write_is_loaded_in_the_background():
    with fake_ollama() as server:
        server.posts["/api/generate"] = lambda: ['{"done": true}']
        Writers(ModelSettings(ollama_url=server.address, name="qwen3:4b")).warm()
        finish_warming()
        assert [body["prompt"] for body in server.asked] == [""]


def test_a_writer_that_needs_no_model_loads_none():
    with fake_ollama() as server:
        Writers(ModelSettings(ollama_url=server.address, name="qwen3:4b")).warm("extractive")
        finish_warming()
        assert server.asked == []


def test_a_server_that_is_down_is_no_matter():
    with nobody() as address:
        Writers(ModelSettings(ollama_url=address, name="qwen3:4b", writer="ollama")).warm()
        finish_warming()
