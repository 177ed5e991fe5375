"""Commands in new processes against importing the usual libraries; the processes stand aside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ui.api.token import announced, new_token
from ui.bench import cold
from ui.bench.cold import IMPORTS, bench_cold
from ui.bench.processes import Run

# Seconds by round; the first fills the file cache.
WALLS = {
    "help": [9.0, 0.1, 0.2, 0.4],
    "search": [9.0, 1.0, 3.0, 8.0],
    "ask": [9.0, 2.0, 2.0, 2.0],
    "imports": [9.0, 2.0, 4.0, 16.0],
}


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was run, in order; every command takes the seconds of ``WALLS``."""
    names: list[str] = []

    def run(command: Sequence[str]) -> Run:
        name = next(word for word in ("--help", "search", "ask", IMPORTS) if word in command)
        name = {"--help": "help", IMPORTS: "imports"}.get(name, name)
        names.append(name)
        return Run(WALLS[name][names.count(name) - 1], 0.0, "")

    monkeypatch.setattr(cold, "run", run)
    return names


def test_the_first_round_is_not_counted(ran: list[str]) -> None:
    figures = bench_cold(rounds=3)
    assert figures["rounds"] == 3
    assert figures["seconds"]["ask"] == {"min": 2.0, "median": 2.0, "max": 2.0}
    assert figures["seconds"]["imports"] == {"min": 2.0, "median": 4.0, "max": 16.0}


def test_commands_take_turns(ran: list[str]) -> None:
    told: list[str] = []
    bench_cold(rounds=1, tell=told.append)
    assert ran == [*WALLS, *WALLS]
    assert told[0] == "round 0 of 1: help"


def test_shares_are_taken_round_by_round(ran: list[str]) -> None:
    # search: 1/2, 3/4, 8/16, whose median is 0.5; that of the medians would be 3/4.
    # ask: 2/2, 2/4, 2/16; help: 0.1/2, 0.2/4, 0.4/16.
    assert bench_cold(rounds=3)["share_of_imports"] == {"help": 0.05, "search": 0.5, "ask": 0.5}


def test_figures_say_whether_a_server_answered(ran: list[str], tmp_path: Path) -> None:
    assert bench_cold(rounds=1)["through_server"] is False
    home = tmp_path / "home"
    new_token(home)
    ran.clear()
    with announced(home, "http://127.0.0.1:1"):
        assert bench_cold(rounds=1)["through_server"] is True
