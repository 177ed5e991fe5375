"""Every library is told to keep quiet before it is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.offline import SWITCHES, go_offline
from tests.conftest import ROOT

REPORT = (
    "import json, os, sys; from kb.offline import SWITCHES; "
    "print(json.dumps({name: os.environ.get(name) for name in SWITCHES}))"
)


def test_going_offline_sets_every_switch_and_closes_new_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in SWITCHES:
        monkeypatch.delenv(name, raising=False)
    os.umask(0o022)
    go_offline()
    assert {name: os.environ[name] for name in SWITCHES} == SWITCHES
    (tmp_path / "new").write_text("x")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "deed",
    [
        "from kb.store.vectors import ChromaIndex; ChromaIndex(Path(sys.argv[1]) / 'index').close()",
        "from kb.search.embedder import OnnxEmbedder; from kb.settings import Settings; "
        "settings = Settings.load(); OnnxEmbedder(settings.embedding, settings.model_cache)",
    ],
    ids=["Chroma", "onnxruntime"],
)
def test_who_uses_it_as_a_library_is_quiet_too(tmp_path: Path, deed: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    environment["HOME"] = str(tmp_path / "person")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; from pathlib import Path; {deed}\n{REPORT}",
            str(tmp_path),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "null" not in done.stdout, done.stdout
    # onnxruntime keeps a device id there unless it is told not to.
    assert not (tmp_path / "person").exists()
