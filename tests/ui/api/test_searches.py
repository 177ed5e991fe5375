"""Saved searches over the API: listed, run again, deleted."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from kb.access.local import local_principal
from kb.types import Principal

QUESTION = "pressure kidney"
OTHER = Principal("somebody else", frozenset({"clinician"}))


def save(client, **body):
    return client.post("/searches", json={"question": QUESTION, **body})


def test_a_search_is_saved_listed_run_and_deleted(client):
    reply = save(client, name="Mine", year_from=2020, sort="year")
    assert reply.status_code == 201
    saved = reply.json()
    assert (saved["name"], saved["question"], saved["sort"]) == ("Mine", QUESTION, "year")
    assert saved["filters"]["year_from"] == 2020
    assert client.get("/searches").json() == [saved]
    assert client.get(f"/searches/{saved['id']}").json() == saved
    found = client.post(f"/searches/{saved['id']}/run", params={"k": 5, "facets": True}).json()
    assert {hit["document"]["id"] for hit in found["hits"]} == {"d1"}
    assert found["facets"]["documents"] == 1
    assert client.delete(f"/searches/{saved['id']}").json() == saved
    assert client.get("/searches").json() == []
    assert client.post(f"/searches/{saved['id']}/run").status_code == 404


def test_hits_come_in_the_order_that_was_saved(client):
    body = {"question": "visit pressure", "collections": ["literature", "records"]}
    ranked = save(client, name="ranked", **body).json()
    dated = save(client, name="dated", sort="year", **body).json()

    def documents(one):
        hits = client.post(f"/searches/{one['id']}/run").json()["hits"]
        return [hit["document"]["id"] for hit in hits]

    assert documents(ranked) == ["d2", "d1"]
    assert documents(dated) == ["d1", "d2"]


def test_the_same_name_replaces_and_no_name_is_the_question(client):
    first = save(client, name="Mine").json()
    again = save(client, name="  Mine ", question="sodium").json()
    assert (again["id"], again["question"]) == (first["id"], "sodium")
    assert save(client).json()["name"] == QUESTION
    assert save(client, name="n" * 5000).json()["name"] == "n" * 120
    assert len(client.get("/searches").json()) == 3


@pytest.mark.parametrize("name", ["ACE/ARB in CKD", "100% %s", "a?b#c", "'; --", "named", "日本"])
def test_a_search_is_found_by_a_name_of_any_signs(client, name):
    saved = save(client, name=name).json()
    assert client.get("/searches/named", params={"name": name}).json() == saved


@pytest.mark.parametrize("wrong", ["01234567", "a/b", "..", "%00", "' OR 1=1 --", "x" * 2000])
def test_a_search_that_is_not_there_is_a_404(client, wrong):
    save(client)
    path = f"/searches/{quote(wrong, safe='')}"
    for reply in (client.get(path), client.post(f"{path}/run"), client.delete(path)):
        assert reply.status_code == 404
        assert set(reply.json()) == {"error", "hint"}
    assert len(client.get("/searches").json()) == 1


def test_the_searches_of_others_are_as_if_not_there(client, library):
    theirs = library.searches.save("Theirs", QUESTION, OTHER)
    assert client.get("/searches").json() == []
    for reply in (
        client.get(f"/searches/{theirs.id}"),
        client.get("/searches/named", params={"name": "Theirs"}),
        client.post(f"/searches/{theirs.id}/run"),
        client.delete(f"/searches/{theirs.id}"),
    ):
        assert reply.status_code == 404
    assert library.searches.all(OTHER) == [theirs]


def test_a_long_list_comes_in_pages(client, library):
    every = [library.searches.save(f"s{n}", QUESTION, local_principal()).name for n in range(110)][
        ::-1
    ]
    assert [one["name"] for one in client.get("/searches").json()] == every[:100]
    page = client.get("/searches", params={"limit": 3, "offset": 100}).json()
    assert [one["name"] for one in page] == every[100:103]


@pytest.mark.parametrize(
    "body",
    [
        {"question": " "},
        {"sort": "random"},
        {"designs": ["cohorts"]},
        {"types": ["guidlines"]},
        {"year_from": "soon"},
        {"nmae": "Mine"},
    ],
)
def test_what_could_not_be_run_is_not_saved(client, body):
    assert save(client, **body).status_code == 422
    assert client.get("/searches").json() == []
