"""Codes as the Terminology page shows them: the tree, the entry, matches, the basket. Plain data only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ui.terms import forms

_BRACKETS = re.compile(r"\(([^()]*)\)")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?)(?![A-Za-z0-9])")
LABELS = {"chapter": "Chapter", "block": "Block", "category": "Category, not billable"}
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("inclusion_terms", "Used for", ""),
    ("code_first", "Code first", "Comes before this code."),
    ("use_additional", "Use additional code", "Comes after this code."),
    ("code_also", "Code also", "Both may be needed; the order depends on the encounter."),
    ("excludes1", "Excludes1: never together", ""),
    ("excludes2", "Excludes2: not included here", "Both may be coded where a patient has both."),
    ("includes", "Includes", ""),
    ("notes", "Notes", ""),
)
CONFLICTS = {
    "excludes1": "exclude each other",
    "same_branch": "one is a heading of the other",
    "sequence": "are in the wrong order",
    "repeated": "is there twice",
}
ASKED = {
    "code_first": "Code first",
    "use_additional": "Use additional code",
    "code_also": "Code also",
}
BASKET_NOTE = (
    "Checks follow the notes of the tabular list; whether an exception holds is the coder's to say."
)


def label(line: forms.CodeLineForm | forms.CodeEntryForm) -> str:
    """What kind of line it is, in words: colour alone says nothing."""
    if line["billable"]:
        return "Billable"
    return LABELS.get(line["kind"], "Not billable: choose a more specific code")


def links(text: str) -> list[list[Any]]:
    """The codes that a note names in brackets, as (start, end, code)."""
    found: list[list[Any]] = []
    for inside in _BRACKETS.finditer(text):
        for code in _CODE.finditer(inside[1]):
            start = inside.start(1) + code.start()
            found.append([start, start + len(code[1]), code[1]])
    return found


def suggestions(lines: Sequence[forms.CodeLineForm]) -> list[dict[str, Any]]:
    """The lines of type-ahead."""
    shown = {"chapter": "chapter", "block": "block"}
    return [{**one, "label": shown.get(one["kind"], "not billable")} for one in lines]


def tree(
    entry: forms.CodeEntryForm | None,
    level: Sequence[forms.CodeLineForm],
    pinned: Sequence[forms.CodeLineForm],
    recent: Sequence[forms.CodeLineForm],
) -> dict[str, Any]:
    """The path to an entry, its level, and what is below it; the chapters where there is no entry.

    Args:
        level: the entry and its siblings in the order of the list, or the chapters.
    """
    rows: list[dict[str, Any]] = []

    def add(line: forms.CodeLineForm, depth: int, *, expanded: bool = False) -> None:
        rows.append(
            {
                **line,
                "level": depth,
                "leaf": line["billable"],
                "expanded": expanded,
                "selected": entry is not None and line["code"] == entry["code"],
            }
        )

    above = entry["ancestors"] if entry else []
    for depth, line in enumerate(above):
        add(line, depth, expanded=True)
    for line in level:
        here = entry is not None and line["code"] == entry["code"]
        add(line, len(above), expanded=here and bool(entry and entry["children"]))
        if here and entry:
            for child in entry["children"]:
                add(child, len(above) + 1)
    return {
        "label": "Place in the classification" if entry else "Chapters",
        "rows": rows,
        "pinned": list(pinned),
        "recent": [one for one in recent if one not in pinned],
    }


def entry(
    form: forms.CodeEntryForm,
    *,
    chosen: Sequence[str],
    pinned: bool,
    conflicts: Sequence[forms.ConflictForm] = (),
    back: str | None = None,
) -> dict[str, Any]:
    """Everything about a code; ``conflicts`` are those of this code with the basket."""
    sections = []
    for name, title, text in SECTIONS:
        own: list[str] = form[name]  # type: ignore[literal-required]
        items = [{"text": one, "links": links(one), "from": None} for one in own]
        items += [
            {"text": one["text"], "links": links(one["text"]), "from": one["code"]}
            for one in form["inherited"]
            if one["kind"] == name
        ]
        if items:
            sections.append({"kind": name, "title": title, "help": text, "items": items})
    return {
        "code": form["code"],
        "description": form["description"],
        "line": f"{form['code']} {form['description']}",
        "billable": form["billable"],
        "label": label(form),
        "standing": standing(form),
        "path": form["ancestors"],
        "chosen": form["code"] in chosen,
        "choosable": form["kind"] in ("category", "code"),
        "pinned": pinned,
        "back": back,
        "warnings": [warning(form["code"], one) for one in apart(conflicts)],
        "sections": sections,
        "seventh": [
            {"sign": sign, "meaning": meaning}
            for sign, meaning in form["seventh_characters"].items()
        ],
        "foot": form["release"],
    }


def standing(form: forms.CodeEntryForm) -> str:
    """How much is below a heading, and whether a seventh character is due."""
    count = len(form["children"])
    if count:
        noun = {"chapter": "block", "block": "category"}.get(form["kind"], "more specific code")
        plural = {"category": "categories"}.get(noun, f"{noun}s")
        return f"{count} {noun if count == 1 else plural} below"
    return ""


def warning(code: str, conflict: forms.ConflictForm) -> dict[str, Any]:
    """A conflict of the entry with a code of the basket."""
    other = conflict["other"] if conflict["code"] == code else conflict["code"]
    return {
        "title": f"With {other} in the basket: {CONFLICTS[conflict['kind']]}",
        "text": f"{conflict['code']}: {conflict['text']}",
        "links": links(f"{conflict['code']}: {conflict['text']}"),
    }


def matches(
    groups: Sequence[tuple[str, Sequence[Any], str]],
    *,
    label: str,
    heading: str,
    chosen: Sequence[str],
    readings: Sequence[forms.ReadingForm] = (),
    notice: str = "",
    droppable: bool = False,
    note: str = "",
) -> dict[str, Any]:
    """Codes that were found, in groups of (words, codes, context); with ``note`` each code shows where in it its support stands."""
    shown = []
    for words, codes, context in groups:
        support = next((one.get("support") for one in codes), None) if note else None
        shown.append(
            {
                "words": words,
                "around": around(note, support) if support else None,
                "absent": context == "absent",
                "codes": [
                    {
                        "code": one["code"],
                        "description": one["description"],
                        "billable": one["billable"],
                        "matched": one.get("matched", []),
                        "context": ""
                        if one.get("context") == "present"
                        else one.get("context", ""),
                        "missing": one["missing"],
                        "chosen": one["code"] in chosen,
                    }
                    for one in codes
                ],
            }
        )
    return {
        "label": label,
        "heading": heading,
        "notice": notice,
        "readings": list(readings),
        "groups": shown,
        "accept": "Accept" if droppable else "Add",
        "drop": droppable,
    }


def around(note: str, support: Sequence[forms.SupportForm], *, width: int = 60) -> dict[str, Any]:
    """The words of a note that support a code, with a little of what stands around them."""
    first = min(one["start"] for one in support)
    last = max(one["end"] for one in support)
    start = note.rfind(" ", 0, max(0, first - width)) + 1 if first > width else 0
    end = len(note) if last + width >= len(note) else note.find(" ", last + width)
    end = len(note) if end < 0 else end
    before, after = "… " if start else "", " …" if end < len(note) else ""
    spans = sorted([one["start"] - start, one["end"] - start] for one in support)
    apart: list[list[int]] = []
    for low, high in spans:
        if apart and low < apart[-1][1]:
            apart[-1][1] = max(apart[-1][1], high)
        else:
            apart.append([low, high])
    shift = len(before)
    # One sign for one, so that the offsets hold.
    text = note[start:end].replace("\n", " ").replace("\t", " ")
    return {
        "text": f"{before}{text}{after}",
        "spans": [[low + shift, high + shift] for low, high in apart],
    }


def apart(conflicts: Sequence[forms.ConflictForm]) -> list[forms.ConflictForm]:
    """Each pair once, though both codes may carry the note."""
    kept: dict[tuple[str, frozenset[str]], forms.ConflictForm] = {}
    for one in conflicts:
        kept.setdefault((one["kind"], frozenset((one["code"], one["other"]))), one)
    return list(kept.values())


def basket(check: forms.CheckForm, files: Sequence[dict[str, str]], text: str) -> dict[str, Any]:
    """The chosen codes with what was found against them and what they still ask for."""
    findings: list[dict[str, Any]] = []
    for one in apart(check["conflicts"]):
        pair = [one["code"]] if one["code"] == one["other"] else [one["code"], one["other"]]
        findings.append(
            {
                "kind": "conflict" if one["kind"] == "excludes1" else "caution",
                "title": f"{' and '.join(pair)}: {CONFLICTS[one['kind']]}",
                "text": one["text"],
                "codes": [],
            }
        )
    for code in check["not_billable"]:
        findings.append(
            {
                "kind": "caution",
                "title": f"{code} is not billable",
                "text": "Open it and choose one of the codes below it.",
                "codes": [code],
            }
        )
    for reminder in check["reminders"]:
        if reminder["met"]:
            continue
        named = [code for code in map(_first, reminder["codes"]) if code]
        findings.append(
            {
                "kind": "reminder",
                "title": f"{reminder['code']}: {ASKED.get(reminder['kind'], 'See')}",
                "text": reminder["text"],
                "codes": list(dict.fromkeys(named))[:8],
            }
        )
    return {
        "items": check["codes"],
        "findings": findings,
        "files": list(files),
        "text": text,
        "note": BASKET_NOTE,
    }


def _first(printed: str) -> str | None:
    """The first code of a range as printed: "N18.1-N18.6" begins with N18.1."""
    found = _CODE.match(printed)
    return found[1] if found else None
