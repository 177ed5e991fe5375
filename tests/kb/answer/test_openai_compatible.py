"""The OpenAI-compatible writer against a fake server, for every way in which a server can fail."""

from __future__ import annotations

from typing import Any

import pytest

from kb.answer.openai_compatible import OpenAICompatibleWriter, openai_status
from kb.answer.prompts import CANNOT_ANSWER, SYSTEM, SYSTEM_STRUCTURED
from kb.answer.structured import schema
from kb.errors import ModelUnavailable, SettingsError
from kb.settings import ModelSettings
from tests.fakes import openai as fake
from tests.fakes.model_server import HANG, ModelServer, Refusal, deaf, nobody
from tests.fakes.openai import CHAT, fake_openai
from tests.fakes.passages import hits

HITS = hits("A target of <130/80 mm Hg is recommended.", "Something else.")
QUESTION = "What is the target?"


def settings(url: str, **more: Any) -> ModelSettings:
    given = {"name": "qwen3-4b", "timeout_seconds": 5, "openai_key": "local-key", **more}
    return ModelSettings(openai_url=f"{url}/v1", **given)


def pieces(server: ModelServer, **more: Any) -> list[str]:
    """What it writes, without the signs of life."""
    written = OpenAICompatibleWriter(settings(server.address, **more)).stream(QUESTION, HITS)
    return [piece for piece in written if piece]


def failure(server: ModelServer, **more: Any) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as caught:
        pieces(server, **more)
    assert caught.value.hint
    return caught.value


def test_an_answer_arrives_piece_by_piece() -> None:
    with fake_openai(fake.says("The target ", "is <130/80 ", "mm Hg [1].")) as server:
        assert pieces(server) == ["The target ", "is <130/80 ", "mm Hg [1]."]


def test_the_model_is_asked_plainly() -> None:
    with fake_openai() as server:
        pieces(server, max_tokens=123)
    (asked,), (headers,) = server.asked, server.headers
    assert asked["model"] == "qwen3-4b"
    assert asked["temperature"] == 0.0
    assert asked["max_tokens"] == 123
    assert asked["stream"] is True
    assert asked["chat_template_kwargs"] == {"enable_thinking": False}
    assert asked["messages"][0] == {"role": "system", "content": SYSTEM_STRUCTURED}
    assert '<passage number="2"' in asked["messages"][1]["content"]
    assert headers["authorization"] == "Bearer local-key"


def test_an_answer_is_asked_for_by_schema() -> None:
    with fake_openai() as server:
        pieces(server)
    wanted = server.asked[0]["response_format"]
    assert wanted["type"] == "json_schema"
    assert wanted["json_schema"]["schema"] == schema(2)


def test_a_server_that_takes_no_schema_is_asked_for_prose() -> None:
    refusal = Refusal(400, '{"error": {"message": "response_format is not supported"}}')
    with fake_openai(fake.says("It is <130/80 [1].")) as server:
        server.refuses = lambda body: refusal if "response_format" in body else None
        assert pieces(server) == ["It is <130/80 [1]."]
    assert len(server.asked) == 2
    assert server.asked[1]["messages"][0]["content"] == SYSTEM


def test_a_bad_request_that_is_bad_without_a_schema_too_is_told() -> None:
    with fake_openai(Refusal(400, '{"error": {"message": "no chat template"}}')) as server:
        assert "no chat template" in failure(server).message
    assert len(server.asked) == 2


def test_a_server_that_is_loading_its_model_is_named_as_that() -> None:
    refusal = Refusal(503, '{"error": {"message": "Loading model", "type": "unavailable_error"}}')
    with fake_openai(refusal) as server:
        assert "still loading" in failure(server).message
        server.gets["/v1/models"] = refusal
        assert "still loading" in failure(server, name=None).message


def test_what_the_server_says_of_itself_is_the_digest() -> None:
    with fake_openai() as server:
        writer = OpenAICompatibleWriter(settings(server.address))
        list(writer.stream(QUESTION, HITS))
        assert writer.digest is None
        named = fake.event("It is [1].").replace('"id"', '"system_fingerprint": "b77", "id"')
        server.posts[CHAT] = lambda: [named, *fake.ending()]
        list(writer.stream(QUESTION, HITS))
        assert writer.digest == "b77"


def test_warming_up_asks_for_one_token() -> None:
    with fake_openai(models=["nomic-embed-text", "gemma3"]) as server:
        server.posts[CHAT] = lambda: ['{"choices": []}']
        OpenAICompatibleWriter(settings(server.address, name=None)).warm()
    (asked,) = server.asked
    assert asked["model"] == "gemma3"
    assert asked["max_tokens"] == 1
    assert server.headers[0]["authorization"] == "Bearer local-key"


def test_the_switch_for_thinking_goes_only_to_qwen() -> None:
    with fake_openai(models=["smollm"]) as server:
        pieces(server, name="smollm")
    assert "chat_template_kwargs" not in server.asked[0]


def test_without_a_name_the_first_model_that_writes_is_taken() -> None:
    with fake_openai(models=["nomic-embed-text", "gpt-oss:120b-cloud", "gemma3", "phi4"]) as server:
        writer = OpenAICompatibleWriter(settings(server.address, name=None))
        assert writer.model == ""
        list(writer.stream(QUESTION, HITS))
        assert writer.model == "gemma3"
    assert server.asked[0]["model"] == "gemma3"


def test_a_server_without_models_is_no_writer() -> None:
    with fake_openai(models=[]) as server:
        assert "does not have" in failure(server, name=None).message


