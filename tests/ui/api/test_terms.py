import csv
import io
import json
from datetime import UTC, datetime

import pytest

from tests.fakes.terms import EFFECTIVE, RELEASE, TABULAR


@pytest.fixture(autouse=True)
def indexed(library):
    """The code book of a few categories is there."""
    return library.terms


def test_words_find_codes(client):
    found = client.post("/terms/find", json={"text": "chronic systolic heart failure", "k": 2})
    assert found.status_code == 200
    assert next(one["code"] for one in found.json()) == "I50.22"
    assert len(found.json()) == 2
    assert client.post("/terms/find", json={"text": "  "}).status_code == 422


def test_many_texts_are_found_at_once_in_their_order(client):
    found = client.post("/terms/find-many", json={"texts": ["heart failure", "", "zebra"]}).json()
    assert [bool(one) for one in found] == [True, False, False]
    assert client.post("/terms/find-many", json={"texts": ["x"] * 201}).status_code == 422


def test_a_sentence_is_split_into_findings(client):
    form = client.post("/terms/split", json={"text": "heart failure, multiple sclerosis"}).json()
    assert [one["words"] for one in form["findings"]] == ["heart failure", "multiple sclerosis"]


def test_a_note_gives_candidates_never_billing_advice(client):
    form = client.post("/terms/note", json={"text": "Chronic systolic heart failure"}).json()
    assert form["candidates"][0]["support"][0]["start"] == 0
    assert "not billing advice" in form["notice"]


def test_ambiguous_abbreviations_are_listed(client):
    (one,) = client.post("/terms/readings", json={"text": "MS relapse"}).json()
    assert one["short"] == "MS"
    assert "multiple sclerosis relapse" in one["questions"]


@pytest.mark.parametrize("text", ["E11.2", "diab", "chronic sys"])
def test_what_is_typed_is_completed(client, text):
    lines = client.get("/terms/suggest", params={"text": text}).json()
    assert lines
    assert set(lines[0]) == {"code", "description", "kind", "billable"}


def test_a_text_is_recognised_as_a_code_or_as_words(client):
    assert client.get("/terms/recognise", params={"text": "e1122"}).json()["code"] == "E11.22"
    assert client.get("/terms/recognise", params={"text": "heart"}).json() is None


@pytest.mark.parametrize("code", ["E11.22", "e1122", "E08-E13", "4", "I50"])
def test_every_kind_of_line_opens(client, code):
    form = client.get(f"/terms/codes/{code}").json()
    assert form["release"] == RELEASE


def test_an_unknown_code_comes_with_the_nearest(client):
    reply = client.get("/terms/codes/E11.77")
    assert reply.status_code == 404
    assert {"error", "hint", "code", "nearest"} == set(reply.json())


def test_a_code_is_shown_as_of_a_day(client):
    day = {"date": "2026-06-01"}
    assert client.get("/terms/codes/E11.22", params=day).json()["release"] == RELEASE
    assert client.get("/terms/codes/E11.22", params={"date": "2020-01-01"}).status_code == 404


def test_chosen_codes_are_checked_against_each_other(client):
    form = client.post("/terms/check", json={"codes": ["E11.22", "E10.9", "N18.4", "E11"]}).json()
    kinds = {one["kind"] for one in form["conflicts"]}
    assert {"excludes1", "same_branch"} <= kinds
    (stage,) = [one for one in form["reminders"] if one["codes"] == ["N18.1-N18.6"]]
    assert stage["met"] is True
    assert form["not_billable"] == ["E11"]


def test_chosen_codes_go_out_as_csv(client):
    reply = client.post("/terms/export", json={"codes": ["E11.22", "N18.4"], "format": "csv"})
    assert reply.headers["content-type"].startswith("text/csv")
    assert reply.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    assert [row["code"] for row in rows] == ["E11.22", "N18.4"]
    assert rows[0]["release"] == RELEASE


def test_chosen_codes_go_out_as_a_fhir_value_set(client):
    reply = client.post("/terms/export", json={"codes": ["E11.22"], "format": "valueset"})
    assert reply.headers["content-type"].startswith("application/fhir+json")
    made = json.loads(reply.text)
    assert made["resourceType"] == "ValueSet"
    assert made["status"] == "draft"
    (include,) = made["compose"]["include"]
    assert include["system"] == "http://hl7.org/fhir/sid/icd-10-cm"
    assert include["version"] == "2026"
    assert include["concept"][0]["code"] == "E11.22"


def test_chosen_codes_go_out_as_a_fhir_code_system(client):
    made = client.post("/terms/export", json={"codes": ["E11"], "format": "codesystem"}).json()
    assert made["resourceType"] == "CodeSystem"
    # What R4 requires: status and content; a part of a system says so.
    assert made["status"] == "active"
    assert made["content"] == "fragment"
    assert [one["code"] for one in made["concept"]] == ["E11"]
    assert made["concept"][0]["property"] == [{"code": "billable", "valueBoolean": False}]
    assert datetime.fromisoformat(made["date"]).date() <= datetime.now(UTC).date()


def test_nothing_chosen_cannot_be_exported(client):
    assert client.post("/terms/export", json={"codes": []}).status_code == 422


def test_a_release_is_loaded_from_a_file_of_this_machine(client, tmp_path):
    path = tmp_path / "later.xml"
    path.write_text(TABULAR.read_text(encoding="utf-8"), encoding="utf-8")
    body = {"path": str(path), "effective": "2026-10-01"}
    changes = client.post("/terms/update", json=body).json()
    assert changes["added"] == changes["removed"] == []
    names = [one["effective"] for one in client.get("/terms/releases").json()]
    assert names == ["2026-10-01", EFFECTIVE.isoformat()]
    assert client.post("/terms/update", json={**body, "path": "later.xml"}).status_code == 422
    gone = client.post("/terms/update", json={**body, "path": "/nothing.xml"})
    assert gone.status_code == 422


def test_units_and_calculators_are_there(client):
    assert (
        client.get("/terms/convert", params={"text": "126 mg/dL glucose"}).json()["shown"] == "7.0"
    )
    names = [one["name"] for one in client.get("/terms/calculators").json()]
    assert "egfr" in names
    assert client.get("/terms/calculators/bmi").json()["inputs"]
    values = {"weight": "70 kg", "height": 175}
    done = client.post("/terms/calculators/bmi", json={"values": values}).json()
    assert done["shown"] == "22.9"
    wrong = client.post("/terms/calculators/bmi", json={"values": {"weight": -1}})
    assert wrong.status_code == 422
    assert client.get("/terms/calculators/nothing").status_code == 404


def test_without_the_token_there_are_no_codes(stranger):
    assert stranger.get("/terms/codes/E11").status_code == 401


def test_terms_are_defined_and_laboratory_tests_found(client):
    form = client.get("/terms/define", params={"term": "MS"}).json()
    assert form["ambiguous"] is True
    assert client.get("/terms/define", params={"term": "qwertyzxcv"}).status_code == 404
    (first, *_) = client.get("/terms/labs", params={"text": "potas"}).json()
    assert first["loinc"] == "2823-3"
