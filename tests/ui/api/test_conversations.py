"""Conversations over the API: listed, read, renamed, exported, asked again, forgotten."""

from __future__ import annotations

import io
from dataclasses import replace
from urllib.parse import quote

import pytest

from kb.access.local import local_principal
from kb.types import Principal
from tests.fakes.answers import with_weak_sentence
from tests.fakes.samples import TARGET

QUESTION = "Which systolic pressure suits adults with chronic kidney disease?"
FOLLOW_UP = "And in children?"
OTHER = Principal("somebody else", frozenset({"clinician"}))
NOWHERE = "0123456789ab"


@pytest.fixture
def begun(client):
    """The id of a conversation with one question."""
    return client.post("/ask", json={"question": QUESTION, "keep": True}).json()["conversation"]


def listed(client, **query):
    return client.get("/conversations", params=query).json()


# -- finding ------------------------------------------------------------------------------------


def test_they_are_found_by_words_and_come_newest_first(client, begun):
    second = client.post(
        "/ask", json={"question": "Should dietary sodium stay low?", "keep": True}
    ).json()["conversation"]
    assert [row["id"] for row in listed(client)] == [second, begun]
    client.post("/ask", json={"question": FOLLOW_UP, "conversation": begun})
    assert [row["id"] for row in listed(client)] == [begun, second]
    assert [row["id"] for row in listed(client, words="SODIUM dietary")] == [second]
    assert [row["id"] for row in listed(client, words="120")] == [begun]


@pytest.mark.parametrize(
    "words",
    ["%", "_", "'", '"', "\\", "NEAR(", "a OR b", "*", "'; DROP TABLE turns;--", "\x00", "\n"],
)
def test_signs_of_sql_and_full_text_search_are_only_signs(client, begun, words):
    assert [row["id"] for row in listed(client, words=words)] in ([], [begun])
    assert listed(client)[0]["id"] == begun
    assert listed(client, words="100%") == []


def test_more_words_than_anybody_looks_for_are_refused(client, begun):
    reply = client.get("/conversations", params={"words": "a " * 5000})
    assert reply.status_code == 422
    assert "at most" in reply.json()["error"]


def test_a_long_list_comes_in_pages(client, library):
    answer = library.ask(QUESTION, local_principal())
    every = [
        library.conversations.keep(replace(answer, question=f"Q{n}"), local_principal())
        for n in range(130)
    ][::-1]
    assert [row["id"] for row in listed(client)] == every[:100]
    assert [row["id"] for row in listed(client, limit=20, offset=100)] == every[100:120]
    assert listed(client, offset=1000) == []
    for query in ({"limit": 0}, {"limit": 100000}, {"offset": -1}, {"offset": 10**30}):
        assert client.get("/conversations", params=query).status_code == 422


def test_the_answers_of_a_long_conversation_come_in_pages(client, library, begun):
    answer = library.ask(QUESTION, local_principal())
    for n in range(9):
        library.conversations.keep(answer, local_principal(), begun, question=f"Q{n}")
    opened = client.get(f"/conversations/{begun}", params={"limit": 4, "offset": 8}).json()
    assert opened["turns"] == 10
    assert [turn["ordinal"] for turn in opened["answers"]] == [9, 10]


# -- one of them --------------------------------------------------------------------------------


def test_an_opened_answer_is_as_it_was(client):
    asked = client.post("/ask", json={"question": QUESTION, "keep": True}).json()
    (turn,) = client.get(f"/conversations/{asked['conversation']}").json()["answers"]
    assert turn["answer"] == {
        name: value for name, value in asked.items() if name not in ("typed", "conversation")
    }


def test_the_title_can_be_changed_and_is_cut_where_it_is_huge(client, begun):
    path = f"/conversations/{begun}"
    assert (
        client.patch(path, json={"title": "  Kidney\n targets "}).json()["title"]
        == "Kidney targets"
    )
    huge = client.patch(path, json={"title": "x" * 100_000}).json()["title"]
    assert huge == "x" * 159 + "…"
    assert listed(client)[0]["title"] == huge
    for title in ("", " \n ", "\x00\x1b"):
        assert client.patch(path, json={"title": title}).status_code == 422
    assert client.patch(path, json={"title": 3}).status_code == 422
    assert client.patch(path, json={"tilte": "x"}).status_code == 422


@pytest.mark.parametrize("wrong", [NOWHERE, "a/b", "..", "%00", "' OR 1=1 --", "é", "x" * 2000])
def test_an_id_that_is_none_is_a_404_everywhere(client, begun, wrong):
    path = f"/conversations/{quote(wrong, safe='')}"
    for reply in (
        client.get(path),
        client.patch(path, json={"title": "Mine"}),
        client.delete(path),
        client.get(f"{path}/export"),
        client.post(f"{path}/answers/1/replay"),
    ):
        assert reply.status_code == 404
        assert set(reply.json()) == {"error", "hint"}
    assert [row["id"] for row in listed(client)] == [begun]


