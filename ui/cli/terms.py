"""What a command can ask of terminology, whichever way the library is reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ui.terms import forms


class Terms(Protocol):
    """Terminology in the forms of :mod:`ui.terms.forms`. All raise the errors of :mod:`kb.errors`."""

    def prepare(self, tell: Callable[[forms.BuildForm], None]) -> None:
        """Make sure that the code book is there; ``tell`` is given how far its first build is."""
        ...

    def find(self, texts: Sequence[str], k: int = 10) -> list[list[forms.CodeMatchForm]]: ...

    def readings(self, text: str) -> list[forms.ReadingForm]: ...

    def split(self, text: str, k: int = 10) -> forms.FindingsForm: ...

    def note(self, text: str) -> forms.CandidatesForm: ...

    def recognise(self, text: str, on: date | None = None) -> forms.CodeEntryForm | None: ...

    def define(self, term: str) -> forms.DefinitionForm: ...

    def releases(self) -> list[forms.ReleaseForm]: ...

    def update(self, path: Path, effective: date) -> forms.ReleaseDifferenceForm: ...
