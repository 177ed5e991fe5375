"""``kb correct``: say what a work's title, authors, year ... really are, or undo that."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.errors import NotFound
from kb.text.fields import NAMES, Value, parse_field, written
from ui.cli.door import open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.find import found_by
from ui.cli.paper import Paper
from ui.cli.works import named

if TYPE_CHECKING:
    from ui.api.forms import CorrectionForm, DocumentForm

UNKNOWN = "not known"


def run(
    name: str, changes: Sequence[str], *, undo: Sequence[str], by: str | None, json: bool
) -> int:
    """Correct or undo fields of one document; without either, show them with their origins."""
    values = dict(_part(change) for change in changes)
    for field, text in values.items():
        # Here too, so that a wrong value is a wrong use whichever way the library is reached.
        parse_field(field, text)
    both = [field for field in undo if field in values]
    if both:
        raise WrongUse(f"{both[0]} would be corrected and undone at once.", hint="Choose one.")
    with open_door() as door:
        found = found_by(name, door.documents(hidden=True))
        if not found:
            raise NotFound(
                f"The library has no document {name}.", hint="`kb documents` lists what it has."
            )
        if len(found) > 1:
            raise WrongUse(
                f"{name} stands for {len(found):,} documents.", hint="Name one of them by its id."
            )
        document = found[0]
        if values or undo:
            document = door.correct(document["id"], values, undo=undo, by=by)
        corrections = door.corrections(document["id"])
    if json:
        form = {"document": document, "corrections": corrections}
        print(jsonlib.dumps(form, ensure_ascii=False, indent=2))
        return DONE
    _show(Paper(), document, corrections)
    return DONE


def _part(change: str) -> tuple[str, str]:
    field, sign, text = change.partition("=")
    if not sign:
        raise WrongUse(
            f"{change} is no correction.",
            hint='Write FIELD=VALUE, such as year=2016 or "title=Gout".',
        )
    return field.strip().lower().replace("-", "_"), text


def _show(paper: Paper, document: DocumentForm, corrections: Sequence[CorrectionForm]) -> None:
    paper.paragraph(named(document), styles=("bold",))
    paper.paragraph(document["id"], styles=("dim",))
    was = {one["field"]: _written(one["field"], one["was"]) for one in corrections}
    for field, label in NAMES.items():
        value = _written(field, document[field])  # type: ignore[literal-required]
        if field == "title" and field not in document["origins"] and field not in was:
            # The file's name stands in for a title that nobody knows.
            value = value if value and "/" not in value else ""
        origin = document["origins"].get(field, "")
        note = f"  ({origin}{f'; as read: {was[field] or UNKNOWN}' if field in was else ''})"
        paper.paragraph(
            f"{value or UNKNOWN}{note if origin else ''}", first=f"{label:<12} ", rest=" " * 13
        )


def _written(field: str, value: Value | list[str]) -> str:
    return written(field, tuple(value) if isinstance(value, list) else value)
