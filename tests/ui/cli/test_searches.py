"""`kb search` with filters, facets, export and saving, `kb similar`, `kb searches`."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from kb.access.local import local_principal
from tests.ui.cli.conftest import Ended, Run


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


def test_a_search_is_saved_listed_run_and_deleted(either, kb: Run):
    assert "No saved searches" in kb("searches", "list").out
    saved = kb("search", "pressure kidney", "--year-from", "2020", "--save", "Mine")
    assert "Saved as “Mine”" in saved.err
    (row,) = json.loads(kb("searches", "list", "--json").out)
    assert (row["name"], row["filters"]["year_from"]) == ("Mine", 2020)
    assert "from 2020" in kb("searches", "list").out
    hits = json.loads(kb("searches", "run", "Mine", "--json").out)
    assert {hit["document"]["id"] for hit in hits} == {"d1"}
    assert kb("searches", "delete", "Mine").status == 2  # nobody there to ask
    assert kb("searches", "delete", row["id"], "--yes").status == 0
    assert kb("searches", "run", "Mine").status == 1


def test_what_is_kept_of_searches_reads_the_same_whether_or_not_a_server_runs(request, kb):
    odd = ["", "ACE/ARB", "100% %s", "..", "' OR 1=1 --", "named", "\udcff", "é" * 3000]
    commands = [
        ("search", "pressure", "--save", "ACE/ARB"),
        ("search", "pressure visit", "--sort", "year", "--save", "n" * 500),
        ("searches", "list"),
        ("searches", "list", "--limit", "1"),
        ("searches", "list", "--offset", "9"),
        *(("searches", "run", name) for name in odd),
        ("searches", "run", "n" * 500, "-k", "1", "--json"),
        ("searches", "delete", "ACE/ARB"),
        ("searches", "delete", "ACE/ARB", "--yes"),
        ("searches", "delete", "n" * 120, "--yes"),
        *(("searches", "delete", name, "--yes") for name in odd),
    ]

    def said(way: str) -> list[Ended]:
        request.getfixturevalue(way)
        ended = [kb(*words) for words in commands]
        assert not any("went wrong" in one.err for one in ended)
        return [Ended(one.status, without_the_moment(one.out), one.err) for one in ended]

    assert said("here") == said("served")


def without_the_moment(text: str) -> str:
    """A list without the ids and times that it gets as it is made."""
    return re.sub(r"(?m)^[0-9a-f]{8}\s+[\d-]+\s[\d:]+", "ID WHEN", text)


def test_a_long_list_says_that_it_goes_on(either, kb: Run):
    for n in range(52):
        either.searches.save(f"s{n}", "pressure", local_principal())
    first = kb("searches", "list", "--json")
    assert len(json.loads(first.out)) == 50
    assert "--offset 50" in first.err
    rest = kb("searches", "list", "--json", "--offset", "50")
    assert [row["name"] for row in json.loads(rest.out)] == ["s1", "s0"]
