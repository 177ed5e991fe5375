"""`kb conversations`, over a library of this test's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.access.local import local_principal
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from tests.fakes.documents import entry
from tests.fakes.embedder import FakeEmbedder
from tests.ui.cli.conftest import Run

INR = "Warfarin is steered by the INR, which should lie between 2 and 3."


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a conversation in the user's own library."""
    monkeypatch.setattr(
        Library, "open", lambda settings, **_: Library(settings, embedder=FakeEmbedder())
    )
    library = Library.open(Settings.load())
    library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
    one = entry(INR, source="/vka.txt")
    library.store.catalog.add([one])
    library.store.publish([one.id])
    principal = local_principal()
    answer = library.ask("How is warfarin steered?", principal, writer="extractive")
    identity = library.conversations.keep(answer, principal)
    library.close()
    return identity


def test_they_are_listed_and_searched(kb: Run, kept: str) -> None:
    (row,) = json.loads(kb("conversations", "list", "--json").out)
    assert (row["id"], row["turns"]) == (kept, 1)
    assert kept in kb("conversations", "list", "warfarin").out
    assert "No conversation holds" in kb("conversations", "list", "penguin").out


def test_none_yet_is_said(kb: Run) -> None:
    assert "No conversations yet." in kb("conversations", "list").out


def test_one_is_read(kb: Run, kept: str) -> None:
    out = kb("conversations", "show", kept).out
    assert "How is warfarin steered?" in out
    assert "[1] " in out
    assert json.loads(kb("conversations", "show", kept, "--json").out)["id"] == kept
    assert kb("conversations", "show", "nothing").status == 1


@pytest.mark.parametrize("name", ["a.md", "a.json", "a.docx"])
def test_one_is_exported_to_a_new_file_for_its_owner_only(
    kb: Run, kept: str, tmp_path: Path, name: str
) -> None:
    to = tmp_path / name
    assert kb("conversations", "export", kept, "--to", str(to)).status == 0
    assert to.stat().st_size > 100
    assert to.stat().st_mode & 0o077 == 0
    before = to.read_bytes()
    again = kb("conversations", "export", kept, "--to", str(to))
    assert again.status == 1
    assert "is there already" in again.err
    assert to.read_bytes() == before


def test_an_unknown_format_is_refused(kb: Run, kept: str, tmp_path: Path) -> None:
    ended = kb("conversations", "export", kept, "--to", str(tmp_path / "a.pdf"))
    assert ended.status == 2
    assert ".docx" in ended.err


def test_a_replay_compares_with_today(kb: Run, kept: str) -> None:
    (row,) = json.loads(kb("conversations", "replay", kept, "--json").out)
    assert row["same"] is True
    assert "0 answered otherwise" in kb("conversations", "replay", kept).out


def test_one_is_renamed_and_deleted(kb: Run, kept: str) -> None:
    assert kb("conversations", "rename", kept, "Anticoagulation").status == 0
    assert "Anticoagulation" in kb("conversations", "list").out
    refused = kb("conversations", "delete", kept)
    assert refused.status == 2
    assert "--yes" in refused.err
    assert kb("conversations", "delete", kept, "--yes").status == 0
    assert kb("conversations", "delete", kept, "--yes").status == 1
