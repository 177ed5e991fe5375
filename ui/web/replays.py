"""A kept question asked of today's library again, in a worker thread, and how the answers differ."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kb.errors import KbError
from kb.types import Answer, Principal

if TYPE_CHECKING:
    from kb.answer.conversations import Comparison, Exchange
    from kb.library import Library
    from ui.web.workers import Workers

LOG = logging.getLogger(__name__)
SAME = "the same answer, from the same passages."


@dataclass
class Again:
    """One exchange of a conversation being asked again. The worker writes, the page reads :meth:`data`."""

    exchange: Exchange

    def __post_init__(self) -> None:
        self._finished = threading.Event()
        self._compared: Comparison | None = None
        self._error = ""

    def start(self, library: Library, principal: Principal, workers: Workers) -> None:
        """Ask in a worker thread, with the filters and the writer of then."""
        workers.submit(self._ask, library, principal)

    def wait(self, seconds: float) -> bool:
        """Wait until it is compared; whether it is."""
        return self._finished.wait(seconds)

    @property
    def finished(self) -> bool:
        """Whether the comparison, or an error, is there."""
        return self._finished.is_set()

    def data(self) -> dict[str, Any]:
        """What the answer component shows of it."""
        if not self.finished:
            return _shown("asking", "Asking today's library")
        if self._compared is None:
            return _shown("failed", self._error)
        day = datetime.now(UTC).date().isoformat()
        if self._compared.same:
            # That another build of the model says the same is told all the same.
            return _shown("done", f"Asked again on {day}: {SAME}", self._compared.differences)
        today = [] if self._compared.now.abstained else _words(self._compared.now)
        said = f"Asked on {self.exchange.asked[:10]} and again on {day}: not the same."
        return _shown("done", said, self._compared.differences, today)

    def _ask(self, library: Library, principal: Principal) -> None:
        then, filters = self.exchange.answer, self.exchange.replay.filters

        def ask(question: str) -> Answer:
            return library.ask(question, principal, filters=filters, writer=then.writer)

        try:
            self._compared = library.conversations.replay(self.exchange, ask)
        except KbError as problem:
            self._error = str(problem)
        except Exception:
            # The reader gets a sentence; the traceback belongs in the log.
            LOG.exception("asking again failed")
            self._error = (
                "Asking again failed. The server's log says why; what is kept is unharmed."
            )
        finally:
            self._finished.set()


def _shown(
    state: str, said: str, differences: tuple[str, ...] = (), today: list[str] | None = None
) -> dict[str, Any]:
    return {"state": state, "said": said, "differences": list(differences), "today": today or []}


def _words(answer: Answer) -> list[str]:
    from ui.web.present import words

    return [words(one) for one in answer.sentences if one.state != "unsupported"]
