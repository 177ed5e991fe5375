"""A question as doors ask it: read with those before it, answered step by step, and kept where wished.

Following up and keeping are those of the page; what is asked here goes on there, and the other way round.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from kb.answer.events import Done, Event
from kb.answer.followup import read_with, told
from kb.errors import KbError
from kb.types import Answer, Filters, Principal, as_json

if TYPE_CHECKING:
    from kb.library import Library
    from ui.api.answer_forms import AskedForm

NOT_KEPT = "This answer is not kept:"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. ``conversation`` is the id of one to go on with; ``keep`` begins one."""

    question: str
    filters: Filters = field(default_factory=Filters)
    writer: str | None = None
    conversation: str | None = None
    keep: bool = False

    def events(self, library: Library, principal: Principal) -> Iterator[Event]:
        """The answer step by step, not yet kept; the last is ``Done``.

        Raises:
            NotFound: there is no such conversation.
            KbError: as :meth:`kb.library.Library.stream` does.
        """
        read = self._read(library, principal)
        for event in library.stream(read, principal, filters=self.filters, writer=self.writer):
            if isinstance(event, Done):
                yield Done(told(event.answer, self.question, read))
            else:
                yield event

    def answer(self, library: Library, principal: Principal) -> AskedForm:
        """The answer at once, kept where wished. Raises as :meth:`events` does."""
        read = self._read(library, principal)
        answer = library.ask(read, principal, filters=self.filters, writer=self.writer)
        return self.finish(told(answer, self.question, read), library, principal)

    def finish(self, answer: Answer, library: Library, principal: Principal) -> AskedForm:
        """Keep the answer where wished, and put it into its form.

        That it cannot be kept, because the conversation was deleted meanwhile or the disk is full, is no
        reason not to show it; then the notice says so.
        """
        kept: str | None = None
        if self.keep or self.conversation is not None:
            try:
                kept = library.conversations.keep(
                    answer,
                    principal,
                    self.conversation,
                    question=self.question,
                    filters=self.filters,
                )
            except KbError as error:
                log.warning("an answer could not be kept: %s", type(error).__name__)
                said = f"{answer.notice or ''} {NOT_KEPT} {error.message}"
                answer = replace(answer, notice=said.strip())
        form = {**as_json(answer), "typed": self.question, "conversation": kept}
        return cast("AskedForm", form)

    def _read(self, library: Library, principal: Principal) -> str:
        earlier = (
            library.conversations.questions(self.conversation, principal)
            if self.conversation is not None
            else []
        )
        return read_with(self.question, earlier)
