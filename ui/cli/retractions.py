"""What ``kb retractions`` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import Json

retractions = typer.Typer(
    name="retractions",
    help="The list of retractions: its date, and the works of the library that it marks.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@retractions.callback()
def show(context: typer.Context, json: Json = False) -> None:
    """Show the list in force, and the works that are retracted, of concern, corrected or superseded."""
    if context.invoked_subcommand is None:
        from ui.cli.commands.retractions import show as run

        raise typer.Exit(run(json=json))


@retractions.command("import")
def take(
    file: Annotated[
        Path,
        typer.Argument(
            show_default=False, help="The CSV file of the Retraction Watch database (DOI and PMID)."
        ),
    ],
    json: Json = False,
) -> None:
    """Put a list in the place of the one before, wholly or not at all."""
    from ui.cli.commands.retractions import take as run

    raise typer.Exit(run(file, json=json))