def test_the_conversations_of_others_are_as_if_not_there(client, library):
    answer = library.ask(QUESTION, OTHER)
    theirs = library.conversations.keep(answer, OTHER)
    assert listed(client) == []
    assert listed(client, words="pressure") == []
    absent = client.get(f"/conversations/{NOWHERE}").json()
    path = f"/conversations/{theirs}"
    replies = [
        client.get(path),
        client.patch(path, json={"title": "Mine"}),
        client.delete(path),
        client.get(f"{path}/export"),
        client.post(f"{path}/answers/1/replay"),
        client.post("/ask", json={"question": QUESTION, "conversation": theirs}),
    ]
    for reply in replies:
        assert reply.status_code == 404
        assert reply.json()["error"].replace(theirs, NOWHERE) == absent["error"]
    ((row, exchanges),) = [library.conversations.open(theirs, OTHER)]
    assert (row.title, len(exchanges)) == (QUESTION, 1)


# -- leaving as files ---------------------------------------------------------------------------


def text_of(reply, form):
    if form != "docx":
        return reply.text
    from docx import Document

    return "\n".join(one.text for one in Document(io.BytesIO(reply.content)).paragraphs)


@pytest.mark.parametrize(
    ("form", "media", "ending"),
    [
        ("markdown", "text/markdown", ".md"),
        ("docx", "application/vnd.openxmlformats", ".docx"),
        ("json", "application/json", ".json"),
    ],
)
def test_unsupported_sentences_never_leave_by_export(client, library, form, media, ending):
    loose = with_weak_sentence(library.ask(QUESTION, local_principal()))
    kept = library.conversations.keep(loose, local_principal())
    reply = client.get(f"/conversations/{kept}/export", params={"format": form})
    assert reply.headers["content-type"].startswith(media)
    assert f"''which-systolic-pressure-suits-adults{ending}" in reply.headers["content-disposition"]
    text = text_of(reply, form)
    assert TARGET in text
    assert "110" not in text


def test_a_replay_says_nothing_that_is_unsupported(client, library, monkeypatch):
    plain = library.ask
    loose = with_weak_sentence(plain(QUESTION, local_principal()))
    kept = library.conversations.keep(loose, local_principal())
    monkeypatch.setattr(library, "ask", lambda *a, **k: with_weak_sentence(plain(*a, **k)))
    text = client.post(f"/conversations/{kept}/answers/1/replay").text
    assert TARGET in text
    assert "110" not in text


def test_an_unknown_kind_of_file_is_refused_with_those_there_are(client, begun):
    reply = client.get(f"/conversations/{begun}/export", params={"format": "pdf"})
    assert reply.status_code == 422
    assert "docx" in reply.json()["error"]


def test_signs_that_word_cannot_hold_do_not_break_its_file(client):
    asked = client.post("/ask", json={"question": f"{QUESTION} \x00\x0b\x1b[31m", "keep": True})
    reply = client.get(
        f"/conversations/{asked.json()['conversation']}/export", params={"format": "docx"}
    )
    assert reply.status_code == 200
    assert "\x1b" not in text_of(reply, "docx")


# -- asked again --------------------------------------------------------------------------------


def test_one_question_is_asked_again_as_it_was_read_with_its_filters(client, library, begun):
    body = {"question": FOLLOW_UP, "conversation": begun, "documents": ["d1"], "writer": "auto"}
    client.post("/ask", json=body)
    before = library.asked[-1]
    compared = client.post(f"/conversations/{begun}/answers/2/replay").json()
    assert library.asked[-1] == (*before[:2], "extractive")
    assert compared["question"] == FOLLOW_UP
    assert compared["same"] is True
    assert compared["then"] == compared["now"] == f"{TARGET} [1]"
    assert listed(client)[0]["turns"] == 2


def test_what_is_different_today_is_said(client, library, begun):
    del library.entries["d1"]
    compared = client.post(f"/conversations/{begun}/answers/1/replay").json()
    assert compared["same"] is False
    assert "It is not answered today." in compared["differences"]


@pytest.mark.parametrize(("ordinal", "status"), [(0, 404), (-1, 404), (2, 404), ("x", 422)])
def test_a_question_that_was_not_asked_cannot_be_asked_again(client, begun, ordinal, status):
    reply = client.post(f"/conversations/{begun}/answers/{ordinal}/replay")
    assert reply.status_code == status
