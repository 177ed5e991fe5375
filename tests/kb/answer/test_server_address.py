"""Only this computer, and hosts that the administrator named, may serve a model."""

from __future__ import annotations

import pytest

from kb.answer.ollama import OllamaWriter
from kb.answer.server_address import checked_address
from kb.errors import SettingsError
from kb.settings import ModelSettings


def checked(url: str, *hosts: str) -> str:
    return checked_address(url, hosts, setting="KB_MODEL__OLLAMA_URL")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434"),
        ("http://127.8.9.1:80", "http://127.8.9.1:80"),
        ("http://localhost:11434", "http://127.0.0.1:11434"),
        ("http://LOCALHOST.:11434/v1/", "http://127.0.0.1:11434/v1"),
        ("http://[::1]:11434", "http://[::1]:11434"),
        ("https://[::ffff:127.0.0.1]/v1", "https://[::ffff:127.0.0.1]/v1"),
    ],
)
def test_loopback_is_allowed(url: str, expected: str) -> None:
    assert checked(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.9:11434",
        "http://0.0.0.0:11434",
        "http://[::]:11434",
        "http://[::2]:11434",
        "http://[fe80::1]:11434",
        "http://[::ffff:8.8.8.8]:11434",
        "http://example.org:11434",
        "http://localhost.example.org:11434",
        "http://127.0.0.1.example.org:11434",
        "http://127.1:11434",
        "http://2130706433:11434",
        "http://0x7f000001:11434",
        "https://ollama.com",
    ],
)
def test_any_other_host_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="not this computer"):
        checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:11434",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://127.0.0.1@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http://127.0.0.1/?x=1",
        "http://127.0.0.1/#example.org",
        "http://127.0.0.1 .example.org/",
        "http://[::1",
    ],
)
def test_what_two_readers_could_read_differently_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        checked(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://gpu.clinic.lan:11434", "gpu.clinic.lan"),
        ("http://GPU.clinic.lan.:11434", "Gpu.Clinic.Lan"),
        ("http://10.0.0.7:8000/v1", "10.0.0.7"),
        ("http://[fd00::7]:8000", "[fd00::7]"),
    ],
)
def test_a_named_host_inside_the_building_is_allowed(url: str, host: str) -> None:
    assert checked(url, host)


def test_naming_a_host_allows_no_other() -> None:
    with pytest.raises(SettingsError):
        checked("http://evil.gpu.clinic.lan:11434", "gpu.clinic.lan")


def test_the_refusal_names_the_setting_and_the_way_to_allow_it() -> None:
    with pytest.raises(SettingsError) as caught:
        OllamaWriter(ModelSettings(ollama_url="http://10.0.0.7:11434", name="qwen3:4b"))
    assert "KB_MODEL__OLLAMA_URL" in caught.value.message
    assert "KB_MODEL__LOCAL_HOSTS" in caught.value.hint
