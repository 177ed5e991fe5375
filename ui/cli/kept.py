"""What a command can ask of what is kept, whichever way the library is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kb.answer.export import FormatName
    from kb.search.saved import Sort
    from kb.types import Filters
    from ui.api.forms import FoundForm
    from ui.kept.forms import ConversationForm, OpenedForm, ReplayForm, SavedSearchForm


class Conversations(Protocol):
    """The conversations of whoever runs the command. All raise the errors of :mod:`kb.errors`."""

    def all(self, words: str = "", *, limit: int, offset: int = 0) -> list[ConversationForm]:
        """The newest first; with ``words`` those that hold all of them."""
        ...

    def open(self, identity: str, *, limit: int, offset: int = 0) -> OpenedForm: ...

    def export(self, identity: str, form: FormatName) -> tuple[str, bytes]:
        """The name and the content of a file."""
        ...

    def rename(self, identity: str, title: str) -> ConversationForm: ...

    def delete(self, identity: str) -> ConversationForm: ...

    def replay(self, identity: str, ordinal: int) -> ReplayForm:
        """Ask one question again, counted from 1, and compare."""
        ...


class Searches(Protocol):
    """The saved searches of whoever runs the command, each called by its id or its name."""

    def all(self, *, limit: int, offset: int = 0) -> list[SavedSearchForm]: ...

    def get(self, identity: str) -> SavedSearchForm: ...

    def save(self, name: str, question: str, filters: Filters, sort: Sort) -> SavedSearchForm: ...

    def run(self, identity: str, k: int | None, *, facets: bool = False) -> FoundForm: ...

    def delete(self, identity: str) -> SavedSearchForm: ...
