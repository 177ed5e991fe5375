"""The floors: ui stands on ingest and kb, ingest on kb, nothing is imported upward, nothing in circles.

Every import counts, also those inside functions and those for type checkers alone: they say what a module
knows of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = ("kb", "ingest", "ui")
# From the lowest up. What stands on one floor may import what is below, and within its own part.
FLOORS = (
    {"kb.errors", "kb.types", "kb.offline"},
    {"kb.settings", "kb.access", "kb.text"},
    {"kb.store", "kb.lexicon"},
    {"kb.search"},
    {"kb.terms"},
    {"kb.answer"},
    {"kb.library", "kb.doctor"},
    {"kb.evaluate"},
    {"ingest"},
    {"ui"},
)
# Not a part: `kb` itself holds the version alone.
LOWEST = {"kb"}


def modules(root: Path, projects: tuple[str, ...]) -> dict[str, Path]:
    """Every module by its name; a package goes by its folder's."""
    found = {}
    for project in projects:
        for path in sorted((root / project).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: Mapping[str, Path]) -> set[str]:
    """The modules of the project that a file names in any of its imports."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            named.update(
                whole if (whole := f"{node.module}.{one.name}") in known else str(node.module)
                for one in node.names
            )
    return named & set(known)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other (strong components, Tarjan 1972)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        waiting.append(name)
        for other in sorted(graph[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in waiting:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            at = waiting.index(name)
            group = waiting[at:]
            del waiting[at:]
            if len(group) > 1 or name in graph[name]:
                found.append(sorted(group))

    for name in graph:
        if name not in number:
            visit(name)
    return found


@cache
def graph() -> dict[str, set[str]]:
    known = modules(ROOT, PROJECTS)
    return {name: imported(path, known) for name, path in known.items()}


def part(name: str) -> str:
    """The part of the project that a module belongs to: ``kb.store.rows`` to ``kb.store``."""
    return ".".join(name.split(".")[: 2 if name.startswith("kb.") else 1])


def upward(edges: Mapping[str, set[str]]) -> Iterator[str]:
    """Imports that do not lead to a lower floor, as "a -> b"."""
    floor = {one: number for number, parts in enumerate(FLOORS) for one in parts}
    for name, others in edges.items():
        for other in sorted(others):
            own, its = part(name), part(other)
            if its not in LOWEST and own != its and floor[its] >= floor[own]:
                yield f"{name} -> {other}"


def test_every_part_has_a_floor():
    floors = set().union(*FLOORS) | LOWEST
    assert {part(name) for name in graph()} == floors


def test_nothing_is_imported_upward():
    assert list(upward(graph())) == []


def test_nothing_is_imported_in_circles():
    assert circles(graph()) == []


@pytest.mark.parametrize(
    "line",
    [
        "from kb.search.query import prepare",
        "import kb.search.query",
        "def f():\n    from kb.search import query",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from kb.search.query import prepare",
    ],
    ids=["plain", "whole", "in a function", "for types"],
)
def test_an_upward_import_would_be_seen(tmp_path, line):
    for name, text in (("kb/store/rows.py", line), ("kb/search/query.py", "")):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    known = modules(tmp_path, ("kb",))
    edges = {name: imported(path, known) for name, path in known.items()}
    assert list(upward(edges)) == ["kb.store.rows -> kb.search.query"]


def test_a_circle_would_be_seen():
    edges = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"e"}}
    assert circles(edges) == [["a", "b", "c"], ["e"]]
