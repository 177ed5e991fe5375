"""Who writes is decided in one place."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kb.answer.writers import choose_writer, model_writer, warm_up
from kb.errors import SettingsError
from kb.settings import ModelSettings
from tests.fakes.model_server import Refusal, nobody
from tests.fakes.ollama import fake_ollama


def settings(url: str) -> ModelSettings:
    return ModelSettings(ollama_url=url, name="qwen3:4b")


def test_auto_takes_ollama_where_it_holds_the_model() -> None:
    with fake_ollama() as server:
        assert choose_writer(settings(server.address), None) == "ollama"


def test_auto_takes_the_extractive_writer_where_the_model_is_missing() -> None:
    with fake_ollama(models=["llama3:latest"]) as server:
        assert choose_writer(settings(server.address), None) == "extractive"


def test_auto_takes_the_extractive_writer_where_nothing_answers() -> None:
    with nobody() as address:
        assert choose_writer(settings(address), "auto") == "extractive"


@pytest.mark.parametrize("name", ["extractive", "ollama", "openai"])
def test_a_writer_that_is_asked_for_is_taken_unseen(name: str) -> None:
    with nobody() as address:
        assert choose_writer(settings(address), name) == name


def test_the_settings_decide_where_nobody_asks() -> None:
    assert choose_writer(ModelSettings(writer="openai"), None) == "openai"


def test_an_unknown_writer_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError) as caught:
        choose_writer(ModelSettings(), "poet")
    assert "extractive" in caught.value.hint


def test_each_writer_is_made_by_name() -> None:
    assert model_writer(settings("http://127.0.0.1:1"), "ollama").name == "ollama"
    given = ModelSettings(openai_url="http://127.0.0.1:1/v1")
    assert model_writer(given, "openai").name == "openai"
    with pytest.raises(SettingsError):
        model_writer(given, "extractive")


def test_warming_up_loads_the_model_that_will_write() -> None:
    with fake_ollama() as server:
        server.posts["/api/generate"] = lambda: ['{"done": true}']
        assert warm_up(settings(server.address))
        assert [body["model"] for body in server.asked] == ["qwen3:4b"]


def test_nothing_is_loaded_where_no_model_will_write() -> None:
    with fake_ollama() as server:
        assert not warm_up(settings(server.address), "extractive")
        other = settings(server.address).model_copy(update={"name": "llama3"})
        assert not warm_up(other)
        assert not warm_up(other, "ollama")
        assert server.asked == []


@pytest.mark.parametrize("writer", [None, "ollama", "openai", "poet"])
def test_warming_up_never_fails(writer: str | None) -> None:
    with nobody() as address:
        assert not warm_up(settings(address), writer)
    assert not warm_up(settings("http://192.0.2.1:11434"), writer)


@pytest.mark.parametrize("reply", [Refusal(500, "out of memory"), Refusal(404, "?")])
def test_a_server_that_cannot_load_is_no_failure_yet(reply: Refusal) -> None:
    with fake_ollama() as server:
        server.posts["/api/generate"] = reply
        assert not warm_up(settings(server.address))


def test_choosing_imports_neither_llamaindex_nor_an_http_client() -> None:
    code = (
        "import sys; from kb.settings import ModelSettings; from kb.answer.writers import *;"
        "s = ModelSettings(ollama_url='http://127.0.0.1:9', name='qwen3:4b');"
        "choose_writer(s, None); model_writer(s, 'ollama');"
        "assert not {'llama_index', 'ollama', 'httpx', 'openai'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
