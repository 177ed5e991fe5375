"""The list of retractions in the form in which Retraction Watch and Crossref publish it, a CSV file.

Columns are found by name, whatever their order and whatever others there are. Of what is read only DOIs,
numbers, dates and reasons are kept, so letters of another encoding in a name do no harm. The file is read row by
row, and taken wholly or not at all.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kb.errors import UnreadableFile
from kb.store.retractions import ListEntry, ListState, Nature
from kb.text.identifiers import doi, pmid

if TYPE_CHECKING:
    from kb.library import Library
    from kb.types import Principal

Progress = Callable[[int, int], None]

NEEDED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate")
NATURES: dict[str, Nature] = {
    "retraction": "retraction",
    "correction": "correction",
    "expression of concern": "concern",
    "reinstatement": "reinstatement",
}
LONGEST_HEAD = 1 << 16
TOLD_EVERY = 2000
LONGEST_REASON = 400
HINT = "Give the CSV file of the Retraction Watch database as Crossref publishes it."

_AMERICAN = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def import_list(
    library: Library, principal: Principal, path: Path, progress: Progress | None = None
) -> ListState:
    """Read a list and put it in the place of the one before.

    Args:
        progress: told the bytes read and their total.

    Raises:
        UnreadableFile: it is not such a list, or damaged; the old list stays.
        NotPermitted: the principal may not change the library.
    """
    # Read to its end before anything is written, so that a damaged file holds up nobody's writing.
    entries = list(read_list(path, progress))
    if not any(entries):
        raise UnreadableFile(path.name, "no entry in it names a DOI or a PMID", hint=HINT)
    return library.replace_retractions(entries, principal, file=path.name)


def read_list(path: Path, progress: Progress | None = None) -> Iterator[ListEntry | None]:
    """Yield an entry for each row, ``None`` for one that nothing can be matched by.

    Raises:
        UnreadableFile: see :func:`import_list`.
    """
    name = path.name
    try:
        total = path.stat().st_size
        with (
            path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding=_encoding(raw), errors="replace", newline="") as file,
        ):
            head = file.readline(LONGEST_HEAD)
            delimiter = max(",;\t", key=head.count)
            cells = next(csv.reader([head], delimiter=delimiter), [])
            columns = _columns(name, cells)
            # Strict, so that a quotation mark that is not closed does not swallow the rows after it.
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            for number, row in enumerate(rows, start=1):
                if not any(row):
                    continue
                if len(row) < len(cells):
                    raise UnreadableFile(
                        name,
                        f"line {rows.line_num + 1} has {len(row)} cells where the first line has "
                        f"{len(cells)}: the file is cut short or damaged",
                        hint="Fetch it again. The list that was here is unchanged.",
                    )
                yield _entry({column: row[at] for column, at in columns.items()})
                if progress is not None and number % TOLD_EVERY == 0:
                    progress(min(raw.tell(), total), total)
    except csv.Error as error:
        raise UnreadableFile(
            name,
            f"it is no sound CSV file (near line {rows.line_num + 1}: {error})",
            hint="Fetch it again. The list that was here is unchanged.",
        ) from error
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or str(error)) from error
    if progress is not None:
        progress(total, total)


def _encoding(file: BinaryIO) -> str:
    start = file.read(2)
    file.seek(0)
    return next((encoding for mark, encoding in _MARKS if start == mark), "utf-8-sig")


def _columns(name: str, head: list[str]) -> dict[str, int]:
    """Where each column stands that is used here."""
    wanted = {_bare(column): column for column in (*NEEDED, "Reason", "RetractionDOI")}
    found = {wanted[key]: at for at, cell in enumerate(head) if (key := _bare(cell)) in wanted}
    missing = [column for column in NEEDED if column not in found]
    if missing:
        raise UnreadableFile(
            name, f"its first line does not name the column {', '.join(missing)}", hint=HINT
        )
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _entry(cells: dict[str, str]) -> ListEntry | None:
    nature = NATURES.get(" ".join(cells["RetractionNature"].casefold().split()))
    work_doi, work_pmid = doi(cells["OriginalPaperDOI"]), pmid(cells["OriginalPaperPubMedID"])
    if nature is None or (work_doi is None and work_pmid is None):
        return None
    return ListEntry(
        nature=nature,
        doi=work_doi,
        pmid=work_pmid,
        date=_date(cells["RetractionDate"]),
        reason=_reason(cells.get("Reason", "")),
        notice_doi=doi(cells.get("RetractionDOI", "")),
    )


def _date(text: str) -> str | None:
    """``1/31/2020 0:00`` (month first) or ``2020-01-31`` as an ISO date; ``None`` for anything else."""
    if found := _AMERICAN.match(text):
        month, day, year = map(int, found.groups())
    elif found := _ISO.match(text):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _reason(text: str) -> str | None:
    """``+Error in Data;+Error in Text;`` as words."""
    parts = (part.strip().lstrip("+").strip() for part in text.split(";"))
    return "; ".join(dict.fromkeys(part for part in parts if part))[:LONGEST_REASON] or None
