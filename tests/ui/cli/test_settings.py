import json


def shown(kb):
    return {item["env"]: item for item in json.loads(kb("settings", "--json").out)}


def test_every_setting_is_shown_with_its_variable_and_what_it_is_for(kb):
    found = shown(kb)
    assert {"KB_HOME", "KB_KEY_FILE", "KB_MODEL__NAME", "KB_SERVER__PORT"} <= set(found)
    assert all(item["description"] for item in found.values())
    assert all(
        item["source"] in ("default", "environment", "settings.toml") for item in found.values()
    )


def test_where_a_value_comes_from_is_said(kb, monkeypatch, tmp_path):
    monkeypatch.setenv("KB_MODEL__NAME", "qwen3:4b")
    monkeypatch.setenv("KB_SEARCH", '{"candidates": 50}')
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("[answer]\npassages = 5\n")
    found = shown(kb)
    assert (found["KB_MODEL__NAME"]["value"], found["KB_MODEL__NAME"]["source"]) == (
        "qwen3:4b",
        "environment",
    )
    assert (found["KB_ANSWER__PASSAGES"]["value"], found["KB_ANSWER__PASSAGES"]["source"]) == (
        5,
        "settings.toml",
    )
    assert (found["KB_SEARCH__CANDIDATES"]["value"], found["KB_SEARCH__CANDIDATES"]["source"]) == (
        50,
        "environment",
    )
    assert found["KB_SEARCH__RESULTS"]["source"] == "default"
    assert found["KB_SERVER__PORT"]["source"] == "default"


def test_secrets_are_masked_and_the_path_of_the_key_is_not(kb, monkeypatch):
    monkeypatch.setenv("KB_MODEL__OPENAI_KEY", "sk-very-secret")
    ended = kb("settings")
    assert "sk-very-secret" not in ended.out
    assert "KB_MODEL__OPENAI_KEY = ********  (environment)" in ended.out
    found = shown(kb)
    assert found["KB_MODEL__OPENAI_KEY"]["value"] == "********"
    assert found["KB_KEY_FILE"]["value"].endswith("catalog.key")


def test_a_wrong_setting_is_a_sentence(kb, monkeypatch):
    monkeypatch.setenv("KB_SERVER__PORT", "many")
    ended = kb("settings")
    assert ended.status == 1
    assert "KB_SERVER__PORT" in ended.err
    assert "Traceback" not in ended.err
