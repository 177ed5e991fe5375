import json
import os
import stat
import subprocess
import sys

import pytest

from ui.api.token import (
    RECORD,
    TOKEN,
    announce,
    announced,
    live_record,
    new_token,
    read_record,
    withdraw,
)

URL = "http://127.0.0.1:8501"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def dead_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_only_the_owner_can_read_token_and_record(tmp_path):
    before = os.umask(0)
    try:
        new_token(tmp_path)
        announce(tmp_path, URL)
    finally:
        os.umask(before)
    assert mode(tmp_path / TOKEN) == 0o600
    assert mode(tmp_path / RECORD) == 0o600


def test_each_serve_has_a_fresh_token(tmp_path):
    first, second = new_token(tmp_path), new_token(tmp_path)
    assert first != second
    assert len(second) >= 43
    assert (tmp_path / TOKEN).read_text() == second


def test_a_loosened_file_does_not_stay_loose(tmp_path):
    (tmp_path / TOKEN).write_text("old")
    (tmp_path / TOKEN).chmod(0o666)
    new_token(tmp_path)
    assert mode(tmp_path / TOKEN) == 0o600


def test_a_link_left_in_place_of_the_token_is_replaced_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched")
    (tmp_path / TOKEN).symlink_to(elsewhere)
    new_token(tmp_path)
    assert elsewhere.read_text() == "untouched"
    assert not (tmp_path / TOKEN).is_symlink()


def test_a_running_server_is_found_with_its_token(tmp_path):
    token = new_token(tmp_path)
    with announced(tmp_path, f"{URL}/", version="1"):
        found = live_record(tmp_path)
        assert found is not None
        assert (found.pid, found.url, found.token) == (os.getpid(), URL, token)
    assert live_record(tmp_path) is None
    assert not (tmp_path / TOKEN).exists()


def test_the_record_of_a_dead_process_is_ignored(tmp_path):
    new_token(tmp_path)
    announce(tmp_path, URL)
    record = json.loads((tmp_path / RECORD).read_text())
    (tmp_path / RECORD).write_text(json.dumps({**record, "pid": dead_pid()}))
    assert live_record(tmp_path) is None


def test_a_server_that_stops_leaves_the_record_of_its_successor(tmp_path):
    new_token(tmp_path)
    announce(tmp_path, URL)
    record = json.loads((tmp_path / RECORD).read_text())
    (tmp_path / RECORD).write_text(json.dumps({**record, "pid": record["pid"] + 1}))
    withdraw(tmp_path)
    assert (tmp_path / RECORD).exists()
    assert (tmp_path / TOKEN).exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"pid": 1}',
        '{"pid": "x", "url": "http://127.0.0.1:1", "token_path": ""}',
        '{"pid": 1, "url": "http://evil.example:80", "token_path": "/x"}',
    ],
)
def test_a_record_that_is_not_ours_is_no_server(tmp_path, content):
    (tmp_path / RECORD).write_text(content)
    assert read_record(tmp_path) is None


def test_no_folder_no_server(tmp_path):
    assert live_record(tmp_path / "nowhere") is None
