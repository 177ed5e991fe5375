"""The two pipelines in turn, and their ratios round by round; the pipelines themselves stand aside."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.errors import KbError
from ui.bench import ingest
from ui.bench.ingest import PIPELINES, bench_ingest
from ui.bench.processes import Run

# Seconds of work by pipeline and round: the machine slows down tenfold from round to round.
WORK = {
    "own": [1.0, 10.0, 100.0],
    "plain_256": [5.0, 30.0, 1000.0],
    "plain_default": [2.0, 20.0, 200.0],
}


class Pipelines:
    """Stands in for the processes: gives the seconds of ``WORK``, keeps what was run."""

    def __init__(self, documents: dict[str, int] | None = None) -> None:
        self.documents = {**dict.fromkeys(PIPELINES, 4), **(documents or {})}
        self.ran: list[str] = []
        self.stores: list[Path] = []

    def run(self, command: Sequence[str]) -> Run:
        python, dash_m, module, folder, store, *options = command
        assert (python, dash_m) == (sys.executable, "-m")
        assert Path(folder).name == "articles"
        assert Path(store).parent.is_dir()
        assert not Path(store).exists()
        (name,) = (name for name, words in PIPELINES.items() if words == (module, *options))
        work = WORK[name][self.ran.count(name)]
        self.ran.append(name)
        self.stores.append(Path(store))
        figures = {
            "documents": self.documents[name],
            "passages": 40,
            "work_s": work,
            "work_cpu_s": 2 * work,
        }
        return Run(wall_s=work + 10, cpu_s=0.0, output=f"a warning\n{json.dumps(figures)}\n")


@pytest.fixture
def pipelines(monkeypatch: pytest.MonkeyPatch) -> Pipelines:
    made = Pipelines()
    monkeypatch.setattr(ingest, "run", made.run)
    return made


def test_ratios_are_taken_round_by_round(pipelines: Pipelines) -> None:
    figures = bench_ingest(Path("articles"))
    faster = figures["times_faster_than"]
    assert set(faster) == {"plain_256", "plain_default"}
    # 5/1, 30/10, 1000/100: the ratio of the medians would be 3.
    assert faster["plain_256"]["work"] == {"min": 3.0, "median": 5.0, "max": 10.0}
    assert faster["plain_256"]["work_cpu"] == faster["plain_256"]["work"]
    assert faster["plain_default"]["work"] == {"min": 2.0, "median": 2.0, "max": 2.0}
    # (5 + 10) / (1 + 10), (30 + 10) / (10 + 10), (1000 + 10) / (100 + 10)
    assert faster["plain_256"]["process"] == {"min": 1.364, "median": 2.0, "max": 9.182}


def test_a_document_left_out_wins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "run", Pipelines({"own": 2}).run)
    faster = bench_ingest(Path("articles"))["times_faster_than"]
    assert faster["plain_default"]["work"]["median"] == 1.0


def test_documents_per_second_are_of_the_median_round(pipelines: Pipelines) -> None:
    figures = bench_ingest(Path("articles"))
    assert figures["documents_per_second"] == {
        "own": 0.4,
        "plain_256": round(4 / 30, 3),
        "plain_default": 0.2,
    }
    assert (figures["folder"], figures["rounds"], figures["documents"]) == ("articles", 3, 4)


def test_pipelines_take_turns_each_into_a_store_that_is_gone_afterwards(
    pipelines: Pipelines,
) -> None:
    told: list[str] = []
    bench_ingest(Path("articles"), rounds=2, tell=told.append)
    assert pipelines.ran == [*PIPELINES, *PIPELINES]
    assert len(set(pipelines.stores)) == 6
    assert not any(store.parent.exists() for store in pipelines.stores)
    assert told[0] == "round 1 of 2: own"
    assert len(told) == 6


def test_a_pipeline_that_fails_ends_the_run_and_leaves_no_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stores: list[Path] = []

    def fail(command: Sequence[str]) -> Run:
        stores.append(Path(command[4]))
        raise KbError("`plain` failed: out of memory")

    monkeypatch.setattr(ingest, "run", fail)
    with pytest.raises(KbError, match="out of memory"):
        bench_ingest(Path("articles"))
    assert not stores[0].parent.exists()
