"""What the commands of terminology take: codes, definitions, units, calculators."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import Json

DATE = "%Y-%m-%d"

terms = typer.Typer(
    name="terms",
    help="The releases of ICD-10-CM that are loaded.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands to ``kb``."""
    for command in (code, define, lab, convert, calc):
        app.command()(command)
    app.add_typer(terms, name="terms")


def code(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS|CODE", show_default=False, help="A diagnosis in plain words, or a code."
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many codes.")] = 10,
    split: Annotated[
        bool, typer.Option("--split", help="Several findings in one sentence: codes for each.")
    ] = False,
    note: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="Candidates from a de-identified note, with the words that support each, for a "
            "coder to accept or drop; not billing advice.",
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="IN.csv",
            show_default=False,
            help="Many texts: the column `text` of a CSV. Needs --out.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT.csv",
            show_default=False,
            help="Where they go: text, rank, code, description, score; the best K a text.",
        ),
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(
            formats=[DATE],
            metavar="YYYY-MM-DD",
            show_default=False,
            help="The encounter's date: show a code as of the release in force then.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Find ICD-10-CM codes for words, or show everything about a code.

    The list is indexed once, at first use, which takes part of a minute.
    """
    from ui.cli.commands import code as command
    from ui.cli.exits import WrongUse

    text = " ".join(words or ())
    if sum((bool(words), note is not None, file is not None)) > 1:
        raise WrongUse("Words, --note and --file exclude each other.")
    if (file is None) != (out is None):
        raise WrongUse("--file and --out belong together: --file IN.csv --out OUT.csv.")
    if file is not None and out is not None:
        raise typer.Exit(command.of_file(file, out, k, json=json))
    if note is not None:
        raise typer.Exit(command.of_note(note, json=json))
    raise typer.Exit(command.run(text, k, date.date() if date else None, split=split, json=json))


def define(
    term: Annotated[
        list[str],
        typer.Argument(metavar="TERM", show_default=False, help="A term or an abbreviation."),
    ],
    json: Json = False,
) -> None:
    """Define a term: from the library with its page, else from the glossary."""
    from ui.cli.commands.define import run

    raise typer.Exit(run(" ".join(term), json=json))


def lab(
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="TEST", show_default=False, help="Any of its names, or its LOINC code."
        ),
    ],
    json: Json = False,
) -> None:
    """Show a laboratory test: its usual adult ranges, in both units, with their source."""
    from ui.cli.commands.lab import run

    raise typer.Exit(run(" ".join(name), json=json))


def convert(
    quantity: Annotated[
        list[str],
        typer.Argument(
            metavar="VALUE UNIT [SUBSTANCE] [to UNIT]",
            show_default=False,
            help="Such as: 126 mg/dL glucose. Without `to`, the other usual unit.",
        ),
    ],
    json: Json = False,
) -> None:
    """Convert a laboratory value, weight, length, temperature or pressure."""
    from ui.cli.commands.convert import run

    raise typer.Exit(run(" ".join(quantity), json=json))


def calc(
    name: Annotated[
        str | None, typer.Argument(show_default=False, help="The calculator; without it, a list.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE",
            show_default=False,
            help="Its inputs; without them, what it takes and where its formula is from.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Calculate: eGFR, corrected calcium, anion gap, CHA2DS2-VASc and others."""
    from ui.cli.commands.calc import run

    raise typer.Exit(run(name, values or [], json=json))


@terms.command()
def update(
    file: Annotated[
        Path, typer.Argument(show_default=False, help="The CDC's tabular XML of a release.")
    ],
    effective: Annotated[
        datetime | None,
        typer.Option(
            formats=[DATE],
            metavar="YYYY-MM-DD",
            show_default="the next 1 October or 1 April after the newest release",
            help="First day of the encounters that it holds for.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Load a later release, and say what it changes.

    The releases that are there stay, for encounters of their dates.
    """
    from ui.cli.commands.terms import update as run

    raise typer.Exit(run(file, effective.date() if effective else None, json=json))


@terms.command()
def releases(json: Json = False) -> None:
    """List the releases that are loaded, the newest first."""
    from ui.cli.commands.terms import releases as run

    raise typer.Exit(run(json=json))


@terms.command()
def build(json: Json = False) -> None:
    """Index the release that is installed, unless that is done."""
    from ui.cli.commands.terms import build as run

    raise typer.Exit(run(json=json))
