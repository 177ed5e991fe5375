"""`kb conversations`: what was asked on the page, kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import Json

conversations = typer.Typer(
    help="Conversations of the page: list, read, export, ask again, forget.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Identity = Annotated[
    str, typer.Argument(metavar="ID", show_default=False, help="As `list` shows it.")
]


@conversations.command("list")
def list_(
    words: Annotated[
        str, typer.Argument(show_default=False, help="Only those that hold all these words.")
    ] = "",
    json: Json = False,
) -> None:
    """Your conversations, the newest first."""
    from ui.cli.commands.conversations import listing

    raise typer.Exit(listing(words, json=json))


@conversations.command("show")
def show(identity: Identity, json: Json = False) -> None:
    """Read one."""
    from ui.cli.commands.conversations import show as run

    raise typer.Exit(run(identity, json=json))


@conversations.command("export")
def export(
    identity: Identity,
    to: Annotated[
        Path,
        typer.Option(
            metavar="FILE", show_default=False, help="A file ending in .md, .docx or .json."
        ),
    ],
) -> None:
    """Write one to a file, with its sources. Sentences without support are left out."""
    from ui.cli.commands.conversations import export as run

    raise typer.Exit(run(identity, to))


@conversations.command("rename")
def rename(
    identity: Identity,
    title: Annotated[str, typer.Argument(show_default=False, help="Its new title.")],
) -> None:
    """Give one another title."""
    from ui.cli.commands.conversations import rename as run

    raise typer.Exit(run(identity, title))


@conversations.command("delete")
def delete(
    identity: Identity,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget one."""
    from ui.cli.commands.conversations import delete as run

    raise typer.Exit(run(identity, yes=yes))


@conversations.command("replay")
def replay(identity: Identity, json: Json = False) -> None:
    """Ask its questions again: would today's library say the same?"""
    from ui.cli.commands.conversations import replay as run

    raise typer.Exit(run(identity, json=json))
