"""``kb doctor``: the findings, the worst of them in the exit status."""

from __future__ import annotations

import json as jsonlib

from kb.types import as_json
from ui.cli.exits import DONE, FAILED
from ui.cli.paper import Paper, count
from ui.cli.status import Status

SIGNS = {"ok": ("✓", "good"), "warn": ("!", "caution"), "fail": ("✗", "danger")}


def run(*, json: bool) -> int:
    """Examine the library in this process, whether or not a server runs."""
    from kb.doctor import examine
    from kb.settings import Settings

    with Status("Examining"):
        findings = examine(Settings.load())
    failed = sum(finding.status == "fail" for finding in findings)
    warned = sum(finding.status == "warn" for finding in findings)
    if json:
        print(jsonlib.dumps(as_json(findings), ensure_ascii=False, indent=2))
        return FAILED if failed else DONE
    paper = Paper()
    for finding in findings:
        sign, style = SIGNS[finding.status]
        paper.paragraph(
            f"{sign} {finding.name}: {finding.message}",
            rest="  ",
            styles=() if finding.status == "ok" else (style,),
        )
        if finding.fix and finding.status != "ok":
            paper.paragraph(finding.fix, first="  → ")
    paper.line()
    if failed or warned:
        paper.line(f"{count(failed, 'problem')}, {count(warned, 'warning')}.")
    else:
        paper.line("Everything is in order.")
    return FAILED if failed else DONE
