"""Tables on standard output: rich's, with hairlines only."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ui.cli.paper import measure, wants_colour

WIDEST = 120


def table(*headings: str) -> Table:
    """Make an empty table."""
    grid = Table(
        box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold", show_edge=False
    )
    for heading in headings:
        grid.add_column(heading)
    return grid


def cell(text: str, style: str = "") -> Text:
    """Make a cell of text that is taken literally: brackets in a title are no markup."""
    return Text(text, style=style)


def console(stream: TextIO | None = None) -> Console:
    """Make a console as wide as the terminal, up to :data:`WIDEST`, or 78 characters when piped."""
    stream = stream or sys.stdout
    width = None
    if not stream.isatty():
        width = measure()
    made = Console(
        file=stream,
        width=width,
        no_color=not wants_colour(stream),
        highlight=False,
        markup=False,
        emoji=False,
    )
    made.width = min(made.width, WIDEST)
    return made


def write(grid: Table, stream: TextIO | None = None) -> None:
    """Write a table; nothing but its lines, without padding at their ends."""
    target = console(stream)
    with target.capture() as captured:
        target.print(grid)
    for line in captured.get().rstrip().splitlines():
        print(line.rstrip(), file=stream or sys.stdout)
