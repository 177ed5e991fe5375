import json

import pytest
from pydantic import TypeAdapter

from kb.errors import LibraryBusy, ModelUnavailable, NotPermitted, SettingsError
from kb.types import Filters, as_json
from tests.fakes.answers import with_weak_sentence
from tests.fakes.samples import TARGET
from ui.api.answer_forms import AnswerForm
from ui.api.forms import HitForm

QUESTION = "Which systolic pressure suits adults with chronic kidney disease?"


def events_of(text):
    """Parse server-sent events into (name, data)."""
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_has_the_form_that_scripts_rely_on(client):
    answer = client.post("/ask", json={"question": QUESTION}).json()
    names = {
        "question",
        "abstained",
        "answer",
        "writer",
        "model",
        "sentences",
        "citations",
        "nearest",
    }
    assert names | {"timings"} <= set(answer)
    citation = answer["citations"][0]
    assert {"n", "document", "page", "quote", "start", "end", "boxes"} <= set(citation)
    assert citation["quote"] == TARGET
    assert citation["page"] == 1
    assert answer["sentences"] == [
        {"text": TARGET, "state": "quoted", "citations": [1], "unsupported_numbers": []}
    ]


def test_filters_and_writer_reach_the_library(client, library):
    client.post(
        "/ask",
        json={
            "question": QUESTION,
            "writer": "extractive",
            "collections": ["literature"],
            "documents": ["d1"],
            "year_from": 2000,
            "year_to": 2024,
        },
    )
    assert library.asked == [
        (QUESTION, Filters(("literature",), ("d1",), 2000, 2024), "extractive")
    ]


def test_an_abstention_shows_what_was_searched_and_what_came_nearest(client):
    answer = client.post("/ask", json={"question": "How is sodium measured?"}).json()
    assert answer["abstained"] is True
    assert answer["searched"] == {"passages": 3, "documents": 2}
    assert answer["nearest"][0]["passage"]["id"] == "d1-0001"


@pytest.mark.parametrize(
    ("path", "headers"), [("/ask/stream", {}), ("/ask", {"Accept": "text/event-stream"})]
)
def test_a_streamed_answer_ends_with_the_checked_one(client, path, headers):
    reply = client.post(path, json={"question": QUESTION}, headers=headers)
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = events_of(reply.text)
    assert events[0][0] == "retrieved"
    assert events[-1][0] == "done"
    written = "".join(data["text"] for name, data in events if name == "token")
    assert written.strip() == events[-1][1]["answer"]["answer"]
    assert events[-1][1]["answer"]["citations"][0]["quote"] == TARGET


def test_a_stream_that_fails_before_its_first_event_has_the_right_status(client, library):
    library.fails_with = NotPermitted("No.", hint="Ask somebody.")
    reply = client.post("/ask/stream", json={"question": QUESTION})
    assert reply.status_code == 403
    assert reply.json() == {"error": "No.", "hint": "Ask somebody."}


def test_a_stream_that_fails_midway_says_so_in_its_last_event(client, library, monkeypatch):
    from kb.answer.events import Token

    def broken(*_args, **_kwargs):
        yield Token("Adults ")
        raise ModelUnavailable("The model died.", hint="Start Ollama.")

    monkeypatch.setattr(library, "stream", broken)
    events = events_of(client.post("/ask/stream", json={"question": QUESTION}).text)
    assert events == [
        ("token", {"text": "Adults "}),
        ("error", {"error": "The model died.", "hint": "Start Ollama."}),
    ]


def test_an_unexpected_error_midway_is_told_without_its_details(client, library, monkeypatch):
    from kb.answer.events import Token

    def broken(*_args, **_kwargs):
        yield Token("a")
        raise RuntimeError("secret of patient 7")

    monkeypatch.setattr(library, "stream", broken)
    text = client.post("/ask/stream", json={"question": QUESTION}).text
    assert "secret" not in text
    assert events_of(text)[-1][0] == "error"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotPermitted("no"), 403),
        (LibraryBusy("busy"), 409),
        (SettingsError("wrong"), 422),
        (ModelUnavailable("down", hint="ollama serve"), 503),
    ],
)
def test_each_error_has_its_status_and_keeps_its_hint(client, library, error, status):
    library.fails_with = error
    reply = client.post("/ask", json={"question": QUESTION})
    assert reply.status_code == status
    assert reply.json() == {"error": error.message, "hint": error.hint}


def test_an_unexpected_error_tells_nothing_of_its_inside(client, library):
    library.fails_with = RuntimeError("secret of patient 7")
    reply = client.post("/ask", json={"question": QUESTION})
    assert reply.status_code == 500
    assert set(reply.json()) == {"error", "hint"}
    assert "secret" not in reply.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": "   "}, "question"),
        ({"question": "x" * 5000}, "question"),
        ({"question": QUESTION, "writer": "gpt"}, "writer"),
        ({"question": QUESTION, "colection": "literature"}, "colection"),
        ({"question": QUESTION, "collections": ["secrets"]}, "collections"),
        ({"question": QUESTION, "year_from": "soon"}, "year_from"),
    ],
)
def test_a_wrong_request_names_the_field(client, body, field):
    reply = client.post("/ask", json=body)
    assert reply.status_code == 422
    assert field in reply.json()["error"]


def test_search_gives_ranks_scores_and_both_places(client):
    hits = client.post("/search", json={"question": "kidney disease", "k": 1}).json()
    assert len(hits) == 1
    assert hits[0]["rank"] == 1
    assert hits[0]["dense_rank"] == 1
    assert hits[0]["bm25_rank"] == 2
    assert hits[0]["passage"]["text"] == TARGET
    assert hits[0]["document"]["year"] == 2021


def test_search_keeps_to_the_filters(client):
    body = {"question": "pressure visit", "collections": ["literature"]}
    assert all(
        hit["document"]["collection"] == "literature"
        for hit in client.post("/search", json=body).json()
    )


def test_the_documented_forms_are_exactly_what_the_library_gives(library):
    """The models document; the values pass by them. This keeps the two from drifting apart."""
    from kb.access.local import local_principal

    principal = local_principal()
    answers = [library.ask(QUESTION, principal), library.ask("How is sodium measured?", principal)]
    answers.append(with_weak_sentence(answers[0]))
    for answer in answers:
        form = as_json(answer)
        assert TypeAdapter(AnswerForm).validate_python(form) == form
        assert set(form) == set(AnswerForm.__annotations__)
    for hit in library.search(QUESTION, principal):
        form = as_json(hit)
        assert TypeAdapter(HitForm).validate_python(form) == form
