"""The API on a real data folder: SQLCipher, Chroma, reader processes; only the model is small."""

import pytest
from fastapi.testclient import TestClient

from kb.access.local import local_principal
from kb.library import Library
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.samples import settings_in
from ui.api.app import create_api
from ui.cli.client import POLL_SECONDS
from ui.web.pageimages import PageImages

NOTE = "# Target\n\nAim for a systolic blood pressure below 120 mmHg in chronic kidney disease.\n"


def pdf_of(text):
    """A PDF of one page with these lines."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 100), text, fontsize=11)
    return document.tobytes()


@pytest.fixture
def client(tmp_path):
    settings = settings_in(tmp_path)
    with Library.open(settings, wait_seconds=1.0, embedder=FakeEmbedder()) as library:
        images = PageImages(library, local_principal(), settings.ingest)
        api = create_api(library, token="t", images=images)
        with TestClient(
            api, base_url="http://127.0.0.1", headers={"Authorization": "Bearer t"}
        ) as client:
            yield client
            for job in client.get("/jobs").json():
                ended(client, job["id"])
        images.close()


def ended(client, job_id):
    """Wait until the job is over."""
    import threading

    pause = threading.Event()
    while (job := client.get(f"/jobs/{job_id}").json())["state"] == "running":
        pause.wait(POLL_SECONDS)
    return job


def test_an_uploaded_pdf_can_be_searched_and_its_page_seen(client):
    lines = "Aim for a systolic blood pressure below 120 mmHg in chronic kidney disease."
    reply = client.post("/ingest/upload", files=[("files", ("ckd.pdf", pdf_of(lines)))])
    job = ended(client, reply.json()["job"])
    assert job["state"] == "done", job
    assert job["report"]["added"] == 1
    (hit,) = client.post("/search", json={"question": "systolic blood pressure"}).json()
    document, passage = hit["document"]["id"], hit["passage"]["id"]
    assert passage in [item["id"] for item in client.get(f"/documents/{document}/passages").json()]
    plain = client.get(f"/documents/{document}/pages/1.png")
    marked = client.get(f"/documents/{document}/pages/1.png", params={"passage": passage})
    assert plain.content.startswith(b"\x89PNG")
    assert marked.content.startswith(b"\x89PNG")
    assert plain.content != marked.content
    assert client.get(f"/documents/{document}/original").content.startswith(b"%PDF")


def test_a_folder_of_this_machine_goes_in_once(client, tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text(NOTE)
    body = {"paths": [str(folder)], "collection": "records", "attested_by": "A. Clerk"}
    first = ended(client, client.post("/ingest", json=body).json()["job"])
    again = ended(client, client.post("/ingest", json=body).json()["job"])
    assert (first["report"]["added"], again["report"]["unchanged"]) == (1, 1)
    (document,) = client.get("/documents").json()
    assert document["attested_by"] == "A. Clerk"
    assert client.get(f"/documents/{document['id']}/original").status_code == 404


def test_records_without_attestation_are_refused_at_once(client, tmp_path):
    reply = client.post("/ingest", json={"paths": [str(tmp_path)], "collection": "records"})
    assert reply.status_code == 422
    assert "attest" in reply.json()["error"]


def test_a_job_that_ended_cannot_be_cancelled(client, tmp_path):
    (tmp_path / "a.md").write_text(NOTE)
    job_id = client.post("/ingest", json={"paths": [str(tmp_path / "a.md")]}).json()["job"]
    ended(client, job_id)
    assert client.post(f"/jobs/{job_id}/cancel").status_code == 409


def test_a_cancelled_job_keeps_what_went_in_and_can_be_completed(client, tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    for n in range(80):
        (folder / f"{n}.md").write_text(f"# Note {n}\n\nThe potassium of visit {n} was 4 mmol/L.\n")
    job_id = client.post("/ingest", json={"paths": [str(folder)]}).json()["job"]
    reply = client.post(f"/jobs/{job_id}/cancel")
    assert reply.status_code in (202, 409)  # 409: it was faster
    job = ended(client, job_id)
    assert job["state"] in ("cancelled", "done")
    ended(client, client.post("/ingest", json={"paths": [str(folder)]}).json()["job"])
    assert len(client.get("/documents").json()) == 80


def test_a_removed_document_is_found_no_more(client):
    job = client.post("/ingest/upload", files=[("files", ("a.md", NOTE.encode()))]).json()["job"]
    ended(client, job)
    (document,) = client.get("/documents").json()
    assert client.delete(f"/documents/{document['id']}").status_code == 200
    assert client.post("/search", json={"question": "systolic pressure"}).json() == []
    assert client.get("/documents").json() == []


def test_a_streamed_answer_ends_with_done(client):
    job = client.post("/ingest/upload", files=[("files", ("a.md", NOTE.encode()))]).json()["job"]
    ended(client, job)
    text = client.post("/ask/stream", json={"question": "Which systolic pressure in CKD?"}).text
    names = [line[7:] for line in text.splitlines() if line.startswith("event: ")]
    assert names[0] == "retrieved"
    assert names[-1] == "done"


def test_reindexing_is_recorded_as_a_job(client):
    job = client.post("/ingest/upload", files=[("files", ("a.md", NOTE.encode()))]).json()["job"]
    ended(client, job)
    assert client.post("/reindex", json={"embed": True}).json()["passages"] == 1
    assert client.get("/jobs").json()[0]["kind"] == "reindex"
