"""What one release of the tabular list changes against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kb.terms.icd_entries import Change, CodeLine, Release, ReleaseDifference
from kb.terms.icd_store import CodeTables
from kb.terms.icd_tabular import TabularRow


def difference(
    tables: CodeTables,
    before: tuple[int, Release] | None,
    rows: Sequence[TabularRow],
    name: str,
    effective: date,
) -> ReleaseDifference:
    """What the rows of a release change against a stored one; everything is new if there is none."""
    new = {row.code: CodeLine(row.code, row.description, row.kind, row.billable) for row in rows}
    new_notes = {row.code: tuple(row.notes) for row in rows if row.notes}
    if before is None:
        return ReleaseDifference("", name, effective, added=tuple(new.values()))
    key, release = before
    old = {
        code: CodeLine(code, description, kind, bool(billable))
        for code, description, kind, billable, _, _, _ in tables.every(key)
    }
    old_notes = _grouped(tables.every_note(key))
    both = [code for code in new if code in old]
    return ReleaseDifference(
        before=release.name,
        after=name,
        effective=effective,
        added=tuple(line for code, line in new.items() if code not in old),
        removed=tuple(line for code, line in old.items() if code not in new),
        reworded=tuple(
            Change(code, old[code].description, new[code].description)
            for code in both
            if old[code].description != new[code].description
        ),
        no_longer_billable=tuple(c for c in both if old[c].billable and not new[c].billable),
        newly_billable=tuple(c for c in both if new[c].billable and not old[c].billable),
        notes_changed=tuple(c for c in both if old_notes.get(c, ()) != new_notes.get(c, ())),
    )


def _grouped(notes: Iterable[tuple[str, str, str]]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code, kind, text in notes:
        found.setdefault(code, []).append((kind, text))
    return {code: tuple(every) for code, every in found.items()}
