"""`kb search` with filters, facets, export and saving, `kb similar`, `kb searches`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.ui.cli.conftest import Run


@pytest.mark.parametrize(
    "words",
    [
        ("search", "pressure kidney disease", "--facets", "--json"),
        ("search", "pressure kidney disease", "--facets"),
        ("search", "pressure kidney disease", "--sort", "year", "--json"),
        ("similar", "d1"),
        ("similar", "d1", "--json", "-k", "1"),
        ("similar", "nothing"),
    ],
)
def test_a_command_says_the_same_whether_or_not_a_server_runs(request, kb, words):
    request.getfixturevalue("here")
    local = kb(*words)
    request.getfixturevalue("served")
    remote = kb(*words)
    if "--json" in words and "--facets" in words:
        assert json.loads(local.out)["facets"] == json.loads(remote.out)["facets"]
        assert json.loads(local.out)["hits"] == json.loads(remote.out)["hits"]
    else:
        assert local == remote


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [("--design", "cohorts", "cohort study"), ("--type", "guidlines", "guideline")],
)
@pytest.mark.parametrize("command", ["search", "ask"])
def test_an_unknown_type_or_design_is_refused_with_the_known_ones(
    here, kb, command, option, value, known
):
    ended = kb(command, "pressure", option, value)
    assert ended.status == 2
    assert value in ended.err
    assert known in ended.err


def test_filters_reach_the_library(either, kb):
    kb(
        "ask",
        "pressure",
        "--design",
        "rct",
        "--design",
        "cohort study",
        "--journal",
        "BMJ",
        "--json",
    )
    (_, filters, _), *_ = either.asked
    assert filters.designs == ("randomised controlled trial", "cohort study")
    assert filters.journals == ("BMJ",)


def test_works_are_exported_once_each_and_nothing_is_overwritten(here, kb, tmp_path: Path):
    for ending in (".ris", ".bib", ".csv"):
        target = tmp_path / f"works{ending}"
        ended = kb("search", "pressure kidney sodium", "--export", str(target))
        assert ended.status == 0
        assert "written to" in ended.err
        assert target.stat().st_mode & 0o077 == 0
        before = target.read_bytes()
        again = kb("search", "pressure", "--export", str(target))
        assert again.status == 1
        assert target.read_bytes() == before
    rows = list(csv.DictReader((tmp_path / "works.csv").read_text().splitlines()))
    assert len({row["id"] for row in rows}) == len(rows)


def test_an_unknown_ending_is_refused_before_anything_is_searched(here, kb, tmp_path: Path):
    here.fails_with = AssertionError("searched")
    ended = kb("search", "pressure", "--export", str(tmp_path / "works.xlsx"))
    assert ended.status == 2
    assert ".ris" in ended.err


def test_a_search_is_saved_listed_run_and_deleted(here, kb: Run):
    assert "No saved searches" in kb("searches", "list").out
    saved = kb("search", "pressure kidney", "--year-from", "2020", "--save", "Mine")
    assert "Saved as “Mine”" in saved.err
    (row,) = json.loads(kb("searches", "list", "--json").out)
    assert (row["name"], row["filters"]["year_from"]) == ("Mine", 2020)
    assert "2020-" in kb("searches", "list").out
    hits = json.loads(kb("searches", "run", "Mine", "--json").out)
    assert {hit["document"]["id"] for hit in hits} == {"d1"}
    assert kb("searches", "delete", "Mine").status == 2  # nobody there to ask
    assert kb("searches", "delete", row["id"], "--yes").status == 0
    assert kb("searches", "run", "Mine").status == 1
