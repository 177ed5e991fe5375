"""``kb check``: one sentence held against the passage that it is said to rest on."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import KbError
from ui.cli.exits import DONE, SOME_FAILED, WrongUse
from ui.cli.paper import Paper

MEANING = {
    "quoted": "It stands there word for word.",
    "supported": "Its content and all its numbers stand there.",
    "weak": "Only part of it stands there, or not quite as it says.",
    "unsupported": "It does not stand there.",
}


def run(passage: Path | None, sentence: str | None, file: Path | None, *, json: bool) -> int:
    """Check one sentence, or one a line of ``file``."""
    if file is not None:
        if passage is not None or sentence is not None:
            raise WrongUse("Give either --file, or --passage and --sentence.")
        return _many(file)
    if passage is None or sentence is None:
        raise WrongUse(
            "A passage and a sentence are needed.",
            hint='For example: kb check --passage page.txt --sentence "The target is 130/80 mm Hg."',
        )
    found = check(_read(passage), sentence)
    if json:
        print(_shown(jsonlib.dumps(found, ensure_ascii=False, indent=2)))
        return DONE
    paper = Paper()
    paper.paragraph(f"{found['state'].capitalize()}. {MEANING[found['state']]}")
    missing = [number["text"] for number in found["numbers"] if not number["supported"]]
    if missing:
        paper.paragraph(f"Not in the passage: {', '.join(missing)}", styles=("caution",))
    return DONE


def check(passage: str, sentence: str) -> dict[str, Any]:
    """The state of a sentence that cites a passage, and every number with whether it stands there.

    A number counts as supported only where it stands as the sentence has it; one that is there with
    another comparison or schedule, or for something else, does not.
    """
    from kb.answer.verify import check as check_sentence
    from kb.types import Passage

    whole = Passage("p-0000", "p", 0, 1, None, 0, len(passage), passage, 0)
    if not sentence.strip():
        return {"state": "unsupported", "numbers": []}
    found = check_sentence(sentence, [whole])
    return {
        "state": found.state,
        "numbers": [{"text": text, "supported": held} for text, held in found.numbers],
    }


def _many(file: Path) -> int:
    """One line out for each line in, in order; an empty last line is none."""
    failed = False
    for number, line in enumerate(_lines(file), start=1):
        try:
            given = jsonlib.loads(line.decode("utf-8"))
            found = check(_text(given, "passage"), _text(given, "sentence"))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            failed = True
            reason = f"line {number}: {error}" if str(error) else f"line {number} cannot be read"
            found = {"error": reason}
            print(_shown(reason), file=sys.stderr)
        print(_shown(jsonlib.dumps(found, ensure_ascii=False)), flush=True)
    return SOME_FAILED if failed else DONE


def _shown(text: str) -> str:
    """The text without halves of characters, which JSON can hold and no output can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(given: object, name: str) -> str:
    if not isinstance(given, dict) or not isinstance(given.get(name), str):
        raise TypeError(
            f"an object with the texts `passage` and `sentence` was expected; no {name}"
        )
    value: str = given[name]
    return value


def _lines(file: Path) -> Iterator[bytes]:
    """The lines as JSONL has them: a line ends at a line feed and at nothing else."""
    if str(file) == "-":
        yield from (line.removesuffix(b"\n") for line in sys.stdin.buffer)
        return
    try:
        whole = file.read_bytes()
    except OSError as error:
        raise KbError(
            f"{file} cannot be read: {error}.", hint="Give a file of JSON lines."
        ) from error
    lines = whole.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    yield from lines[:-1] if not lines[-1] else lines


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KbError(
            f"{file} cannot be read: {error}.", hint="Give a text file in UTF-8."
        ) from error
