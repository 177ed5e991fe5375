"""What the code book speaks in: entries, their notes, conflicts, reminders and releases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

CodeKind = Literal["chapter", "block", "category", "code"]
NoteKind = Literal[
    "includes",
    "excludes1",
    "excludes2",
    "code_first",
    "use_additional",
    "code_also",
    "notes",
]
ConflictKind = Literal["excludes1", "same_branch", "sequence", "repeated"]

# In the order in which the tabular list prints them.
NOTE_KINDS: tuple[NoteKind, ...] = (
    "notes",
    "includes",
    "code_first",
    "use_additional",
    "code_also",
    "excludes1",
    "excludes2",
)


@dataclass(frozen=True, slots=True)
class InheritedNote:
    """A note of a heading above that holds for everything below it; ``code`` is that heading."""

    code: str
    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One line of the tabular list with all that is printed about it.

    Attributes:
        code: with its dot; chapters by number ("4"), blocks by their range ("E08-E13").
        kind: "category" is three characters, "code" is anything longer.
        billable: whether it is complete: nothing more specific stands below it.
        parent: the next heading above; None for a chapter.
        chapter, block, category: where it stands; empty above that level.
        children: the next lines below, in the order of the list.
        inclusion_terms: conditions that this code is used for, beside its description.
        seventh_characters: what the seventh character says, printed here or at a heading above.
        inherited: notes of the headings above, the nearest heading first.
        release: the name of the release it was read from.
    """

    code: str
    description: str
    kind: CodeKind
    billable: bool
    parent: str | None
    chapter: str
    block: str
    category: str
    children: tuple[str, ...] = ()
    inclusion_terms: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    excludes1: tuple[str, ...] = ()
    excludes2: tuple[str, ...] = ()
    code_first: tuple[str, ...] = ()
    use_additional: tuple[str, ...] = ()
    code_also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seventh_characters: dict[str, str] = field(default_factory=dict)
    inherited: tuple[InheritedNote, ...] = ()
    release: str = ""

    def every_note(self, kind: NoteKind) -> tuple[InheritedNote, ...]:
        """The notes of one kind that hold here: its own first, then those from above."""
        own: tuple[str, ...] = getattr(self, kind)
        return (
            *(InheritedNote(self.code, kind, text) for text in own),
            *(note for note in self.inherited if note.kind == kind),
        )


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the list in short, for trees and type-ahead."""

    code: str
    description: str
    kind: CodeKind
    billable: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two chosen codes that the list does not allow together, or not like this.

    ``code`` is the one that the note stands at. Kinds: "excludes1" (never both), "same_branch" (one
    is a heading above the other), "sequence" (``other`` must come before ``code``), "repeated".
    """

    code: str
    other: str
    kind: ConflictKind
    text: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A further code that the list asks for beside ``code``.

    Attributes:
        source: the entry that the note is printed at, the code itself or a heading above it.
        text: the note.
        codes: the codes and ranges that the note names, as printed; may be empty.
        met: whether one of the other chosen codes is among them.
    """

    code: str
    source: str
    kind: NoteKind
    text: str
    codes: tuple[str, ...]
    met: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the tabular list.

    ``effective`` is its first day of use; ``until`` its last, None while nothing newer is loaded.
    ``codes`` counts categories and codes, ``billable`` the complete ones among them.
    """

    name: str
    effective: date
    until: date | None
    codes: int
    billable: int
    sha256: str
    added: str


@dataclass(frozen=True, slots=True)
class Change:
    """A code whose wording changed between two releases."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    """What a release changes against the one before it. Lists are in the order of the codes."""

    before: str
    after: str
    effective: date
    added: tuple[CodeLine, ...] = ()
    removed: tuple[CodeLine, ...] = ()
    reworded: tuple[Change, ...] = ()
    no_longer_billable: tuple[str, ...] = ()
    newly_billable: tuple[str, ...] = ()
    notes_changed: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the two say the same."""
        return not (
            self.added
            or self.removed
            or self.reworded
            or self.no_longer_billable
            or self.newly_billable
            or self.notes_changed
        )
