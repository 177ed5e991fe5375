import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import kb as package
from kb.answer.export import FORMATS
from kb.search.saved import SORTS
from kb.types import COLLECTIONS
from ui.cli import options

ROOT = Path(__file__).parents[3]


def python(*words, **environment):
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def imported(code):
    """The modules that a fresh interpreter holds after ``code``."""
    ended = python("-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))")
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


HEAVY = {
    "chromadb", "fastapi", "httpx", "llama_index", "numpy", "onnxruntime", "pydantic",
    "pydantic_settings", "pymupdf", "rich", "sqlcipher3", "starlette", "streamlit", "tokenizers",
}  # fmt: skip


def test_the_help_needs_nothing_but_typer():
    names = imported("import ui.cli.main")
    assert {name for name in names if name.partition(".")[0] == "ui"} == {
        "ui", "ui.cli", "ui.cli.conversations", "ui.cli.lookup", "ui.cli.main", "ui.cli.measure",
        "ui.cli.options", "ui.cli.retractions", "ui.cli.searches",
    }  # fmt: skip
    assert "kb" not in names
    assert not names & HEAVY


def test_asking_a_running_server_needs_no_heavy_library():
    names = imported(
        "import ui.cli.commands.ask, ui.cli.scope, ui.cli.client, ui.cli.boundary, ui.cli.home, ui.cli.works"
    )
    assert not names & HEAVY


def test_what_is_kept_by_a_running_server_needs_no_heavy_library():
    names = imported(
        "import ui.cli.commands.conversations, ui.cli.commands.searches, ui.cli.remote_kept, "
        "ui.cli.client, ui.cli.boundary, ui.cli.home"
    )
    assert not names & HEAVY


def test_coding_through_a_running_server_needs_no_heavy_library():
    names = imported(
        "import ui.cli.commands.code, ui.cli.remote_terms, ui.cli.client, ui.cli.boundary, ui.cli.home"
    )
    assert not names & HEAVY


def test_the_choices_on_the_command_line_are_those_of_the_library():
    assert options.CollectionName.__args__ == COLLECTIONS
    assert options.SortChoice.__args__ == SORTS
    assert options.FormatChoice.__args__ == tuple(FORMATS)


def test_the_help_names_every_command(kb):
    out = kb("--help").out
    for name in ("ingest", "ask", "search", "documents", "passages", "remove", "reindex", "jobs",
                 "doctor", "serve", "settings", "version", "code", "define", "lab", "convert", "calc",
                 "terms"):  # fmt: skip
        assert f"  {name} " in out
        assert kb(name, "--help").status == 0


@pytest.mark.parametrize("words", [("nonsense",), ("search",), ("search", "x", "--nonsense")])
def test_wrong_use_ends_with_2(kb, words):
    ended = kb(*words)
    assert ended.status == 2
    assert ended.err


def test_version(kb):
    assert kb("version").out == f"clinical-kb {package.__version__}\n"


def test_an_unexpected_error_goes_to_the_log_not_to_the_screen(here, kb, tmp_path):
    here.fails_with = RuntimeError("inside")
    ended = kb("search", "patient Roe")
    log = tmp_path / "home" / "log" / "cli.log"
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert str(log) in ended.err
    text = log.read_text()
    assert "RuntimeError: inside" in text
    assert "kb search" in text
    assert "Roe" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_ctrl_c_ends_quietly_with_130(here, kb):
    here.fails_with = KeyboardInterrupt()
    ended = kb("search", "pressure")
    assert ended.status == 130
    assert "Traceback" not in ended.err


def test_a_busy_library_is_waited_for_and_then_told(kb, monkeypatch):
    from kb.errors import LibraryBusy
    from ui.cli import door
    from ui.cli.local import LocalDoor

    def busy(*, wait_seconds):
        raise LibraryBusy("Another process is using the library (process 7).", hint="Wait.")

    monkeypatch.setattr(LocalDoor, "open", busy)
    monkeypatch.setitem(door.open_door.__kwdefaults__, "patience", 0.0)
    ended = kb("reindex")
    assert ended.status == 1
    assert "process 7" in ended.err


def test_the_server_that_is_starting_is_found_while_waiting(served, kb, monkeypatch):
    """Its lock is there before it answers."""
    from kb.errors import LibraryBusy
    from ui.cli import client
    from ui.cli.local import LocalDoor

    answers = [None, None]
    real = client.find_server
    monkeypatch.setattr(
        client, "find_server", lambda home: answers.pop() if answers else real(home)
    )

    def busy(*, wait_seconds):
        raise LibraryBusy("Another process is using the library.")

    monkeypatch.setattr(LocalDoor, "open", busy)
    ended = kb("documents", "--json")
    assert ended.status == 0
    assert len(json.loads(ended.out)) == 2


def test_a_second_serve_says_where_the_first_one_is(served, kb, tmp_path):
    ended = kb("serve", "--no-browser")
    assert ended.status == 0
    assert "http://127.0.0.1:" in ended.out


@pytest.mark.parametrize("folder", ["ui/cli", "ui/web"])
def test_no_file_beside_a_main_script_hides_a_package(folder):
    """Streamlit puts the main script's folder first on the path: `ingest.py` there would hide `ingest`."""
    names = {path.stem for path in (ROOT / folder).iterdir()}
    assert not names & {"corpora", "ingest", "kb", "ui"}


def test_a_record_whose_server_does_not_answer_is_ignored(here, kb, tmp_path):
    from ui.api.token import announced, new_token

    home = tmp_path / "home"
    new_token(home)
    with announced(home, "http://127.0.0.1:9"):
        assert kb("documents").status == 0


def test_a_wrong_token_is_told(served, kb, tmp_path):
    (tmp_path / "home" / "server.token").write_text("stolen")
    ended = kb("documents")
    assert ended.status == 1
    assert "token" in ended.err


def test_a_closed_pipe_is_no_error(tmp_path):
    code = (
        "import sys; from ui.cli.boundary import run; import typer\n"
        "app = typer.Typer(rich_markup_mode=None)\n"
        "@app.command()\n"
        "def much():\n"
        "    for _ in range(100000): print('x' * 100)\n"
        "sys.exit(run(app, []))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=30)
    assert err == b""


def test_ctrl_c_in_a_real_process_leaves_no_traceback(tmp_path):
    import signal

    code = (
        # A shell's background job ignores Ctrl-C, and its children inherit that.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys, time, typer; from ui.cli.boundary import run\n"
        "app = typer.Typer(rich_markup_mode=None)\n"
        "@app.command()\n"
        "def wait():\n"
        "    print('ready', flush=True); time.sleep(60)\n"
        "sys.exit(run(app, []))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert out == b""
