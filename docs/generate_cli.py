"""Write docs/cli.md from the command line's own help; with --check only say whether it is up to date.

Usage: python docs/generate_cli.py [--check]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "cli.md"
WIDTH = 80

INTRODUCTION = """\
# The command line

This page is written by `python docs/generate_cli.py` from the help of `kb`; do not edit it by hand.

Standard output is the result, standard error the progress and the messages. With `--json` the result is
JSON. Exit status: 0 done, 1 failed, 2 wrong use, 3 some files failed, 130 stopped with Ctrl-C.

While `kb serve` runs, every command but `calc`, `convert`, `doctor`, `inspect`, `lab`, `policy`, `settings` and
`version` goes through it, and the server's settings hold; otherwise the command opens the library itself. The
output is the same.
`NO_COLOR` switches colours off.
"""


def render() -> str:
    """Return the whole page: the help of `kb`, then of each command, as a terminal of 80 columns has it."""
    # The help is wrapped to the terminal that it finds, also when it is made here.
    os.environ["COLUMNS"] = str(WIDTH)
    os.environ.pop("TERMINAL_WIDTH", None)
    import typer.main

    from ui.cli.main import app

    return "\n".join([INTRODUCTION, *_helps(typer.main.get_command(app), "kb", None)])


def _helps(command: Any, name: str, parent: Any) -> Iterator[str]:
    """Yield the section of a command, then those of its subcommands."""
    with command.make_context(name, [], parent=parent, resilient_parsing=True) as context:
        lines = [line.rstrip() for line in command.get_help(context).rstrip().splitlines()]
        yield "\n".join([f"## {context.command_path}", "", "```text", *lines, "```", ""])
        for below, subcommand in getattr(command, "commands", {}).items():
            yield from _helps(subcommand, below, context)


def main(arguments: list[str]) -> int:
    """Write the page, or check it; return the exit status."""
    page = render()
    if "--check" in arguments:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print(f"{PAGE} is out of date. Run: python docs/generate_cli.py", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
