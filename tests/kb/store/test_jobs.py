"""Job records."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.database import Database
from kb.store.jobs import JobProgress, Jobs

KEY = bytes(32)


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    database = Database(tmp_path / "catalog.db", KEY)
    yield Jobs(database)
    database.close()


def test_a_job_runs_progresses_and_ends_with_its_report(jobs: Jobs) -> None:
    one = jobs.start("ingest", total=5, current="looking")
    started = jobs.get(one)
    assert started is not None
    assert (started.state, started.kind, started.finished) == ("running", "ingest", None)
    assert started.progress == JobProgress(total=5, current="looking")

    progress = JobProgress(done=2, total=5, current="b.pdf", passages=40, rate=1.5, remaining_s=2.0)
    jobs.update(one, progress)
    running = jobs.get(one)
    assert running is not None
    assert running.progress == progress

    jobs.finish(one, "done", report={"added": 5})
    ended = jobs.get(one)
    assert ended is not None
    assert (ended.state, ended.report, ended.error) == ("done", {"added": 5}, None)
    assert ended.finished is not None
    assert ended.finished >= ended.started


def test_the_newest_job_comes_first(jobs: Jobs) -> None:
    ids = [jobs.start("ingest") for _ in range(4)]
    assert [job.id for job in jobs.recent()] == ids[::-1]
    assert [job.id for job in jobs.recent(2)] == ids[:1:-1]


def test_an_unknown_job_is_none(jobs: Jobs) -> None:
    assert jobs.get("nothing") is None


def test_a_job_whose_process_is_gone_was_interrupted(tmp_path: Path, jobs: Jobs) -> None:
    script = (
        "import sys, os, signal\nfrom pathlib import Path\nfrom kb.store.database import Database\n"
        "from kb.store.jobs import Jobs\n"
        "Jobs(Database(Path(sys.argv[1]), bytes(32))).start('ingest')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "catalog.db")], check=False)
    assert [job.state for job in jobs.recent()] == ["interrupted"]
