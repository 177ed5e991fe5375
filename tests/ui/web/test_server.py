"""The server listens on loopback, tells what is wrong with a port, and looks nowhere else."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from kb.errors import KbError
from kb.settings import Settings
from ui.web import server


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_a_taken_port_is_an_error_that_names_the_next_free_one(taken):
    with pytest.raises(KbError) as caught:
        server.require_free("127.0.0.1", taken)
    assert str(taken) in caught.value.message
    named = int(caught.value.hint.rsplit(" ", 1)[-1])
    assert named > taken
    server.require_free("127.0.0.1", named)


def test_serving_on_a_taken_port_fails_before_the_library_is_opened(taken, settings, tmp_path):
    with pytest.raises(KbError, match="another program is using it"):
        server.serve(settings, port=taken)
    assert not (tmp_path / "home").exists()


def test_the_options_keep_the_page_on_this_machine(tmp_path):
    settings = Settings(home=tmp_path, server={"max_upload_mb": 7})
    options = server.streamlit_options(settings, 8600)
    assert options["server.address"] == "127.0.0.1"
    assert options["server.port"] == 8600
    assert options["server.maxUploadSize"] == 7
    assert options["browser.gatherUsageStats"] is False
    assert options["server.fileWatcherType"] == "none"
    assert options["client.showErrorDetails"] == "none"
    assert options["server.enableAgentApi"] is False
    assert options["client.allowedOrigins"] == []


def test_every_option_is_one_that_streamlit_knows(tmp_path):
    from streamlit import config

    for name in server.streamlit_options(Settings(home=tmp_path), 8600):
        assert name in config._config_options_template, name


def test_a_foreign_origin_makes_the_server_look_nowhere(monkeypatch):
    from streamlit import net_util
    from streamlit.web.server import server_util

    asked = []
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_internal_ip", None)
    monkeypatch.setattr(
        net_util, "_make_blocking_http_get", lambda url, timeout=5: asked.append(url)
    )
    assert server_util.is_url_from_allowed_origins("http://evil.test") is False
    assert asked, "Streamlit asks a public service for its address unless we stop it"

    asked.clear()
    server.stay_home()
    assert server_util.is_url_from_allowed_origins("http://evil.test") is False
    assert asked == []
