"""``kb searches``: searches that were saved."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.options import Json, Limit, Offset

searches = typer.Typer(
    help="Saved searches: list, run again, delete. `kb search ... --save NAME` keeps one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Identity = Annotated[
    str, typer.Argument(metavar="ID|NAME", show_default=False, help="As `list` shows it.")
]


@searches.command("list")
def list_(limit: Limit = 50, offset: Offset = 0, json: Json = False) -> None:
    """Your saved searches, the newest first."""
    from ui.cli.commands.searches import listing

    raise typer.Exit(listing(limit, offset, json=json))


@searches.command("run")
def run(
    identity: Identity,
    k: Annotated[
        int | None,
        typer.Option(
            "-k", min=1, max=200, help="How many passages.", show_default="KB_SEARCH__RESULTS"
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Search again, with the filters and the order of then."""
    from ui.cli.commands.searches import again

    raise typer.Exit(again(identity, k, json=json))


@searches.command("delete")
def delete(
    identity: Identity,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget one."""
    from ui.cli.commands.searches import delete as run_

    raise typer.Exit(run_(identity, yes=yes))
