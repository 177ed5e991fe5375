"""POST /search/found and GET /documents/{id}/similar."""

from __future__ import annotations

import pytest

from kb.errors import WrongValue
from kb.types import Filters


def test_a_search_says_what_was_searched_and_counts_if_asked(client):
    body = {"question": "pressure kidney disease", "k": 1, "facets": True}
    found = client.post("/search/found", json=body).json()
    assert set(found) == {"hits", "read_as", "searched", "facets", "timings"}
    assert len(found["hits"]) == 1
    assert found["facets"]["documents"] == 2
    assert {"value": "2021", "documents": 1} in found["facets"]["years"]
    without = client.post("/search/found", json={"question": "pressure"}).json()
    assert without["facets"] is None


def test_filters_by_type_design_and_journal_reach_the_library(client, library):
    limits = {"types": ["guideline"], "designs": ["cohort study"], "journals": ["BMJ"]}
    client.post("/ask", json={"question": "pressure", **limits})
    assert library.asked[-1][1] == Filters(
        types=("guideline",), designs=("cohort study",), journals=("BMJ",)
    )


@pytest.mark.parametrize("limits", [{"designs": "cohort study"}, {"design": ["x"]}])
def test_a_filter_of_another_form_is_refused(client, limits):
    assert client.post("/search", json={"question": "pressure", **limits}).status_code == 422


def test_an_unknown_design_is_a_problem_with_its_hint(client, library):
    library.fails_with = WrongValue("x is no design.", hint="Known: cohort study.", field="design")
    reply = client.post("/search/found", json={"question": "pressure", "designs": ["x"]})
    assert reply.status_code == 422
    assert reply.json()["hint"] == "Known: cohort study."


def test_similar_documents_are_listed(client):
    near = client.get("/documents/d1/similar?k=1").json()
    assert [one["document"]["id"] for one in near] == ["d2"]
    assert client.get("/documents/none/similar").status_code == 404
    assert client.get("/documents/d1/similar?k=0").status_code == 422


def test_a_stranger_gets_nothing(stranger):
    assert stranger.post("/search/found", json={"question": "x"}).status_code == 401
    assert stranger.get("/documents/d1/similar").status_code == 401
