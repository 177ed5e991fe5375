from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import NotAttested
from ui.api.guard import JSON_BYTES
from ui.api.problems import NotRunning
from ui.api.routes_jobs import UPLOADS


class Runner:
    """Stands where :class:`ui.api.running.RunningJobs` does, and remembers what it was given."""

    def __init__(self):
        self.started = []
        self.cancelled = []

    def ingest(self, paths, *, uploads=(), metadata=(), collection="literature", attested_by=None):
        if collection == "records" and not attested_by:
            raise NotAttested("notes", "nobody attests", hint="Give a name.")
        self.started.append((list(paths), list(uploads), collection, attested_by))
        return "j1"

    def cancel(self, job_id):
        if job_id != "j1":
            raise NotRunning(f"Job {job_id} has ended.", hint="")
        self.cancelled.append(job_id)


@pytest.fixture
def runner(api):
    runner = Runner()
    api.state.context = replace(api.state.context, running=runner)
    return runner


def test_paths_of_this_machine_start_a_job(client, runner, tmp_path):
    reply = client.post("/ingest", json={"paths": [str(tmp_path)]})
    assert reply.status_code == 202
    assert reply.json() == {"job": "j1"}
    assert runner.started == [([tmp_path], [], "literature", None)]


@pytest.mark.parametrize("path", ["papers", "./papers", "/nowhere/at/all"])
def test_a_relative_or_missing_path_is_refused(client, runner, path):
    reply = client.post("/ingest", json={"paths": [path]})
    assert reply.status_code == 422
    assert path.removeprefix("./") in reply.json()["error"]
    assert runner.started == []


def test_records_need_the_name_of_who_attests(client, runner, tmp_path):
    body = {"paths": [str(tmp_path)], "collection": "records"}
    assert client.post("/ingest", json=body).status_code == 422
    assert client.post("/ingest", json={**body, "attested_by": "A. Clerk"}).status_code == 202
    assert runner.started[0][2:] == ("records", "A. Clerk")


def test_uploaded_files_start_a_job(client, runner):
    files = [("files", ("a.md", b"# A")), ("files", ("b.md", b"# B"))]
    reply = client.post("/ingest/upload", files=files, data={"collection": "literature"})
    assert reply.status_code == 202
    assert runner.started == [([], [("a.md", b"# A"), ("b.md", b"# B")], "literature", None)]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\temp\\passwd"])
def test_the_name_of_an_upload_is_only_a_label(client, runner, name):
    client.post("/ingest/upload", files=[("files", (name, b"x"))])
    assert runner.started[0][1] == [("passwd", b"x")]


def test_too_large_an_upload_is_refused(client, runner, library):
    small = library.settings.server.model_copy(update={"max_upload_mb": 1})
    library.settings = library.settings.model_copy(update={"server": small})
    reply = client.post("/ingest/upload", files=[("files", ("big.pdf", b"x" * (1024**2 + 1)))])
    assert reply.status_code == 422
    assert "1 MiB" in reply.json()["error"]
    assert runner.started == []


def test_an_upload_may_be_larger_than_a_json_request(client, runner):
    reply = client.post("/ingest/upload", files=[("files", ("big.pdf", b"x" * (2 * JSON_BYTES)))])
    assert reply.status_code == 202


def test_too_many_uploads_are_refused(client, runner):
    files = [("files", (f"{n}.md", b"x")) for n in range(UPLOADS + 1)]
    assert client.post("/ingest/upload", files=files).status_code == 422


def test_jobs_are_listed_and_shown(client):
    (job,) = client.get("/jobs").json()
    assert job["state"] == "done"
    assert client.get("/jobs/j1").json() == job
    assert client.get("/jobs/j9").status_code == 404


def test_a_running_job_can_be_cancelled_and_an_ended_one_not(client, runner):
    assert client.post("/jobs/j1/cancel").status_code == 202
    assert runner.cancelled == ["j1"]
    assert client.post("/jobs/j2/cancel").status_code == 409


def test_reindexing_tells_how_many_passages_were_indexed(client):
    done = client.post("/reindex", json={"embed": False}).json()
    assert done["passages"] == 3
    assert done["seconds"] >= 0


def test_the_runner_forgets_no_job_that_still_runs(library, monkeypatch, tmp_path):
    import sys
    from types import ModuleType

    from kb.access.local import local_principal
    from ui.api.running import RunningJobs

    given = {}

    class Ingestor:
        def __init__(self, library, principal):
            pass

        def start(self, paths, *, uploads, metadata, collection, attested_by, cancel):
            given["cancel"] = cancel
            return "j1"

    pipeline = ModuleType("ingest.pipeline")
    pipeline.Ingestor = Ingestor
    monkeypatch.setitem(sys.modules, "ingest.pipeline", pipeline)
    running = RunningJobs(library, local_principal())
    job_id = running.ingest([Path(tmp_path)])
    with pytest.raises(NotRunning):  # the library says that it is done
        running.cancel(job_id)
    library.job_list = [replace(library.job_list[0], state="running")]
    running.cancel(job_id)
    assert given["cancel"].is_set()
