"""A code book of a few categories, cut from the tabular list (public domain), for tests of the doors.

The finder counts shared words, so that what a test finds is plain to see; the real one has its own tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kb.store.database import Database
from kb.terms.codes import CodeBook
from kb.terms.finder import CodeMatch, Finding
from kb.terms.notes import NoteCandidate, Support

TABULAR = Path(__file__).with_name("tabular.xml")
EFFECTIVE = date(2026, 4, 1)
RELEASE = "ICD-10-CM FY2026 (April 2026)"
STOP = {"with", "the", "and", "of", "in", "a"}


def small_book(database: Database) -> CodeBook:
    """Load the few categories into a catalog, unless they are there."""
    book = CodeBook(database)
    if not book.ready():
        book.update(TABULAR, EFFECTIVE, name=RELEASE)
    return book


class SharedWords:
    """Finds codes by the words that they share with a text."""

    def __init__(self, book: CodeBook) -> None:
        lines = [line for chapter in book.chapters() for line in self._below(book, chapter.code)]
        self._lines = [line for line in lines if line.kind in ("category", "code")]

    def _below(self, book: CodeBook, code: str) -> list:
        return [
            one for line in book.children(code) for one in (line, *self._below(book, line.code))
        ]

    def prepare(self, progress: object = None) -> None:
        """There is nothing to make ready."""

    def find(self, words: str, k: int = 10) -> list[CodeMatch]:
        wanted = _words(words)
        found = []
        for line in self._lines:
            held = _words(line.description)
            shared = [word for word in wanted if word in held]
            if shared:
                score = len(shared) / (len(wanted) + len(held) / 10)
                missing = ("which stage?",) if "unspecified" in held else ()
                found.append(
                    CodeMatch(
                        line.code, line.description, score, line.billable, tuple(shared), missing
                    )
                )
        found.sort(key=lambda one: -one.score)
        return found[:k]

    def split(self, text: str, k: int = 10) -> list[Finding]:
        found = []
        for part in re.finditer(r"(?:(?!,| and ).)+", text):
            words = part[0].strip().removeprefix(",").strip().removeprefix("and ").strip()
            absent = words.startswith("no ")
            codes = () if absent else tuple(self.find(words, k))
            context = "absent" if absent else "present"
            found.append(Finding(words, codes, context, part.start(), part.end()))
        return [one for one in found if one.words]

    def from_note(self, text: str) -> list[NoteCandidate]:
        found = []
        for line in re.finditer(r"[^\n]+", text):
            for best in self.find(line[0], 1):
                if best.score > 0.4:
                    support = (Support(line[0], line.start(), line.end()),)
                    told = "suspected" if "?" in line[0] else "present"
                    found.append(
                        NoteCandidate(
                            best.code, best.description, best.score, best.billable, told, support
                        )
                    )
        return found


def _words(text: str) -> Sequence[str]:
    return [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP]
