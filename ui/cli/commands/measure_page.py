"""Writing a measurement as an HTML page."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb.errors import KbError
from kb.evaluate.report import Bar, Section, html_report

SHARES = (
    "citation_recall",
    "citation_precision",
    "quotes_verbatim",
    "numbers_supported",
    "coverage",
    "article_first",
    "evidence_in_first_5",
    "evidence_in_answer",
    "wrongly_refused",
    "rightly_refused",
    "auroc",
    "macro_f1",
    "accuracy",
)


def write_page(target: Path, result: Any) -> None:
    """Write what a measurement gave as a page that is complete in itself.

    Raises:
        KbError: the file cannot be written.
    """
    command = f"kb {' '.join(sys.argv[1:])}"
    sections = _rows(result) if isinstance(result, list) else _figures(result)
    title = " ".join(sys.argv[1:3]).replace("eval", "Evaluation:").strip() or "Evaluation"
    try:
        target.write_text(html_report(title.capitalize(), command, sections), encoding="utf-8")
    except OSError as error:
        raise KbError(f"{target} cannot be written: {error.strerror}.") from error
    print(f"The page is {target}.", file=sys.stderr)


def _rows(rows: list[dict[str, Any]]) -> list[Section]:
    bars = [
        Bar(str(row["name"]), float(row["ndcg@10"]), *row.get("interval", (None, None)))
        for row in rows
        if "ndcg@10" in row
    ]
    plain = [
        {name: value for name, value in row.items() if not isinstance(value, Mapping)}
        for row in rows
    ]
    sections = [Section("Every way to search" if bars else "Figures", "", plain, bars)]
    against = [
        {"name": row["name"], "against": other, **found}
        for row in rows
        for other, found in row.get("against", {}).items()
    ]
    if against:
        about = "Difference in nDCG@10 over the same questions, with the p of a randomisation test."
        sections.append(Section("Differences", about, against))
    return sections


def _figures(result: dict[str, Any]) -> list[Section]:
    single = {name: value for name, value in result.items() if not isinstance(value, (list, dict))}
    bars = [
        Bar(name.replace("_", " "), float(value))
        for name, value in single.items()
        if name in SHARES and value is not None
    ]
    sections = [
        Section("Figures", "", [{"figure": name, "value": v} for name, v in single.items()], bars)
    ]
    for name, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            sections.append(Section(name.replace("_", " ").capitalize(), "", value))
        elif isinstance(value, dict):
            rows = [
                {"": key, **one} if isinstance(one, dict) else {"": key, "value": one}
                for key, one in value.items()
            ]
            sections.append(Section(name.replace("_", " ").capitalize(), "", rows))
    return sections
