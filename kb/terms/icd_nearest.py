"""What is said of a code that does not exist: whether it was retired, and what comes nearest."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.errors import CodeNotFound
from kb.terms.icd_entries import CodeLine, Release
from kb.terms.icd_store import CodeTables, with_dot

_CODE_LIKE = re.compile(r"[A-Za-z]\d[0-9A-Za-z](?:\.?[0-9A-Za-z]{0,4})")
_ICD9 = re.compile(r"\d{3}(?:\.\d{1,2})?|[EV]\d{2,3}\.\d+", re.IGNORECASE)
_NAMED = 5
_OFFERED = 8


def code_not_found(
    tables: CodeTables,
    key: int,
    release: Release,
    code: str,
    billable_below: Callable[[str, int], list[CodeLine]],
) -> CodeNotFound:
    """The error for a code that this release does not have.

    Nearest are the complete codes below the longest beginning of it that is a heading.
    """
    written = with_dot(code)
    nearest = _nearest(tables, key, written, billable_below)
    message = f"{release.name} has no code {written}."
    for other_key, other in tables.releases():
        old = None if other_key == key else tables.row(other_key, written)
        if old is not None:
            what = "Retired" if other.effective < release.effective else "Not yet in force"
            message += f" {what}: {other.name} has it as “{old[1]}”."
            break
    if nearest:
        hint = f"Nearest: {', '.join(one for one, _ in nearest[:_NAMED])}."
    elif _ICD9.fullmatch(code.strip()):
        hint = (
            "This looks like ICD-9-CM, which ended on 30 September 2015; search by words instead."
        )
    elif not _CODE_LIKE.fullmatch(code.strip()):
        hint = "A code is a letter, a digit, a third character, and up to four more after a dot."
    else:
        hint = "Search by words, or open the category to see what there is."
    return CodeNotFound(message, hint=hint, code=written, nearest=nearest)


def _nearest(
    tables: CodeTables,
    key: int,
    written: str,
    billable_below: Callable[[str, int], list[CodeLine]],
) -> tuple[tuple[str, str], ...]:
    for length in range(len(written) - 1, 2, -1):
        start = written[:length].rstrip(".")
        if tables.row(key, start) is not None:
            lines = billable_below(start, _OFFERED)
            return tuple((line.code, line.description) for line in lines)
    return ()
