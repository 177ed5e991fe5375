"""`kb bench cold`: how long a command takes in a new process, against importing the usual libraries."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from typing import Any

from ui.bench.processes import run, spread

QUESTION = "What blood pressure target is recommended in chronic kidney disease?"
IMPORTS = "import llama_index.core, llama_index.embeddings.huggingface, chromadb"


def bench_cold(*, rounds: int = 5, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Time commands over the library that is set, in turn with importing the usual libraries.

    With a server running the commands go through it, and the figures say so.
    """
    kb = [sys.executable, "-m", "ui.cli.main"]
    commands = {
        "help": [*kb, "--help"],
        "search": [*kb, "search", QUESTION, "--json"],
        "ask": [*kb, "ask", QUESTION, "--writer", "extractive", "--json"],
        "imports": [sys.executable, "-c", IMPORTS],
    }
    walls: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            tell(f"round {number} of {rounds}: {name}")
            wall = run(command).wall_s
            if number:  # the first round warms the file cache
                walls[name].append(wall)
    return {
        "rounds": rounds,
        "seconds": {name: spread(values) for name, values in walls.items()},
        "share_of_imports": {
            name: round(
                statistics.median(
                    one / base for one, base in zip(values, walls["imports"], strict=True)
                ),
                3,
            )
            for name, values in walls.items()
            if name != "imports"
        },
        "through_server": _server_runs(),
    }


def _server_runs() -> bool:
    from kb.settings import Settings
    from ui.api.token import live_record

    return live_record(Settings.load().home) is not None
