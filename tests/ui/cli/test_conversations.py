"""`kb conversations`, whether the library is opened here or reached through a server."""

from __future__ import annotations

import json
import re
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from kb.access.local import local_principal
from kb.types import Principal
from tests.fakes.answers import with_weak_sentence
from tests.fakes.library import FakeLibrary
from tests.fakes.samples import TARGET
from tests.ui.cli.conftest import Ended, Run

QUESTION = "Which systolic pressure suits adults with chronic kidney disease?"
NOWHERE = "0123456789ab"
ODD = ["", NOWHERE, "a/b", "..", "../../etc", "' OR 1=1 --", "é", "\udcff", "x" * 3000, "%00"]


def keep(library: FakeLibrary, question: str = QUESTION) -> str:
    """The id of a new conversation."""
    answer = library.ask(question, local_principal())
    return library.conversations.keep(answer, local_principal())


@pytest.fixture
def kept(library: FakeLibrary) -> str:
    """The id of a conversation with one answer, a sentence of which nothing supports."""
    loose = with_weak_sentence(library.ask(QUESTION, local_principal()))
    return library.conversations.keep(loose, local_principal())


READING = [
    ("list",),
    ("list", "--json"),
    ("list", "kidney", "systolic"),
    ("list", "penguin"),
    ("list", "a " * 5000),
    ("list", "--limit", "1", "--offset", "7"),
    ("show", "ID"),
    ("show", "ID", "--json"),
    ("export", "ID"),
    ("export", "ID", "--format", "json"),
    ("export", "ID", "-o", "conversation.pdf"),
    ("replay", "ID"),
    ("replay", "ID", "1", "--json"),
    ("replay", "ID", "2"),
    ("delete", "ID"),
    *(("show", odd) for odd in ODD),
    *((command, odd) for command in ("export", "delete", "replay") for odd in ODD[-5:]),
    *(("rename", odd, "Mine") for odd in ODD[-5:]),
    ("rename", "ID", " "),
    ("rename", "ID", "Kidney\ttargets"),
    ("rename", "ID", "x" * 9000),
    ("delete", "ID", "--yes"),
]


def test_a_command_says_the_same_whether_or_not_a_server_runs(request, kb, library):
    def said(way: str) -> list[Ended]:
        identity = keep(library)
        request.getfixturevalue(way)
        ended = []
        for words in READING:
            one = kb("conversations", *(identity if word == "ID" else word for word in words))
            out, err = (text.replace(identity, "ID") for text in (one.out, one.err))
            assert out or err, words
            assert "went wrong" not in err, words
            ended.append(Ended(one.status, _undated(out), err))
        return ended

    assert said("here") == said("served")


def _undated(text: str) -> str:
    """Without times, which differ by when a test ran."""
    return re.sub(r"\d{4}-\d\d-\d\d[ T][\d:.+]+", "WHEN", text)


def test_they_are_listed_and_searched(either, kb: Run, kept: str) -> None:
    (row,) = json.loads(kb("conversations", "list", "--json").out)
    assert (row["id"], row["turns"], row["title"]) == (kept, 1, QUESTION)
    assert kept in kb("conversations", "list", "KIDNEY", "systolic").out
    assert "No conversation holds “penguin”." in kb("conversations", "list", "penguin").out
    for sign in ("%", "_", "\\", "'"):
        assert kb("conversations", "list", sign).status == 0


def test_none_yet_is_said(either, kb: Run) -> None:
    assert "No conversations yet." in kb("conversations", "list").out
    assert json.loads(kb("conversations", "list", "--json").out) == []


def test_a_long_list_says_that_it_goes_on(either, kb: Run, library: FakeLibrary) -> None:
    answer = library.ask(QUESTION, local_principal())
    for n in range(53):
        library.conversations.keep(replace(answer, question=f"Q{n}"), local_principal())
    first = kb("conversations", "list", "--json")
    assert len(json.loads(first.out)) == 50
    assert "--offset 50" in first.err
    rest = kb("conversations", "list", "--json", "--offset", "50")
    assert [row["title"] for row in json.loads(rest.out)] == ["Q2", "Q1", "Q0"]
    assert rest.err == ""


def test_one_is_read_with_what_nothing_supports_marked(either, kb: Run, kept: str) -> None:
    out = " ".join(kb("conversations", "show", kept).out.split())
    assert f"1. {QUESTION}" in out
    assert f"[1] p. 1 · Recommendations: “{TARGET}”" in out
    assert "Not supported by what it cites: “Aim for 110 mmHg.”" in out


def test_a_follow_up_is_shown_as_it_was_typed_and_read(either, kb: Run, kept: str) -> None:
    kb("ask", "And in children?", "--conversation", kept)
    out = " ".join(kb("conversations", "show", kept).out.split())
    assert "2. And in children?" in out
    assert "Read together with the question before: “Which systolic pressure" in out


