"""``kb conversations``: reading, exporting and replaying what was asked.

They lie in the catalog, which any process may read while the server runs.
"""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from kb.access.local import local_principal
from kb.errors import KbError
from kb.library import Library
from kb.settings import Settings
from kb.types import Answer, as_json
from ui.cli.exits import DONE, FAILED, WrongUse
from ui.cli.paper import Paper, count

FORMATS = (".md", ".docx", ".json")


@contextmanager
def _library() -> Iterator[Library]:
    library = Library.open(Settings.load())
    try:
        yield library
    finally:
        library.close()


def listing(words: str, *, json: bool) -> int:
    """List them."""
    with _library() as library:
        rows = library.conversations.all(local_principal(), words)
    if json:
        print(jsonlib.dumps(as_json(rows), ensure_ascii=False, indent=2))
        return DONE
    if not rows:
        said = f"No conversation holds “{words}”." if words else "No conversations yet."
        Paper().paragraph(said)
        return DONE
    from ui.cli.table import cell, table, write

    grid = table("Id", "Changed", "Questions", "Title")
    grid.columns[0].no_wrap = True
    for row in rows:
        changed = row.changed[:16].replace("T", " ")
        grid.add_row(row.id, changed, str(row.turns), cell(row.title))
    write(grid)
    return DONE


def show(identity: str, *, json: bool) -> int:
    """Print one."""
    from kb.answer.export import as_data

    with _library() as library:
        row, exchanges = library.conversations.open(identity, local_principal())
    if json:
        print(as_data(row, exchanges), end="")
        return DONE
    paper = Paper()
    paper.line(paper.style(row.title, "bold"))
    for one in exchanges:
        paper.line()
        paper.paragraph(one.question, styles=("bold",))
        paper.text(one.answer.answer)
        for cited in one.answer.citations:
            paper.paragraph(
                f"[{cited.n}] {cited.document.title}, page {cited.page}", styles=("dim",)
            )
    return DONE


def export(identity: str, to: Path) -> int:
    """Write one to a new file, readable by its owner only."""
    from kb.answer.export import as_data, as_markdown, as_word

    ending = to.suffix.lower()
    if ending not in FORMATS:
        raise WrongUse(
            f"A conversation is written as {', '.join(FORMATS)}, not as {ending or 'nothing'}.",
            hint="End the file's name in one of these.",
        )
    with _library() as library:
        row, exchanges = library.conversations.open(identity, local_principal())
    content = (
        as_word(row, exchanges)
        if ending == ".docx"
        else (as_data if ending == ".json" else as_markdown)(row, exchanges).encode()
    )
    try:
        to.touch(mode=0o600, exist_ok=False)
        to.write_bytes(content)
    except FileExistsError as error:
        raise KbError(f"{to} is there already.", hint="Give another name.") from error
    except OSError as error:
        raise KbError(f"{to} cannot be written: {error.strerror}.") from error
    Paper(sys.stderr).line(f"Written to {to}.")
    return DONE


def rename(identity: str, title: str) -> int:
    """Rename one."""
    with _library() as library:
        library.conversations.rename(identity, title, local_principal())
    return DONE


def delete(identity: str, *, yes: bool) -> int:
    """Forget one, once it is confirmed."""
    with _library() as library:
        row, _ = library.conversations.open(identity, local_principal())
        if not yes:
            if not sys.stdin.isatty():
                raise WrongUse(
                    f"This would delete “{row.title}”.",
                    hint="Add --yes to do so without being asked.",
                )
            if not typer.confirm(f"Delete “{row.title}”?", err=True):
                print("Nothing was deleted.", file=sys.stderr)
                return FAILED
        library.conversations.delete(identity, local_principal())
    Paper().line(f"Deleted “{row.title}”.")
    return DONE


def replay(identity: str, *, json: bool) -> int:
    """Ask every question again with the writer of then and compare."""
    principal = local_principal()
    found = []
    with _library() as library:
        kept = library.conversations
        _, exchanges = kept.open(identity, principal)
        for one in exchanges:
            writer = one.answer.writer

            def ask(question: str, writer: str = writer) -> Answer:
                return library.ask(question, principal, writer=writer)

            found.append((one, kept.replay(one, ask)))
    if json:
        rows = [
            {
                "question": one.question,
                "asked": one.asked,
                "same": compared.same,
                "differences": list(compared.differences),
                "then": compared.then.answer,
                "now": compared.now.answer,
            }
            for one, compared in found
        ]
        print(jsonlib.dumps(rows, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    for one, compared in found:
        paper.paragraph(one.question, styles=("bold",))
        if compared.same:
            paper.paragraph("The same answer, from the same passages.", first="  ", rest="  ")
        for difference in compared.differences:
            paper.paragraph(difference, first="  ", rest="  ", styles=("caution",))
        if not compared.same:
            paper.paragraph(f"Then: {compared.then.answer}", first="  ", rest="    ")
            paper.paragraph(f"Now: {compared.now.answer}", first="  ", rest="    ")
    differing = sum(not compared.same for _, compared in found)
    paper.line(f"{count(len(found), 'question')}, {differing} answered otherwise today.")
    return DONE
