"""The code book: every entry of ICD-10-CM, its place in the tree, and what else a choice asks for."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import CodeNotFound, NotFound, UnreadableFile
from kb.store.database import Database
from kb.terms.icd_advice import conflicts, reminders
from kb.terms.icd_difference import difference
from kb.terms.icd_entries import (
    NOTE_KINDS,
    CodeEntry,
    CodeLine,
    Conflict,
    InheritedNote,
    NoteKind,
    Release,
    ReleaseDifference,
    Reminder,
)
from kb.terms.icd_nearest import code_not_found
from kb.terms.icd_shipped import shipped
from kb.terms.icd_store import CodeTables, with_dot
from kb.terms.icd_tabular import read_tabular

if TYPE_CHECKING:
    from kb.terms.phrase_index import PhraseIndex

__all__ = [
    "CodeBook",
    "CodeEntry",
    "CodeLine",
    "Conflict",
    "InheritedNote",
    "Release",
    "ReleaseDifference",
    "Reminder",
]

Progress = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _step: str) -> None:
    return None


class CodeBook:
    """One release of ICD-10-CM, the one in force today unless another is asked for. Thread-safe."""

    def __init__(self, database: Database, *, release: int | None = None) -> None:
        """``release`` is the key of a release; the one in force today, if None."""
        self.tables = CodeTables(database)
        self._pinned = release
        self._guard = threading.Lock()
        self._index: tuple[int, PhraseIndex] | None = None

    # -- releases -----------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether a release is loaded and its words are indexed: an interrupted build is not."""
        from kb.terms.phrase_index import PhraseIndex

        return bool(self.tables.releases()) and PhraseIndex.stored(self.tables, self.release_key)

    def build(self, progress: Progress | None = None) -> Release:
        """Index what is not indexed of the installed release; return the release in force.

        A build that was interrupted is completed, step by step: codes, then their words.
        ``progress`` is told (done, total, step); the total is 0 while it is unknown.
        """
        tell = progress or _silent
        source = shipped()
        digest = _digest(source.tabular)
        if digest not in {release.sha256 for _, release in self.tables.releases()}:
            rows = read_tabular(source.tabular, confirm=source.confirmed().__contains__)
            self.tables.write_release(source.name, source.effective, digest, rows, tell, anew=False)
        self.phrases(tell)
        return self.release

    def releases(self) -> list[Release]:
        """The releases that are loaded, the newest first."""
        return [release for _, release in self.tables.releases()]

    @property
    def release(self) -> Release:
        """The release that this book reads. Raises NotFound if none is loaded."""
        return self._current()[1]

    @property
    def release_key(self) -> int:
        """Its key in the catalog. Raises NotFound if none is loaded."""
        return self._current()[0]

    def _current(self) -> tuple[int, Release]:
        every = self.tables.releases()
        if not every:
            raise NotFound(
                "ICD-10-CM has not been indexed yet.",
                hint="Run `kb terms build` once; it is offline.",
            )
        if self._pinned is not None:
            for key, release in every:
                if key == self._pinned:
                    return key, release
            raise NotFound("This release of ICD-10-CM was replaced by another of the same day.")
        today = datetime.now(UTC).date()
        return next((one for one in every if one[1].effective <= today), every[-1])

    def as_of(self, day: date) -> CodeBook:
        """The book that was in force on a day, for an encounter of that day.

        Raises:
            NotFound: the day is before the first release that is loaded.
        """
        every = self.tables.releases()
        for key, release in every:
            if release.effective <= day:
                return CodeBook(self.tables.database, release=key)
        first = every[-1][1] if every else None
        raise NotFound(
            f"No release of ICD-10-CM that was in force on {day.isoformat()} is loaded.",
            hint="Load it with `kb terms update FILE --effective DATE`."
            + (f" The oldest here is {first.name}, from {first.effective}." if first else ""),
        )

    def compare(self, path: Path, effective: date, *, name: str | None = None) -> ReleaseDifference:
        """What :meth:`update` would change, without changing anything. Raises UnreadableFile."""
        rows = list(read_tabular(path, confirm=self._confirm()))
        return difference(
            self.tables, self._before(effective), rows, _name(name, effective), effective
        )

    def update(
        self,
        path: Path,
        effective: date,
        *,
        name: str | None = None,
        progress: Progress | None = None,
    ) -> ReleaseDifference:
        """Load the CDC's tabular XML of another release; return what it changes.

        The releases that are loaded stay, for encounters of their dates; one that took effect on the
        same day is replaced. Codes that differ in their seventh character only are made by the rules
        printed in the file, less those that the release before did not have for the same stem.

        Raises:
            UnreadableFile: the file is not a tabular list; nothing is changed.
        """
        tell = progress or _silent
        rows = list(read_tabular(path, confirm=self._confirm()))
        if not any(row.kind == "category" for row in rows):
            raise UnreadableFile(str(path), "it holds no category")
        called = _name(name, effective)
        changes = difference(self.tables, self._before(effective), rows, called, effective)
        self.tables.write_release(called, effective, _digest(path), rows, tell)
        with self._guard:
            self._index = None
        self.phrases(tell)
        return changes

    def _before(self, effective: date) -> tuple[int, Release] | None:
        """What a release of that day is compared with: the one in force till then, or the oldest."""
        every = self.tables.releases()
        older = [one for one in every if one[1].effective <= effective]
        return older[0] if older else (every[-1] if every else None)

    def _confirm(self) -> Callable[[str], bool]:
        stems: set[str] = set()
        known: set[str] = set()
        for key, _ in self.tables.releases()[:1]:
            for code, _, _, _, extended, parent, _ in self.tables.every(key):
                if extended:
                    known.add(code.replace(".", ""))
                    stems.add(parent.replace(".", "").ljust(6, "X"))
        return lambda code: code in known or code[:6] not in stems

    # -- entries ------------------------------------------------------------------------------

    def entry(self, code: str) -> CodeEntry:
        """Everything printed about a code; dots are optional and case does not matter.

        Raises:
            CodeNotFound: there is no such code; ``nearest`` has those that come closest, and the
                message says so where the code was retired.
        """
        key, release = self._current()
        row = self.tables.row(key, with_dot(code))
        if row is None:
            raise self._not_found(code, key, release)
        chain = self._chain(key, row)
        headings = [above[0] for above in chain]
        notes = self.tables.notes(key, [row[0], *headings])
        own: dict[str, list[str]] = {}
        for kind, text in notes.get(row[0], []):
            own.setdefault(kind, []).append(text)
        inherited = tuple(
            InheritedNote(heading, kind, text)
            for heading in headings
            for wanted in NOTE_KINDS
            for kind, text in _kinds(notes.get(heading, []), wanted)
        )
        sevenths: list[str] = own.get("seventh", [])
        for heading in headings:
            sevenths = sevenths or [t for kind, t in notes.get(heading, []) if kind == "seventh"]
        return CodeEntry(
            code=row[0],
            description=row[1],
            kind=row[2],
            billable=bool(row[3]),
            parent=row[4],
            chapter=row[5],
            block=row[6],
            category=row[7],
            children=tuple(line.code for line in self.tables.children(key, row[0])),
            inclusion_terms=tuple(own.get("inclusion", ())),
            seventh_characters=dict(one.split("=", 1) for one in sevenths),
            inherited=inherited,
            release=release.name,
            **{kind: tuple(own.get(kind, ())) for kind in NOTE_KINDS},
        )

    def _chain(self, key: int, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows above one, the nearest first."""
        chain: list[tuple[Any, ...]] = []
        parent = row[4]
        while parent is not None:
            above = self.tables.row(key, str(parent))
            if above is None:
                break
            chain.append(above)
            parent = above[4]
        return chain

    def exists(self, code: str) -> bool:
        """Whether there is such a code or heading."""
        return self.tables.row(self.release_key, with_dot(code)) is not None

    def line(self, code: str) -> CodeLine:
        """A code in short. Raises CodeNotFound."""
        key, release = self._current()
        row = self.tables.row(key, with_dot(code))
        if row is None:
            raise self._not_found(code, key, release)
        return CodeLine(row[0], row[1], row[2], bool(row[3]))

    def chapters(self) -> list[CodeLine]:
        """The chapters, where the tree begins."""
        return self.tables.children(self.release_key, None)

    def children(self, code: str) -> list[CodeLine]:
        """The lines right below a code. Raises CodeNotFound."""
        return self.tables.children(self.release_key, self.line(code).code)

    def ancestors(self, code: str) -> list[CodeLine]:
        """The headings above a code, its chapter first. Raises CodeNotFound."""
        key, release = self._current()
        row = self.tables.row(key, with_dot(code))
        if row is None:
            raise self._not_found(code, key, release)
        return [
            CodeLine(above[0], above[1], above[2], bool(above[3]))
            for above in reversed(self._chain(key, row))
        ]

    def siblings(self, code: str) -> list[CodeLine]:
        """The other lines below the same heading. Raises CodeNotFound."""
        entry = self.line(code)
        key = self.release_key
        row = self.tables.row(key, entry.code)
        parent = None if row is None else row[4]
        return [line for line in self.tables.children(key, parent) if line.code != entry.code]

    def billable_below(self, code: str, limit: int = 12) -> list[CodeLine]:
        """Complete codes below a heading, in the order of the list. Raises CodeNotFound."""
        found: list[CodeLine] = []
        waiting = [self.line(code)]
        while waiting and len(found) < limit:
            line = waiting.pop(0)
            if line.billable:
                found.append(line)
            else:
                waiting = [*self.children(line.code), *waiting]
        return found

    def _not_found(self, code: str, key: int, release: Release) -> CodeNotFound:
        return code_not_found(self.tables, key, release, code, self.billable_below)

    # -- choosing -----------------------------------------------------------------------------

    def conflicts(self, codes: Sequence[str]) -> list[Conflict]:
        """What the list says against choosing these codes together. Raises CodeNotFound."""
        return conflicts([self.entry(code) for code in codes])

    def reminders(self, code: str, chosen: Sequence[str] = ()) -> list[Reminder]:
        """What the list asks to code beside this one; ``met`` by the other ``chosen`` codes.

        Raises:
            CodeNotFound: there is no such code.
        """
        return reminders(self.entry(code), [with_dot(one) for one in chosen])

    def search_prefix(self, text: str, k: int = 10) -> list[CodeLine]:
        """What is meant by the beginning of a code or of words, for type-ahead."""
        start = with_dot(text)
        key = self.release_key
        if re.fullmatch(r"[A-Z]\d?[0-9A-Z]?(\.[0-9A-Z]*)?", start) and (
            len(start) > 1 or len(text.strip()) == 1
        ):
            found = self.tables.beginning(key, start, k)
            if found:
                return found
        codes = self.phrases().complete(text, k)
        lines = self.tables.lines(key, codes)
        return [lines[code] for code in codes if code in lines]

    def phrases(self, progress: Progress | None = None) -> PhraseIndex:
        """The index of the words of this release, made now if it is not there yet."""
        from kb.terms.phrase_index import PhraseIndex

        key = self.release_key
        with self._guard:
            if self._index is None or self._index[0] != key:
                self._index = (key, PhraseIndex.open(self.tables, key, progress or _silent))
            return self._index[1]


def _kinds(notes: Sequence[tuple[str, str]], wanted: NoteKind) -> list[tuple[NoteKind, str]]:
    return [(wanted, text) for kind, text in notes if kind == wanted]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _name(name: str | None, effective: date) -> str:
    """A release is named for the fiscal year that its first day falls into: October begins the next."""
    year = effective.year + (effective.month >= 10)
    return name or f"ICD-10-CM FY{year} ({effective:%B %Y})"