def test_no_passages_means_no_call_and_no_answer() -> None:
    with fake_openai() as server:
        writer = OpenAICompatibleWriter(settings(server.address))
        assert list(writer.stream(QUESTION, [])) == [CANNOT_ANSWER]
    assert server.asked == []


def test_thoughts_that_leak_are_left_out() -> None:
    with fake_openai(fake.says("<think>", "hm", "</think>", "It is [1].")) as server:
        assert pieces(server) == ["It is [1]."]


def test_a_server_that_is_down_is_named_with_its_setting() -> None:
    with nobody() as address, pytest.raises(ModelUnavailable, match="does not answer") as caught:
        list(OpenAICompatibleWriter(settings(address)).stream(QUESTION, HITS))
    assert "KB_MODEL__OPENAI_URL" in caught.value.hint


def test_a_missing_model_is_told() -> None:
    with fake_openai(Refusal(404, '{"error": {"message": "no such model"}}')) as server:
        assert "does not have the model qwen3-4b" in failure(server).message


@pytest.mark.parametrize("script", [fake.never_answers(), fake.says_then_hangs("The target ")])
def test_a_silent_server_is_given_up_on(script: Any) -> None:
    with fake_openai(script) as server:
        assert "no word" in failure(server, timeout_seconds=0.2).message
        assert server.hung_up.wait(2)


@pytest.mark.parametrize("script", [fake.pings_for_ever(), fake.talks_for_ever("")])
def test_a_server_that_looks_alive_but_writes_nothing_is_given_up_on(script: Any) -> None:
    with fake_openai(script) as server:
        assert "no word" in failure(server, timeout_seconds=0.2).message
        assert server.hung_up.wait(2)


def test_a_server_that_does_not_even_read_is_given_up_on() -> None:
    with deaf() as address, pytest.raises(ModelUnavailable, match="no word"):
        list(OpenAICompatibleWriter(settings(address, timeout_seconds=0.2)).stream(QUESTION, HITS))


@pytest.mark.parametrize(
    "script", [fake.says_then_dies("The target "), fake.says_then_ends_unfinished("The target ")]
)
def test_a_server_that_dies_while_writing_is_told_apart_from_a_finished_one(script: Any) -> None:
    with fake_openai(script) as server:
        assert "broke off" in failure(server).message


def test_an_error_in_mid_stream_is_reported_in_the_servers_words() -> None:
    with fake_openai(fake.says_then_fails("The ", error="slot unavailable")) as server:
        assert "slot unavailable" in failure(server).message


def test_a_refusal_is_reported_in_the_servers_words() -> None:
    with fake_openai(Refusal(500, '{"error": {"message": "CUDA out of memory"}}')) as server:
        error = failure(server)
    assert "out of memory" in error.message
    assert "KB_MODEL__NAME" in error.hint


@pytest.mark.parametrize(
    "reply", ["{not json", "[1]", '{"choices": 3}', '{"choices": [{"delta": 1}]}']
)
def test_a_malformed_reply_is_no_answer(reply: str) -> None:
    with fake_openai(fake.says_raw(reply)) as server:
        assert "not an answer" in failure(server).message


@pytest.mark.parametrize(
    "script", [fake.says(), fake.says("", " \n"), fake.says("<think>only this")]
)
def test_an_empty_reply_is_no_answer(script: Any) -> None:
    with fake_openai(script) as server:
        assert "without writing" in failure(server).message


def test_a_redirect_is_not_followed() -> None:
    with fake_openai() as elsewhere:
        with fake_openai(Refusal(307, "", {"Location": elsewhere.address + CHAT})) as server:
            assert "not followed" in failure(server).message
        assert elsewhere.asked == []


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with nobody() as proxy, fake_openai() as server:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("ALL_PROXY", proxy)
        assert pieces(server)


def test_settings_of_a_cloud_service_in_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-of-the-cloud")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    monkeypatch.setenv("OPENAI_API_BASE", "https://api.openai.com/v1")
    with fake_openai() as server:
        assert pieces(server)
    assert "secret" not in str(server.headers)


def test_closing_the_stream_hangs_up() -> None:
    with fake_openai(fake.talks_for_ever("word ")) as server:
        stream = OpenAICompatibleWriter(settings(server.address)).stream(QUESTION, HITS)
        assert next(stream) == "word "
        stream.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(2)


def test_no_address_says_which_setting_is_missing() -> None:
    with pytest.raises(SettingsError) as caught:
        OpenAICompatibleWriter(ModelSettings())
    assert "KB_MODEL__OPENAI_URL" in caught.value.hint


@pytest.mark.parametrize("url", ["https://api.openai.com/v1", "http://192.168.1.9:1234/v1"])
def test_an_address_outside_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="not this computer"):
        OpenAICompatibleWriter(ModelSettings(openai_url=url))


def test_a_cloud_model_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="cloud"):
        OpenAICompatibleWriter(settings("http://127.0.0.1:1", name="gpt-oss:120b-cloud"))


def test_the_status_lists_the_models() -> None:
    with fake_openai(models=["qwen3-4b", "phi4"]) as server:
        status = openai_status(settings(server.address))
        other = openai_status(settings(server.address, name="gemma3"))
    assert status.reachable
    assert status.has_model
    assert status.models == ("qwen3-4b", "phi4")
    assert other.reachable
    assert not other.has_model
    assert other.hint


@pytest.mark.parametrize("reply", [HANG, "<html>", [1], {"data": None}, Refusal(401, "key")])
def test_the_status_of_something_else_is_not_reachable(reply: Any) -> None:
    with fake_openai() as server:
        server.gets["/v1/models"] = reply
        assert not openai_status(settings(server.address), seconds=0.1).reachable