def test_what_is_shown_of_another_is_nothing(either, kb: Run, library: FakeLibrary) -> None:
    other = Principal("somebody else", frozenset({"clinician"}))
    theirs = library.conversations.keep(library.ask(QUESTION, other), other)
    absent = kb("conversations", "show", NOWHERE)
    assert "No conversations yet." in kb("conversations", "list").out
    for command in (("show",), ("export",), ("replay",), ("delete", "--yes")):
        ended = kb("conversations", command[0], theirs, *command[1:])
        assert ended.status == 1
        assert ended.err.replace(theirs, NOWHERE) == absent.err
    assert len(library.conversations.all(other)) == 1


# -- files --------------------------------------------------------------------------------------


def text_of(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


@pytest.mark.parametrize("ending", [".md", ".docx", ".json"])
def test_unsupported_sentences_never_leave_by_export(
    either, kb: Run, kept: str, tmp_path: Path, ending: str
) -> None:
    to = tmp_path / f"a{ending}"
    ended = kb("conversations", "export", kept, "-o", str(to))
    assert (ended.status, ended.out) == (0, "")
    assert str(to) in ended.err
    assert TARGET in text_of(to)
    assert "110" not in text_of(to)
    assert to.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("**/.writing-*")) == []


def test_nor_by_standard_output(either, kb: Run, kept: str) -> None:
    for words in (("export", kept), ("export", kept, "--format", "json"), ("show", kept, "--json")):
        out = kb("conversations", *words).out
        assert TARGET in out
        assert "110" not in out
    again = kb("conversations", "replay", kept).out
    assert "110" not in again


def test_a_folder_gets_a_file_named_for_the_title(either, kb: Run, kept: str, tmp_path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for form in ("docx", "json", "markdown"):
        assert kb("conversations", "export", kept, "-o", str(folder), "--format", form).status == 0
    stem = "which-systolic-pressure-suits-adults"
    assert {one.name for one in folder.iterdir()} == {
        f"{stem}{end}" for end in (".docx", ".json", ".md")
    }


def test_the_format_that_is_named_is_written_whatever_the_ending(
    either, kb: Run, kept: str, tmp_path: Path
) -> None:
    to = tmp_path / "notes.txt"
    assert kb("conversations", "export", kept, "--to", str(to), "--format", "json").status == 0
    assert json.loads(to.read_text())["id"] == kept


def test_a_file_that_is_there_is_replaced_only_with_force(
    either, kb: Run, kept: str, tmp_path: Path
) -> None:
    to = tmp_path / "a.md"
    to.write_text("mine")
    refused = kb("conversations", "export", kept, "-o", str(to))
    assert refused.status == 1
    assert "--force" in refused.err
    assert to.read_text() == "mine"
    assert kb("conversations", "export", kept, "-o", str(to), "--force").status == 0
    assert TARGET in to.read_text()


def test_a_disk_that_takes_no_more_leaves_the_old_file(
    here, kb: Run, kept: str, tmp_path: Path
) -> None:
    to = tmp_path / "a.md"
    to.write_text("mine")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        ended = kb("conversations", "export", kept, "-o", str(to), "--force")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert ended.status == 1
    assert "cannot be written" in ended.err
    assert to.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["a.md"]


def test_wrong_use_is_told_before_anything_is_opened(kb: Run, monkeypatch) -> None:
    monkeypatch.setattr("ui.cli.commands.conversations.open_door", lambda: pytest.fail("opened"))
    ended = kb("conversations", "export", NOWHERE, "-o", "a.pdf")
    assert ended.status == 2
    assert ".docx" in ended.err
    assert kb("conversations", "export", NOWHERE, "--format", "pdf").status == 2
    assert kb("conversations", "replay", NOWHERE, "0").status == 2
    assert kb("conversations", "list", "--limit", "0").status == 2


# -- changing -----------------------------------------------------------------------------------


def test_a_replay_compares_with_today(either, kb: Run, library: FakeLibrary) -> None:
    identity = keep(library)
    (row,) = json.loads(kb("conversations", "replay", identity, "--json").out)
    assert (row["same"], row["ordinal"]) == (True, 1)
    assert "1 question, 0 answered otherwise" in kb("conversations", "replay", identity).out
    del library.entries["d1"]
    out = kb("conversations", "replay", identity).out
    assert "It is not answered today." in out
    assert "1 question, 1 answered otherwise" in out


def test_one_is_renamed_and_deleted(either, kb: Run, library: FakeLibrary) -> None:
    identity = keep(library)
    renamed = kb("conversations", "rename", identity, "Blood \x1b[31mpressure")
    assert renamed.out == "It is called “Blood [31mpressure” now.\n"
    assert "Blood [31mpressure" in kb("conversations", "list").out
    refused = kb("conversations", "delete", identity)
    assert refused.status == 2
    assert "--yes" in refused.err
    assert kb("conversations", "delete", identity, "--yes").out == "Deleted “Blood [31mpressure”.\n"
    assert kb("conversations", "delete", identity, "--yes").status == 1


@pytest.mark.parametrize(("reply", "left"), [(True, 0), (False, 1)])
def test_a_person_is_asked_before_it_is_deleted(
    either, kb: Run, library: FakeLibrary, monkeypatch, reply: bool, left: int
) -> None:
    identity = keep(library)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: reply)
    assert kb("conversations", "delete", identity).status == left
    assert len(library.conversations.all(local_principal())) == left
