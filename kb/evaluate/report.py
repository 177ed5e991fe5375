"""Measurements as one HTML page: tables and plots, nothing fetched, nothing that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --dim: #5b6675; --line: #d9dee5; --bar: #2f6f8f;
  --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --dim: #9aa5b3; --line: #333c48;
  --bar: #6fb1cf; --paper: #14181d; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
p, figcaption { color: var(--dim); margin: .25rem 0 .75rem; }
code { font-size: .9em; } figure { margin: 1rem 0; overflow-x: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .75rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
th { font-weight: 600; color: var(--dim); } th:first-child, td:first-child { text-align: left; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .axis { fill: var(--dim); font-size: 11px; }
"""

_LEFT, _WIDTH, _ROW = 210, 460, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot: a value from 0 to 1, and its interval where there is one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence about it, rows of figures, and bars."""

    title: str
    about: str = ""
    rows: Sequence[Mapping[str, Any]] = ()
    bars: Sequence[Bar] = field(default=())


def html_report(title: str, command: str, sections: Sequence[Section]) -> str:
    """The page, complete in itself. Everything in it is escaped."""
    body = "\n".join(_section(one) for one in sections)
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n<p>Made {made} by <code>{escape(command)}</code>.</p>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>"]
    if section.about:
        parts.append(f"<p>{escape(section.about)}</p>")
    if section.bars:
        parts.append(_plot(section.bars, section.title))
    if section.rows:
        parts.append(_table(section.rows))
    return "\n".join(parts)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in columns)
    lines = [
        "<tr>" + "".join(f"<td>{escape(_shown(row.get(name)))}</td>" for name in columns) + "</tr>"
        for row in rows
    ]
    return (
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(lines)
        + "\n</tbody></table></div>"
    )


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, (list, tuple)):
        return " to ".join(_shown(one) for one in value) if len(value) == 2 else f"{len(value)}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    return str(value)


def _plot(bars: Sequence[Bar], title: str) -> str:
    """Horizontal bars on a scale from 0 to 1, with whiskers for intervals."""
    height = _ROW * len(bars) + 24
    marks = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = _LEFT + tick * _WIDTH
        marks.append(
            f'<line x1="{x}" x2="{x}" y1="0" y2="{height - 18}" stroke="var(--line)"/>'
            f'<text class="axis" x="{x}" y="{height - 4}" text-anchor="middle">{tick:g}</text>'
        )
    for place, bar in enumerate(bars):
        y = place * _ROW
        value = min(max(bar.value, 0.0), 1.0)
        marks.append(
            f'<text x="{_LEFT - 10}" y="{y + 17}" text-anchor="end">{escape(bar.name)}</text>'
            f'<rect x="{_LEFT}" y="{y + 5}" width="{value * _WIDTH:.1f}" height="{_ROW - 10}" rx="2" '
            f'fill="var(--bar)" opacity="0.85"/>'
            f'<text x="{_LEFT + _WIDTH + 10}" y="{y + 17}">{bar.value:.3f}</text>'
        )
        if bar.low is not None and bar.high is not None:
            low, high = (_LEFT + edge * _WIDTH for edge in (bar.low, bar.high))
            marks.append(
                f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y + 13}" y2="{y + 13}" '
                'stroke="var(--ink)" stroke-width="1.5"/>'
            )
    return (
        f'<figure><svg role="img" aria-label="{escape(title)}" width="{_LEFT + _WIDTH + 70}" '
        f'height="{height}" xmlns="http://www.w3.org/2000/svg">{"".join(marks)}</svg></figure>'
    )
