"""``kb conversations``: reading, exporting and replaying what was asked and kept."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kb.answer.export import FORMATS
from kb.errors import NotFound
from ui.cli.commands.ask import STANDING_NOTE, show_answer
from ui.cli.door import Door, open_door
from ui.cli.exits import DONE, FAILED, WrongUse
from ui.cli.paper import Paper, count
from ui.cli.status import Status
from ui.cli.writing import write_file, write_out

if TYPE_CHECKING:
    from kb.answer.export import FormatName
    from ui.kept.forms import OpenedForm, ReplayForm, TurnForm

AT_ONCE = 100
ENDINGS = {form.ending: name for name, form in FORMATS.items()}


def listing(words: str, limit: int, offset: int, *, json: bool) -> int:
    """List them."""
    with open_door() as door:
        # One more than is shown tells whether there are more.
        rows = door.conversations.all(words, limit=limit + 1, offset=offset)
    more, rows = rows[limit:], rows[:limit]
    if json:
        print(jsonlib.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        from ui.cli.table import cell, table, write

        grid = table("Id", "Changed", "Questions", "Title")
        grid.columns[0].no_wrap = True
        for row in rows:
            changed = row["changed"][:16].replace("T", " ")
            grid.add_row(row["id"], changed, str(row["turns"]), cell(row["title"]))
        write(grid)
    else:
        said = f"No conversation holds “{words}”." if words else "No conversations yet."
        Paper().paragraph("There are no more." if offset else said)
    if more:
        tell_of_more(limit + offset)
    return DONE


def tell_of_more(shown: int) -> None:
    """Say on standard error that a list goes on."""
    Paper(sys.stderr).line(f"There are more: --offset {shown} goes on, --limit shows more.")


def show(identity: str, *, json: bool) -> int:
    """Print one; as JSON like its export, without what nothing supports."""
    with open_door() as door:
        if json:
            _, content = door.conversations.export(identity, "json")
            print(content.decode(), end="")
            return DONE
        paper = Paper()
        for position, (row, turn) in enumerate(_answers(door, identity)):
            if not position:
                paper.paragraph(row["title"], styles=("bold",))
                paper.line()
            asked = turn["asked"][:16].replace("T", " ")
            paper.paragraph(f"{turn['ordinal']}. {turn['question']}", styles=("bold",))
            paper.paragraph(f"{asked} UTC", styles=("dim",))
            paper.line()
            show_answer(paper, turn["answer"])
            paper.line()
    paper.paragraph(STANDING_NOTE, styles=("dim",))
    return DONE


def _answers(door: Door, identity: str) -> Iterator[tuple[OpenedForm, TurnForm]]:
    """All that was said in it, fetched by and by: answers are large."""
    offset = 0
    while True:
        opened = door.conversations.open(identity, limit=AT_ONCE, offset=offset)
        for turn in opened["answers"]:
            yield opened, turn
        offset += AT_ONCE
        if offset >= opened["turns"]:
            return


def export(identity: str, to: Path | None, form: FormatName | None, *, force: bool) -> int:
    """Write one to a new file or to standard output, without what nothing supports."""
    printed = to is None or str(to) == "-"
    if form is None:
        form = "markdown" if printed or to is None or to.is_dir() else _form_of(to)
    if printed and form == "docx" and sys.stdout.isatty():
        raise WrongUse("A Word file is not for the terminal.", hint="Give a file: -o FILE.docx")
    with open_door() as door:
        name, content = door.conversations.export(identity, form)
    if to is None or printed:
        write_out(content)
        return DONE
    path = to / name if to.is_dir() else to
    write_file(path, content, replace=force, hint="Give another name, or --force to replace it.")
    Paper(sys.stderr).line(f"Written to {path}.")
    return DONE


def _form_of(path: Path) -> FormatName:
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        raise WrongUse(
            f"A conversation is written as {', '.join(ENDINGS)}, not as {path.suffix or 'nothing'}.",
            hint="End the file's name in one of these, or say which with --format.",
        )
    return form


def rename(identity: str, title: str) -> int:
    """Rename one."""
    with open_door() as door:
        row = door.conversations.rename(identity, title)
    Paper().line(f"It is called “{row['title']}” now.")
    return DONE


def delete(identity: str, *, yes: bool) -> int:
    """Forget one, once it is confirmed."""
    with open_door() as door:
        row = door.conversations.open(identity, limit=1)
        if not confirmed(row["title"], yes=yes):
            return FAILED
        door.conversations.delete(identity)
    Paper().line(f"Deleted “{row['title']}”.")
    return DONE


def confirmed(title: str, *, yes: bool) -> bool:
    """Whether it may be deleted. Raises WrongUse where nobody is there to be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise WrongUse(
            f"This would delete “{title}”.", hint="Add --yes to do so without being asked."
        )
    import typer

    if typer.confirm(f"Delete “{title}”?", err=True):
        return True
    print("Nothing was deleted.", file=sys.stderr)
    return False


def replay(identity: str, ordinal: int | None, *, json: bool) -> int:
    """Ask its questions again, or one of them, with the writer of then and compare."""
    found: list[ReplayForm] = []
    with Status("Opening the library") as status, open_door() as door:
        turns = 1 if ordinal is not None else door.conversations.open(identity, limit=1)["turns"]
        wanted = range(1, turns + 1) if ordinal is None else (ordinal,)
        for number in wanted:
            status.say(f"Question {number} of {turns}" if ordinal is None else "Asking again")
            try:
                found.append(door.conversations.replay(identity, number))
            except NotFound:
                # Deleted meanwhile: what was compared until then is still worth showing.
                if not found:
                    raise
                break
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    for one in found:
        _show_replay(paper, one)
    differing = sum(not one["same"] for one in found)
    paper.line(f"{count(len(found), 'question')}, {differing} answered otherwise today.")
    return DONE


def _show_replay(paper: Paper, one: ReplayForm) -> None:
    paper.paragraph(f"{one['ordinal']}. {one['question']}", styles=("bold",))
    if one["same"]:
        paper.paragraph("The same answer, from the same passages.", first="  ", rest="  ")
        return
    for difference in one["differences"]:
        paper.paragraph(difference, first="  ", rest="  ", styles=("caution",))
    paper.paragraph(f"Then: {one['then']}", first="  ", rest="    ")
    paper.paragraph(f"Now: {one['now']}", first="  ", rest="    ")
