"""What the list says about codes chosen together: exclusions, order, and what else to code."""

from __future__ import annotations

from collections.abc import Sequence

from kb.terms.icd_entries import CodeEntry, Conflict, InheritedNote, NoteKind, Reminder
from kb.terms.icd_references import named_in, references

_ASKING: tuple[NoteKind, ...] = ("code_first", "use_additional", "code_also")


def conflicts(entries: Sequence[CodeEntry]) -> list[Conflict]:
    """What speaks against these codes together, in the order in which they were chosen.

    Excludes1 means that two codes are never used together (introduction of the tabular list); an
    Excludes2 note allows both and is no conflict. The notes have exceptions that only a record can
    show (two unrelated conditions), so a conflict is a question to the coder, not a verdict.
    """
    found: list[Conflict] = []
    for at, entry in enumerate(entries):
        for place, other in enumerate(entries):
            if place == at:
                continue
            if other.code == entry.code:
                if place > at:
                    text = f"{entry.code} is chosen twice."
                    found.append(Conflict(entry.code, other.code, "repeated", text))
                continue
            if _above(entry, other):
                text = f"{entry.code} is a heading above {other.code}, which says more."
                found.append(Conflict(entry.code, other.code, "same_branch", text))
                continue
            if _above(other, entry):
                continue
            note = _naming(entry, other, "excludes1")
            if note is not None:
                found.append(Conflict(entry.code, other.code, "excludes1", note.text))
            first = _naming(entry, other, "code_first")
            if first is not None and place > at:
                found.append(Conflict(entry.code, other.code, "sequence", first.text))
    return found


def reminders(entry: CodeEntry, chosen: Sequence[str]) -> list[Reminder]:
    """What the list asks to code first, in addition or also; ``met`` where a chosen code is named.

    A note whose first line only introduces the others ("such as:") is one reminder with them.
    """
    found = []
    for kind in _ASKING:
        for note in _joined(entry.every_note(kind)):
            others = [code for code in chosen if code != entry.code]
            found.append(
                Reminder(
                    code=entry.code,
                    source=note.code,
                    kind=kind,
                    text=note.text,
                    codes=tuple(one.printed for one in references(note.text)),
                    met=any(named_in(note.text, code) for code in others),
                )
            )
    return found


def _above(heading: CodeEntry, entry: CodeEntry) -> bool:
    """Whether one code begins the other: E11 is above E11.22."""
    short, long = heading.code.replace(".", ""), entry.code.replace(".", "")
    return len(short) < len(long) and long.startswith(short)


def _naming(entry: CodeEntry, other: CodeEntry, kind: NoteKind) -> InheritedNote | None:
    """The note of that kind that holds for one code and names the other, but not the one itself."""
    for note in entry.every_note(kind):
        if named_in(note.text, other.code) and not named_in(note.text, entry.code):
            return note
    return None


def _joined(notes: Sequence[InheritedNote]) -> list[InheritedNote]:
    """Notes with the lines that they introduce: "any underlying condition, such as:" and what follows."""
    found: list[InheritedNote] = []
    for note in notes:
        last = found[-1] if found else None
        if last is not None and last.code == note.code and _introduces(last.text):
            found[-1] = InheritedNote(last.code, last.kind, f"{last.text}\n{note.text}")
        else:
            found.append(note)
    return found


def _introduces(text: str) -> bool:
    first = text.partition("\n")[0].rstrip()
    return first.endswith((":", "such as", "to identify", "by"))
