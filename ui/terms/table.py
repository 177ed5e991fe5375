"""Many texts at once: a CSV with a column ``text`` in, a CSV of codes out."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import UnreadableFile
from ui.terms.export import safe_cell

if TYPE_CHECKING:
    from ui.terms.forms import CodeMatchForm

COLUMN = "text"
HEADINGS = ("text", "rank", "code", "description", "score")


@dataclass(frozen=True)
class Coded:
    """A text with its codes, the best first."""

    text: str
    codes: Sequence[CodeMatchForm]


def read_texts(path: Path) -> list[str]:
    """The column ``text`` of a CSV (UTF-8; commas, semicolons or tabs), in order.

    Raises:
        UnreadableFile: there is no such file or column, or it is no CSV.
    """
    try:
        held = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or "it cannot be read") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(str(path), "it is not UTF-8 text") from error
    try:
        reader = csv.DictReader(io.StringIO(held, newline=""), delimiter=_delimiter(held))
        headings = {name.strip().lower(): name for name in reader.fieldnames or () if name}
        if COLUMN not in headings:
            raise UnreadableFile(
                str(path),
                f"it has no column {COLUMN!r}",
                hint=f"The first line must name the columns, one of them {COLUMN!r}.",
            )
        return [row[headings[COLUMN]] or "" for row in reader]
    except csv.Error as error:
        raise UnreadableFile(str(path), f"it is no CSV ({error})") from error


def write_codes(path: Path, coded: Sequence[Coded]) -> int:
    """Write one line a code, whole or not at all; return how many lines there are below the headings.

    Raises:
        UnreadableFile: the file cannot be written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    rows = 0
    for one in coded:
        for rank, code in enumerate(one.codes, start=1):
            score = f"{code['score']:.4f}"
            # The text is written as it came, so that it can be joined to where it came from.
            writer.writerow((one.text, rank, code["code"], safe_cell(code["description"]), score))
            rows += 1
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(out.getvalue(), encoding="utf-8", newline="")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UnreadableFile(str(path), f"it cannot be written ({error.strerror})") from error
    return rows


def _delimiter(held: str) -> str:
    """What separates the headings."""
    first = held.partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)
