"""``kb code``: from words to codes, from a code to everything printed about it, many from a CSV."""

from __future__ import annotations

import json as jsonlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import CodeNotFound, UnreadableFile
from ui.cli.door import open_door
from ui.cli.exits import DONE, FAILED, WrongUse
from ui.cli.indexing import prepared
from ui.cli.paper import Paper
from ui.cli.status import Status
from ui.terms.table import Coded, read_texts, write_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.cli.terms import Terms
    from ui.terms import forms

K = 10
BATCH = 50
NOTES: tuple[tuple[str, str], ...] = (
    ("inclusion_terms", "Used for"),
    ("code_first", "Code first"),
    ("use_additional", "Use additional code"),
    ("code_also", "Code also"),
    ("excludes1", "Excludes1 (never together)"),
    ("excludes2", "Excludes2 (not included here; both may be coded)"),
    ("includes", "Includes"),
    ("notes", "Notes"),
)


def run(words: str, k: int, on: date | None, *, split: bool, json: bool) -> int:
    """Find codes for words, or show the code that they are."""
    if not words.strip():
        raise WrongUse(
            "There is nothing to look up.",
            hint="Give words or a code, or --note FILE, or --file IN.csv with --out OUT.csv.",
        )
    with open_door() as door:
        terms = prepared(door.terms)
        try:
            entry = None if split else terms.recognise(words, on)
        except CodeNotFound as error:
            return _no_such_code(error, json=json)
        if entry is not None:
            _show(entry, json=json)
            return DONE
        with Status("Looking"):
            if split:
                findings = terms.split(words, k)
            else:
                found = terms.find([words], k)[0]
            readings = [] if json else terms.readings(words)
    if json:
        print(jsonlib.dumps(findings if split else found, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    _tell_readings(paper, readings)
    if split:
        for one in findings["findings"]:
            paper.line(paper.style(one["words"], "bold"))
            if one["context"] == "absent":
                paper.paragraph("said to be absent: no code", first=" " * 10, styles=("dim",))
            else:
                _list(paper, one["codes"])
            paper.line()
    else:
        _list(paper, found)
    return DONE


def of_note(path: Path, *, json: bool) -> int:
    """Show candidate codes of a note, each with the words that support it."""
    text = _note(path)
    with open_door() as door:
        found = prepared(door.terms).note(text)
    if json:
        print(jsonlib.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    paper = Paper()
    paper.paragraph(found["notice"], styles=("caution",))
    if not found["candidates"]:
        paper.line()
        paper.paragraph("No words of this note were found to mean a code.")
    for one in found["candidates"]:
        paper.line()
        _line(paper, one)
        if one["context"] != "present":
            paper.paragraph(one["context"], first=" " * 10, styles=("caution",))
        for words in dict.fromkeys(" ".join(span["text"].split()) for span in one["support"]):
            paper.paragraph(f"“{words}”", first=" " * 10)
    return DONE


def of_file(source: Path, target: Path, k: int, *, json: bool) -> int:
    """Write the best codes for each line of a CSV; the texts keep their order."""
    texts = read_texts(source)
    done: list[Coded] = []
    with open_door() as door, Status(f"Coding {len(texts)} texts") as status:
        terms = prepared(door.terms)
        asked = [text for text in dict.fromkeys(texts) if text.strip()]
        known: dict[str, list[forms.CodeMatchForm]] = {}
        for at in range(0, len(asked), BATCH):
            part = asked[at : at + BATCH]
            known.update(zip(part, _codes(terms, part, k), strict=True))
            status.say(f"{at + len(part)} of {len(asked)} texts")
        done = [Coded(text, known.get(text, [])) for text in texts]
    rows = write_codes(target, done)
    without = sum(not one.codes for one in done)
    if json:
        report = {"texts": len(texts), "rows": rows, "without_code": without, "out": str(target)}
        print(jsonlib.dumps(report, ensure_ascii=False))
        return DONE
    tail = f", {without:,} without a code" if without else ""
    Paper().paragraph(f"{len(texts):,} texts, {rows:,} lines{tail}: {target}")
    return DONE


def _codes(terms: Terms, texts: Sequence[str], k: int) -> list[list[forms.CodeMatchForm]]:
    return terms.find(texts, k)


def _note(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or "it cannot be read") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(str(path), "it is not UTF-8 text") from error


def _no_such_code(error: CodeNotFound, *, json: bool) -> int:
    """Explain on standard error, and list the nearest valid codes."""
    if json:
        nearest = [{"code": code, "description": text} for code, text in error.nearest]
        body = {"error": error.message, "hint": error.hint, "code": error.code, "nearest": nearest}
        print(jsonlib.dumps(body, ensure_ascii=False, indent=2))
        return FAILED
    import sys

    paper = Paper(sys.stderr)
    paper.paragraph(error.message)
    if not error.nearest:
        paper.paragraph(error.hint)
        return FAILED
    paper.line("Nearest:")
    for code, text in error.nearest:
        paper.paragraph(text, first=f"  {code:<9} ", rest=" " * 12)
    return FAILED


def _tell_readings(paper: Paper, readings: list[forms.ReadingForm]) -> None:
    for one in readings:
        paper.paragraph(f"{one['short']} may mean: {'; '.join(one['longs'])}.", styles=("caution",))
    if readings:
        paper.line()


def _list(paper: Paper, found: list[forms.CodeMatchForm]) -> None:
    if not found:
        paper.paragraph("No code matches these words.")
    for one in found:
        _line(paper, one)


def _line(paper: Paper, one: forms.CodeMatchForm | forms.CandidateForm) -> None:
    """One code: what it says, what led to it, what is missing."""
    inset = " " * 10
    name = paper.style(f"{one['code']:<9}", "accent")
    tail = "" if one["billable"] else " (not billable)"
    body = Paper(paper.stream, columns=None, colour=False)
    lines = _wrapped(f"{one['description']}{tail}", body.width - len(inset))
    paper.line(f"{name} {lines[0]}")
    for line in lines[1:]:
        paper.line(f"{inset}{line}")
    if one["missing"]:
        asked = f"to be specific: {' '.join(one['missing'])}"
        paper.paragraph(asked, first=inset, styles=("dim",))


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _show(entry: forms.CodeEntryForm, *, json: bool) -> None:
    """Write the whole entry."""
    if json:
        print(jsonlib.dumps(entry, ensure_ascii=False, indent=2))
        return
    paper = Paper()
    for depth, one in enumerate(entry["ancestors"]):
        paper.paragraph(f"{one['code']} {one['description']}", first="  " * depth, styles=("dim",))
    paper.paragraph(
        f"{entry['code']} {entry['description']}",
        first="  " * len(entry["ancestors"]),
        styles=("bold",),
    )
    paper.line()
    paper.paragraph(_billable(entry), styles=("good" if entry["billable"] else "caution",))
    for name, title in NOTES:
        own: list[str] = entry[name]  # type: ignore[literal-required]
        above = [one for one in entry["inherited"] if one["kind"] == name]
        if not own and not above:
            continue
        paper.line()
        paper.line(paper.style(title, "bold"))
        for text in own:
            paper.paragraph(text, first="  - ")
        for note in above:
            paper.paragraph(f"{note['text']} (from {note['code']})", first="  - ")
    if entry["seventh_characters"]:
        paper.line()
        paper.line(paper.style("Seventh character", "bold"))
        for sign, meaning in entry["seventh_characters"].items():
            paper.paragraph(meaning, first=f"  {sign}  ")
    for title, lines in (("Below", entry["children"]), ("Beside", entry["siblings"])):
        if lines and entry["kind"] != "chapter":
            paper.line()
            paper.line(paper.style(title, "bold"))
            for one in lines:
                paper.paragraph(one["description"], first=f"  {one['code']:<9} ")
    paper.line()
    paper.paragraph(entry["release"], styles=("dim",))


def _billable(entry: forms.CodeEntryForm) -> str:
    if entry["billable"]:
        return "Billable."
    if entry["kind"] in ("chapter", "block"):
        return f"A {entry['kind']}, no code."
    return "Not billable: choose one of the codes below."
