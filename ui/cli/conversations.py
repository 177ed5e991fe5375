"""What ``kb conversations`` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import FormatChoice, Json, Limit, Offset

conversations = typer.Typer(
    help="Conversations: list, read, export, ask again, rename, delete. `kb ask --keep` and the page begin them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Identity = Annotated[
    str, typer.Argument(metavar="ID", show_default=False, help="As `list` shows it.")
]


@conversations.command("list")
def list_(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS", show_default=False, help="Only those that hold all these words."
        ),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
    json: Json = False,
) -> None:
    """Your conversations, the newest first."""
    from ui.cli.commands.conversations import listing

    raise typer.Exit(listing(" ".join(words or ()), limit, offset, json=json))


@conversations.command("show")
def show(identity: Identity, json: Json = False) -> None:
    """Read one, with what its sources do not support marked; as JSON like its export."""
    from ui.cli.commands.conversations import show as run

    raise typer.Exit(run(identity, json=json))


@conversations.command("export")
def export(
    identity: Identity,
    to: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            "--to",
            metavar="FILE",
            show_default=False,
            help="A file ending in .md, .docx or .json, or a folder; without it standard output.",
        ),
    ] = None,
    format_: Annotated[
        FormatChoice | None,
        typer.Option("--format", help="What kind of file.", show_default="as FILE ends"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file that is there already.")
    ] = False,
) -> None:
    """Write one to a file, with its sources. Sentences without support are left out."""
    from ui.cli.commands.conversations import export as run

    raise typer.Exit(run(identity, to, format_, force=force))


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
def replay(
    identity: Identity,
    ordinal: Annotated[
        int | None,
        typer.Argument(
            metavar="NUMBER", min=1, show_default=False, help="Only this question, counted from 1."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Ask its questions again: would today's library say the same?"""
    from ui.cli.commands.conversations import replay as run

    raise typer.Exit(run(identity, ordinal, json=json))
