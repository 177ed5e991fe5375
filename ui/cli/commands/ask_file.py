"""``kb ask --file``: a question on each line of a file, an answer on each line of the output."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import KbError
from ui.cli.door import open_door
from ui.cli.exits import DONE, SOME_FAILED, WrongUse
from ui.cli.paper import count
from ui.cli.status import Status

if TYPE_CHECKING:
    from kb.types import Filters


def answer_each(file: Path, filters: Filters, writer: str | None) -> int:
    """Answer each line of ``file``; a line that fails leaves ``{error, hint, line}`` in its place."""
    lines = _lines(file)
    failed = 0
    with Status("Opening the library") as status, open_door() as door:
        for number, line in enumerate(lines, start=1):
            status.say(f"Question {number} of {len(lines)}")
            try:
                asked = _question(line)
                result: dict[str, Any] = dict(door.ask(asked["question"], filters, writer))
                if "id" in asked:
                    result["id"] = asked["id"]
            except KbError as error:
                failed += 1
                result = {"error": error.message, "hint": error.hint, "line": number}
            print(jsonlib.dumps(result, ensure_ascii=False), flush=True)
    if failed:
        print(f"{count(failed, 'line')} of {len(lines)} failed.", file=sys.stderr)
    return SOME_FAILED if failed else DONE


def _lines(file: Path) -> list[str]:
    try:
        content = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file} cannot be read: {error}.", hint="Give a UTF-8 file.") from error
    return [line for line in content.split("\n") if line.strip()]


def _question(line: str) -> dict[str, Any]:
    try:
        found = jsonlib.loads(line)
    except ValueError as error:
        raise WrongUse(
            f"The line is not JSON: {error}.", hint='Write {"question": "..."} on each line.'
        ) from error
    question = found.get("question") if isinstance(found, dict) else None
    if not isinstance(question, str) or not question.strip():
        raise WrongUse(
            "The line has no `question`.", hint='Write {"question": "..."} on each line.'
        )
    return dict(found)
