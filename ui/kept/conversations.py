"""Conversations in the forms of :mod:`ui.kept.forms`, for the API and for commands alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kb.answer.export import FORMATS, FormatName, file_name, said
from kb.types import Answer, Principal, as_json

if TYPE_CHECKING:
    from kb.library import Library
    from ui.kept.forms import ConversationForm, OpenedForm, ReplayForm, TurnForm


@dataclass(frozen=True, slots=True)
class ConversationDesk:
    """The conversations of one person. All calls but :meth:`all` raise NotFound."""

    library: Library
    principal: Principal

    def all(self, words: str = "", *, limit: int, offset: int = 0) -> list[ConversationForm]:
        """The newest first; with ``words`` those that hold all of them. Raises WrongValue."""
        kept = self.library.conversations
        found = kept.all(self.principal, words, limit=limit, offset=offset)
        return cast("list[ConversationForm]", as_json(found))

    def open(self, identity: str, *, limit: int, offset: int = 0) -> OpenedForm:
        """A conversation with ``limit`` of its answers, the oldest first."""
        row, exchanges = self.library.conversations.open(
            identity, self.principal, limit=limit, offset=offset
        )
        answers: list[TurnForm] = [
            {
                "ordinal": one.ordinal,
                "asked": one.asked,
                "question": one.question,
                "answer": as_json(one.answer),
            }
            for one in exchanges
        ]
        return cast("OpenedForm", {**as_json(row), "answers": answers})

    def export(self, identity: str, form: FormatName) -> tuple[str, bytes]:
        """The name and the content of a file; sentences that nothing supports are left out."""
        row, exchanges = self.library.conversations.open(identity, self.principal)
        return file_name(row.title, form), FORMATS[form].write(row, exchanges)

    def rename(self, identity: str, title: str) -> ConversationForm:
        """Give it another title. Raises SettingsError for none."""
        row = self.library.conversations.rename(identity, title, self.principal)
        return cast("ConversationForm", as_json(row))

    def delete(self, identity: str) -> ConversationForm:
        """Forget it with everything that was said; returns what it was."""
        row = self.library.conversations.row(identity, self.principal)
        self.library.conversations.delete(identity, self.principal)
        return cast("ConversationForm", as_json(row))

    def replay(self, identity: str, ordinal: int) -> ReplayForm:
        """Ask one question again, with the writer and the filters of then, and compare."""
        kept = self.library.conversations
        exchange = kept.exchange(identity, ordinal, self.principal)

        def ask(question: str) -> Answer:
            return self.library.ask(
                question,
                self.principal,
                filters=exchange.replay.filters,
                writer=exchange.answer.writer,
            )

        compared = kept.replay(exchange, ask)
        return {
            "ordinal": exchange.ordinal,
            "asked": exchange.asked,
            "question": exchange.question,
            "same": compared.same,
            "differences": list(compared.differences),
            "then": said(compared.then),
            "now": said(compared.now),
        }
