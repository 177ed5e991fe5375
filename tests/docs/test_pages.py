"""The written pages keep up with what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "corpora").glob("*.md")]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
DECISION = re.compile(r"docs/decisions/(\d{4}-[a-z0-9.-]+\.md)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), target


def test_every_decision_that_the_code_names_is_written() -> None:
    named = {
        found
        for folder in ("kb", "ingest", "ui")
        for path in (ROOT / folder).rglob("*.py")
        for found in DECISION.findall(path.read_text(encoding="utf-8"))
    }
    written = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert named <= written


def test_the_readme_names_commands_that_exist() -> None:
    from typer.main import get_command

    from ui.cli.main import app

    known = set(getattr(get_command(app), "commands", {}))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)kb ([a-z]+)", text, flags=re.MULTILINE))
    assert named <= known
    assert known <= named | {"version"}


def test_the_makefile_lists_what_the_readme_promises() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    promised = re.findall(r"make ([a-z0-9]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert set(promised) <= targets
