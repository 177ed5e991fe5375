"""The edge of the program: errors become sentences, and tracebacks go to the log."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import KbError
from kb.offline import go_offline
from ui.cli.exits import DONE, FAILED, STOPPED, status_of

if TYPE_CHECKING:
    import typer

LOG = "cli.log"


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run the command and return its exit status; nothing is raised."""
    go_offline()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign gets a question mark, not an exception.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(args=list(arguments), prog_name="kb")
    except SystemExit as ended:
        return _code(ended)
    except KbError as error:
        print(error.message, file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        return status_of(error)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # The reader has gone (`kb documents | head`); keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        return _unexpected(error, arguments)
    return DONE


def _code(ended: SystemExit) -> int:
    if ended.code is None:
        return DONE
    return ended.code if isinstance(ended.code, int) else FAILED


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    print(f"Something went wrong that should not have: {type(error).__name__}.", file=sys.stderr)
    try:
        path = write_log(error, arguments)
    except OSError as unwritable:
        print(f"The log could not be written either: {unwritable}.", file=sys.stderr)
    else:
        print(f"The details are in {path}.", file=sys.stderr)
    return FAILED


def write_log(error: Exception, arguments: Sequence[str]) -> Path:
    """Append the traceback to ``log/cli.log`` of the data folder (mode 0600) and return its path.

    Of the command line only the command is kept: what was asked may concern a patient.
    """
    import traceback
    from datetime import UTC, datetime

    from ui.cli.home import data_folder

    folder = data_folder() / "log"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / LOG
    command = next((word for word in arguments if not word.startswith("-")), "")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(f"\n{datetime.now(UTC).isoformat(timespec='seconds')} kb {command}\n")
        file.writelines(traceback.format_exception(error))
    return path
