"""Everything that the doors ask of terminology, in the JSON forms of :mod:`ui.terms.forms`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kb.access.roles import require_manager
from kb.errors import ModelUnavailable
from kb.terms.kept import KeptCodes
from kb.types import as_json
from ui.terms import forms
from ui.terms.building import BookBuild
from ui.terms.export import Format, export
from ui.terms.readings import readings
from ui.terms.recognise import code_in, recognised

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.library import Library
    from kb.terms.codes import CodeBook
    from kb.terms.finder import CodeFinder
    from kb.types import Principal

K = 10
SUGGESTED = 12
FEW = 5  # fewer beginnings than this are completed by what the words mean


class StillIndexing(ModelUnavailable):
    """The code book is being indexed for the first time."""


class TermDesk:
    """Terminology of one library, for one principal. Thread-safe; nothing is loaded before it is needed."""

    def __init__(self, library: Library, principal: Principal) -> None:
        self.library = library
        self.principal = principal
        self.build = BookBuild(library)

    @cached_property
    def kept(self) -> KeptCodes:
        """Pinned, recent and chosen codes."""
        return KeptCodes(self.library.store.catalog)

    def prepare(self, tell: Callable[[forms.BuildForm], None]) -> None:
        """Make sure that the code book is there; ``tell`` is given how far it is. Raises KbError."""
        self.build.wait(tell)

    def warm(self) -> None:
        """Load what the first question would wait for, where the code book is there."""
        if self.build.ready():
            self.library.terms.phrases()
            self.library.code_finder.prepare()
            # What is loaded with the first question only: the model, and what it is compared with.
            for words in ("copd exac", "chf with reduced ef"):
                self.suggest(words)

    @property
    def book(self) -> CodeBook:
        """The code book.

        Raises:
            StillIndexing: it is not ready; the build is begun.
        """
        if not self.build.ready():
            self.build.start()
            raise StillIndexing(
                "ICD-10-CM is being indexed, once; this takes less than a minute.",
                hint="Try again in a moment.",
            )
        return self.library.terms

    @property
    def finder(self) -> CodeFinder:
        """What leads from words to codes. Raises StillIndexing."""
        _ = self.book
        return self.library.code_finder

    # -- words to codes -----------------------------------------------------------------------

    def find(self, texts: Sequence[str], k: int = K) -> list[list[forms.CodeMatchForm]]:
        """The k best codes for each text."""
        finder = self.finder
        return [[_match(one) for one in finder.find(text, k)] for text in texts]

    def suggest(self, text: str, k: int = SUGGESTED) -> list[forms.CodeLineForm]:
        """What may be meant by what has been typed so far: beginnings of words, then what they mean."""
        if not text.strip():
            return []
        found: list[forms.CodeLineForm] = _plain(self.book.search_prefix(text, k))
        if len(found) < FEW and len(text.strip()) > 1 and code_in(text) is None:
            held = {one["code"] for one in found}
            meant = [one.code for one in self.finder.find(text, FEW) if one.code not in held]
            found += self.lines(meant)
        return found[:k]

    def split(self, text: str, k: int = K) -> forms.FindingsForm:
        """The findings of a sentence, each with its codes."""
        found = self.finder.split(text, k)
        return {
            "findings": [
                {
                    "words": one.words,
                    "context": one.context,
                    "start": one.start,
                    "end": one.end,
                    "codes": [_match(code) for code in one.codes],
                }
                for one in found
            ]
        }

    def readings(self, text: str) -> list[forms.ReadingForm]:
        """What the abbreviations of a text may mean, where that is not certain."""
        return readings(text)

    def note(self, text: str) -> forms.CandidatesForm:
        """Codes that a note may support, each with the words that do, for a coder to decide."""
        return {
            "candidates": [
                {
                    "code": one.code,
                    "description": one.description,
                    "score": round(one.score, 4),
                    "billable": one.billable,
                    "context": one.context,
                    "missing": list(one.missing),
                    "support": [
                        {"text": span.words, "start": span.start, "end": span.end, "cue": span.cue}
                        for span in one.supports
                    ],
                }
                for one in self.finder.from_note(text)
            ],
            "notice": forms.CANDIDATES_NOTICE,
        }

    # -- codes --------------------------------------------------------------------------------

    def recognise(self, text: str, on: date | None = None) -> forms.CodeEntryForm | None:
        """The entry, if ``text`` is a code; None if it is words. Raises CodeNotFound."""
        book = self._book(on)
        entry = recognised(text, book)
        return None if entry is None else self.entry(entry.code, on)

    def entry(self, code: str, on: date | None = None) -> forms.CodeEntryForm:
        """Everything that is printed about a code, in the release of a day. Raises CodeNotFound."""
        book = self._book(on)
        entry = book.entry(code)
        form = as_json(entry) | {
            "children": _plain(book.children(entry.code)),
            "siblings": _plain(book.siblings(entry.code)),
            "ancestors": _plain(book.ancestors(entry.code)),
            "reminders": as_json(book.reminders(entry.code)),
        }
        return cast("forms.CodeEntryForm", form)

    def exists(self, code: str) -> bool:
        """Whether there is such a code or heading."""
        return self.book.exists(code)

    def level(self, code: str) -> list[forms.CodeLineForm]:
        """A code and its siblings, in the order of the list. Raises CodeNotFound."""
        book = self.book
        parent = book.entry(code).parent
        return _plain(book.chapters() if parent is None else book.children(parent))  # type: ignore[no-any-return]

    def chapters(self) -> list[forms.CodeLineForm]:
        """Where the tree begins."""
        return _plain(self.book.chapters())  # type: ignore[no-any-return]

    def lines(self, codes: Sequence[str]) -> list[forms.CodeLineForm]:
        """Codes in short, in the given order. Raises CodeNotFound."""
        book = self.book
        return _plain([book.line(code) for code in codes])  # type: ignore[no-any-return]

    def check(self, codes: Sequence[str]) -> forms.CheckForm:
        """Check chosen codes against each other. Raises CodeNotFound."""
        book = self.book
        chosen = self.lines(list(dict.fromkeys(codes)))
        names = [one["code"] for one in chosen]
        return {
            "codes": chosen,
            "conflicts": as_json(book.conflicts(names)),
            "reminders": [one for code in names for one in as_json(book.reminders(code, names))],
            "not_billable": [one["code"] for one in chosen if not one["billable"]],
        }

    def export(self, codes: Sequence[str], form: Format) -> str:
        """Chosen codes as a file. Raises CodeNotFound, SettingsError."""
        today = datetime.now(UTC).date()
        chosen = self.lines(list(dict.fromkeys(codes)))
        return export(chosen, form, release=self.book.release.name, day=today)

    # -- definitions --------------------------------------------------------------------------

    def define(self, term: str) -> forms.DefinitionForm:
        """What a term or an abbreviation means: from the library, else from the glossary.

        Raises:
            NotFound: neither knows it; the hint has the nearest terms.
        """
        from kb.terms.define import define

        found = define(self.library, term, self.principal)
        return cast("forms.DefinitionForm", as_json(found) | {"ambiguous": found.ambiguous})

    # -- kept codes ---------------------------------------------------------------------------

    def pinned(self) -> list[forms.CodeLineForm]:
        """The pinned codes that this release still has."""
        return self._known(self.kept.pinned(self.principal))

    def recent(self) -> list[forms.CodeLineForm]:
        """The codes that were opened last."""
        return self._known(self.kept.recent(self.principal))

    def basket(self) -> list[str]:
        """The chosen codes as they were left."""
        return [one["code"] for one in self._known(self.kept.basket(self.principal))]

    def keep_basket(self, codes: Sequence[str]) -> None:
        """Keep the chosen codes for the next visit."""
        self.kept.keep_basket(codes, self.principal)

    def pin(self, code: str) -> bool:
        """Pin a code or let go of it; return whether it is pinned now."""
        return self.kept.pin(code, self.principal)

    def opened(self, code: str) -> None:
        """Remember that a code was opened."""
        self.kept.opened(code, self.principal)

    def _known(self, codes: Sequence[str]) -> list[forms.CodeLineForm]:
        book = self.book
        return _plain([book.line(code) for code in codes if book.exists(code)])  # type: ignore[no-any-return]

    # -- releases -----------------------------------------------------------------------------

    def releases(self) -> list[forms.ReleaseForm]:
        """The releases that are loaded, the newest first."""
        return _dated(self.book.releases())  # type: ignore[no-any-return]

    def update(self, path: Path, effective: date) -> forms.ReleaseDifferenceForm:
        """Load a later release; those that are there stay for encounters of their dates.

        Raises:
            NotPermitted: the principal may not change the library.
            UnreadableFile: it is not a tabular list.
        """
        from kb.terms.finder import CodeFinder

        require_manager(self.principal)
        changes = self.book.update(path, effective)
        # Now, rather than with the first question of its first day.
        CodeFinder(self.book.as_of(effective), lambda: self.library.embedder).prepare()
        return cast("forms.ReleaseDifferenceForm", _dated(changes))

    def _book(self, on: date | None) -> CodeBook:
        return self.book if on is None else self.book.as_of(on)


def _match(match: Any) -> forms.CodeMatchForm:
    return {
        "code": match.code,
        "description": match.description,
        "score": round(float(match.score), 4),
        "billable": match.billable,
        "matched": list(match.matched),
        "missing": list(match.missing),
    }


def _plain(value: Any) -> Any:
    return as_json(list(value))


def _dated(value: Any) -> Any:
    """JSON with dates as ISO 8601."""

    def walk(item: Any) -> Any:
        if isinstance(item, date):
            return item.isoformat()
        if isinstance(item, Mapping):
            return {name: walk(one) for name, one in item.items()}
        return [walk(one) for one in item] if isinstance(item, list) else item

    return walk(as_json(value))
