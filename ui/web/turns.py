"""One question and its answer, written in a worker thread so that the page stays alive meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from kb.errors import KbError
from kb.types import Answer, Filters, Hit, Policy, Principal

if TYPE_CHECKING:
    from kb.answer.conversations import Exchange
    from kb.library import Library
    from ui.web.replays import Again
    from ui.web.workers import Workers

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """What a turn looks like at one moment."""

    state: str  # "waiting", "writing", "done", "failed"
    text: str = ""
    notices: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    answer: Answer | None = None
    error: str = ""
    seconds: float = 0.0
    policy: Policy | None = None


@dataclass
class Turn:
    """A question being answered. The worker writes, the page reads :meth:`progress`."""

    question: str
    writer: str | None = None
    filters: Filters = field(default_factory=Filters)
    # The question as the library is asked it: a follow-up is read with the question before.
    read_as: str = ""
    # Whether it is kept, and as which turn of the conversation, from 1.
    kept: bool = False
    place: int = 0
    again: Again | None = None
    id: str = field(default_factory=lambda: uuid4().hex[:12])

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._now = Progress("waiting")
        self._finished = threading.Event()
        self._stop = threading.Event()

    @classmethod
    def of(cls, exchange: Exchange) -> Turn:
        """A turn of a conversation that was kept, finished already."""
        answer = exchange.answer
        turn = cls(
            exchange.question,
            filters=exchange.replay.filters,
            read_as=answer.question,
            kept=True,
            place=exchange.ordinal,
        )
        turn._note(Progress("done", answer=answer, seconds=answer.timings.get("total", 0.0)))
        turn._finished.set()
        return turn

    @property
    def asked(self) -> str:
        """The question as the library is asked it."""
        return self.read_as or self.question

    def start(self, library: Library, principal: Principal, workers: Workers) -> None:
        """Answer in a worker thread."""
        workers.submit(self._answer, library, principal)

    def stop(self) -> None:
        """Leave the answer at what is written so far, within a moment, even while the writer is silent."""
        self._stop.set()

    def progress(self) -> Progress:
        """What is known now."""
        with self._lock:
            return self._now

    def wait(self, seconds: float) -> bool:
        """Wait until the answer is there; whether it is."""
        return self._finished.wait(seconds)

    @property
    def finished(self) -> bool:
        """Whether the answer, or an error, is there."""
        return self._finished.is_set()

    def _answer(self, library: Library, principal: Principal) -> None:
        from kb.answer.events import Done, Led, Notice, Restart, Retrieved, Token
        from kb.answer.followup import told

        begun = time.monotonic()
        policy: Policy | None = None
        hits: tuple[Hit, ...] = ()
        notices: list[str] = []
        text = ""
        answer: Answer | None = None
        error = ""
        try:
            events = library.stream(self.asked, principal, filters=self.filters, writer=self.writer)
            for event in events:
                if isinstance(event, Led):
                    policy = event.policy
                elif isinstance(event, Retrieved):
                    hits = tuple(event.hits)
                elif isinstance(event, Token):
                    text += event.text
                elif isinstance(event, Restart):
                    text = ""
                elif isinstance(event, Notice):
                    notices.append(event.text)
                elif isinstance(event, Done):
                    answer = told(event.answer, self.question, self.asked)
                self._note(Progress("writing", text, tuple(notices), hits, policy=policy))
                if self._stop.is_set() and answer is None:
                    error = "Stopped. Nothing that was written so far has been checked."
                    break
        except KbError as problem:
            error = str(problem)
        except Exception:
            # The reader gets a sentence; the traceback belongs in the log.
            LOG.exception("answering failed")
            error = "Answering failed. The server's log says why; the library is unharmed."
        finally:
            seconds = time.monotonic() - begun
            state = "done" if answer else "failed"
            error = error or ("" if answer else "The answer ended without a result. Ask again.")
            self._note(Progress(state, text, tuple(notices), hits, answer, error, seconds, policy))
            self._finished.set()

    def _note(self, now: Progress) -> None:
        with self._lock:
            self._now = now
