"""The list of retractions over the API, on a real data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.access.local import local_principal
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.settings import Settings
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.works import work
from tests.ingest.test_retraction_list import row, write
from ui.api.app import create_api
from ui.web.pageimages import PageImages

DOI = "10.1000/sample.1"
TEXT = "Metformin is given first in type two diabetes with obesity"


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with Library.open(settings, wait_seconds=1.0, embedder=FakeEmbedder()) as library:
        library.store.catalog.set_meta(FINGERPRINT, FakeEmbedder().fingerprint)
        entries = [
            work(TEXT, source="/a.pdf", doi=DOI),
            work(TEXT, source="/a.xml", doi=DOI, media_type="application/xml"),
        ]
        library.store.catalog.add(entries)
        library.store.publish([one.id for one in entries])
        images = PageImages(library, local_principal(), settings.ingest)
        api = create_api(library, token="t", images=images)
        with TestClient(
            api, base_url="http://127.0.0.1", headers={"Authorization": "Bearer t"}
        ) as client:
            yield client
        images.close()


def test_without_a_list_that_is_said(client: TestClient) -> None:
    assert client.get("/retractions").json() == {"list": None, "works": []}


def test_a_list_of_this_machine_marks_works_everywhere(client: TestClient, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", row())
    reply = client.post("/retractions/import", json={"path": str(path)})
    assert reply.status_code == 200
    found = reply.json()
    assert found["list"]["newest"] == "2020-01-31"
    (marked,) = found["works"]
    assert marked["source"] == "/a.xml"
    (notice,) = marked["standing"]
    assert (notice["kind"], notice["date"]) == ("retracted", "2020-01-31")
    assert notice["source"] == "Retraction Watch list of 2020-01-31"
    assert client.get("/retractions").json() == found
    (hit,) = {one["document"]["id"]: one for one in search(client)}.values()
    assert hit["document"]["standing"] == [notice]
    assert search(client, retracted=False) == []
    answer = client.post("/ask", json={"question": TEXT, "writer": "extractive"}).json()
    assert answer["abstained"]
    assert "Left out" in answer["notice"]


def search(client: TestClient, **limits: bool) -> list[dict]:
    return client.post("/search", json={"question": "metformin", **limits}).json()


def test_a_list_can_be_uploaded(client: TestClient, tmp_path: Path) -> None:
    content = write(tmp_path / "list.csv", row()).read_bytes()
    reply = client.post("/retractions/upload", files=[("file", ("../../list.csv", content))])
    assert reply.json()["list"]["file"] == "list.csv"


def test_what_is_no_list_is_refused_in_a_sentence(client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    for body in ({"path": str(path)}, {"path": "list.csv"}, {"path": str(tmp_path / "none.csv")}):
        reply = client.post("/retractions/import", json=body)
        assert reply.status_code == 422
        assert reply.json()["error"]
    assert client.get("/retractions").json()["list"] is None


def test_hidden_copies_are_listed_when_asked_for(client: TestClient) -> None:
    (shown,) = client.get("/documents").json()
    every = client.get("/documents", params={"hidden": True}).json()
    (hidden,) = [one for one in every if one["hidden_by"]]
    assert hidden["hidden_by"] == shown["id"]
    (other,) = client.get(f"/documents/{shown['id']}/same-work").json()
    assert other["id"] == hidden["id"]
    assert client.get("/documents/nothing/same-work").status_code == 404
