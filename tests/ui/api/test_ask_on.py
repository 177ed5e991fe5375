"""Asking within a conversation over the API: begun, gone on with, and kept only when all is well."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.access.local import local_principal
from kb.answer.events import Done, Retrieved, Token
from kb.errors import ModelUnavailable
from tests.fakes.samples import TARGET
from tests.ui.api.conftest import TOKEN
from tests.ui.api.test_ask import events_of

QUESTION = "Which systolic pressure suits adults with chronic kidney disease?"
FOLLOW_UP = "And in children?"
READ = f"{QUESTION[:-1]}: {FOLLOW_UP}"
NOWHERE = "0123456789ab"


@pytest.fixture
def begun(client):
    """The id of a conversation with one question."""
    return client.post("/ask", json={"question": QUESTION, "keep": True}).json()["conversation"]


def listed(client, **query):
    return client.get("/conversations", params=query).json()


def test_nothing_is_kept_unless_it_is_asked_for(client):
    answer = client.post("/ask", json={"question": QUESTION}).json()
    assert answer["conversation"] is None
    assert answer["typed"] == QUESTION
    assert listed(client) == []


def test_a_kept_question_begins_a_conversation(client, begun):
    (row,) = listed(client)
    assert (row["id"], row["title"], row["turns"]) == (begun, QUESTION, 1)


def test_a_follow_up_is_read_with_the_question_before_and_says_so(client, library, begun):
    body = {"question": FOLLOW_UP, "conversation": begun}
    answer = client.post("/ask", json=body).json()
    assert library.asked[-1][0] == READ
    assert answer["question"] == READ
    assert answer["typed"] == FOLLOW_UP
    assert answer["conversation"] == begun
    assert answer["notice"] == f"Read together with the question before: “{READ}”"
    opened = client.get(f"/conversations/{begun}").json()
    assert [turn["question"] for turn in opened["answers"]] == [QUESTION, FOLLOW_UP]


def test_a_question_that_stands_alone_is_read_as_it_is(client, library, begun):
    alone = "Should dietary sodium stay below 2 g a day?"
    answer = client.post("/ask", json={"question": alone, "conversation": begun}).json()
    assert library.asked[-1][0] == alone
    assert answer["notice"] is None


@pytest.mark.parametrize(
    ("path", "headers"), [("/ask/stream", {}), ("/ask", {"Accept": "text/event-stream"})]
)
def test_a_streamed_answer_ends_with_the_conversation_that_keeps_it(client, path, headers):
    events = events_of(
        client.post(path, json={"question": QUESTION, "keep": True}, headers=headers).text
    )
    name, data = events[-1]
    assert name == "done"
    (row,) = listed(client)
    assert data["answer"]["conversation"] == row["id"]
    again = client.post(
        path, json={"question": FOLLOW_UP, "conversation": row["id"]}, headers=headers
    )
    assert events_of(again.text)[-1][1]["answer"]["question"] == READ
    assert listed(client)[0]["turns"] == 2


@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
@pytest.mark.parametrize("wrong", [NOWHERE, "", "x'; DROP TABLE turns; --", "../..", "é" * 500])
def test_a_conversation_that_is_not_there_is_a_404_before_anything_is_asked(
    client, library, path, wrong
):
    reply = client.post(path, json={"question": QUESTION, "conversation": wrong})
    assert reply.status_code == 404
    assert "There is no conversation" in reply.json()["error"]
    assert library.asked == []


def test_a_conversation_that_was_deleted_cannot_be_gone_on_with(client, begun):
    assert client.delete(f"/conversations/{begun}").json()["title"] == QUESTION
    reply = client.post("/ask", json={"question": FOLLOW_UP, "conversation": begun})
    assert reply.status_code == 404


def test_an_answer_whose_conversation_is_deleted_meanwhile_is_still_shown(
    client, library, begun, monkeypatch
):
    plain = library.ask

    def ask(*args, **kwargs):
        library.conversations.delete(begun, local_principal())
        return plain(*args, **kwargs)

    monkeypatch.setattr(library, "ask", ask)
    answer = client.post("/ask", json={"question": QUESTION, "conversation": begun}).json()
    assert TARGET in answer["answer"]
    assert answer["conversation"] is None
    assert "This answer is not kept: There is no conversation" in answer["notice"]
    assert listed(client) == []


def test_a_full_disk_costs_the_keeping_and_not_the_answer(client, library, begun):
    connection = library.store.database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()

    def full(*_):
        raise_at = library.store.database.connection
        raise_at.execute(f"PRAGMA max_page_count={pages}")

    # Each of the server's threads has a connection of its own.
    plain = library.ask
    library.ask = lambda *args, **kwargs: (full(), plain(*args, **kwargs))[1]
    long = f"{QUESTION} {'Explain. ' * 400}"
    for _ in range(30):
        answer = client.post("/ask", json={"question": long, "conversation": begun}).json()
        if answer["conversation"] is None:
            break
    assert "the disk is full" in answer["notice"]
    assert TARGET in answer["answer"]


def test_two_questions_at_once_both_stay(client, begun):
    def ask(number):
        body = {"question": f"{QUESTION} {number}", "conversation": begun}
        return client.post("/ask", json=body).json()["conversation"]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(16))) == {begun}
    opened = client.get(f"/conversations/{begun}").json()
    assert [turn["ordinal"] for turn in opened["answers"]] == list(range(1, 18))
    assert len({turn["question"] for turn in opened["answers"]}) == 17


def test_an_answer_that_failed_half_way_is_not_kept(client, library, monkeypatch):
    def broken(*_args, **_kwargs):
        yield Token("Adults ")
        raise ModelUnavailable("The model died.", hint="Start Ollama.")

    monkeypatch.setattr(library, "stream", broken)
    text = client.post("/ask/stream", json={"question": QUESTION, "keep": True}).text
    assert events_of(text)[-1][0] == "error"
    assert listed(client) == []


def test_an_answer_that_nobody_waited_for_is_not_kept(api, client, library, monkeypatch):
    """The reader goes while the last piece is being made, which cannot be broken off."""
    answer = library.ask(QUESTION, local_principal())

    async def ask_and_leave():
        loop, leaving, gone = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

        def stream(*_args, **_kwargs):
            yield Retrieved(())
            yield Token("Adults ")
            loop.call_soon_threadsafe(leaving.set)
            assert gone.wait(10)
            yield Done(answer)

        monkeypatch.setattr(library, "stream", stream)
        return await _left(api, leaving, gone)

    told = asyncio.run(ask_and_leave())
    assert b"event: token" in told
    assert b"event: done" not in told
    assert listed(client) == []


async def _left(api, leaving, gone):
    """Ask, and hang up once ``leaving`` is set, which sets ``gone``; return all that was sent."""
    body = json.dumps({"question": QUESTION, "keep": True}).encode()
    sent, asked = [], []

    async def receive():
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": body, "more_body": False}
        await leaving.wait()
        asyncio.get_running_loop().call_soon(gone.set)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message.get("body", b""))

    headers = {
        "host": "127.0.0.1",
        "authorization": f"Bearer {TOKEN}",
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/ask/stream",
        "raw_path": b"/ask/stream",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8501),
    }
    await api(scope, receive, send)
    return b"".join(sent)
