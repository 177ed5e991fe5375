"""The first build of the code book, beside whatever else goes on, with how far it is."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from kb.errors import KbError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb.library import Library
    from ui.terms.forms import BuildForm

LOG = logging.getLogger(__name__)
# What each step is called, from which share to which of the whole it goes, and how many lines it has
# where that is not known beforehand.
STEPS = {
    "codes": ("Reading the tabular list", 0.0, 0.1, 98_500),
    "words": ("Indexing the words", 0.1, 0.35, 1),
    "meanings": ("Indexing the meanings", 0.35, 1.0, 1),
}


class BookBuild:
    """Builds the code book once; thread-safe."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ready = False
        self._state: tuple[float, str] = (0.0, "")
        self._error: str | None = None

    def ready(self) -> bool:
        """Whether the code book can be used."""
        if not self._ready and not self._running():
            self._ready = self._error is None and self._library.terms_ready()
        return self._ready

    def status(self) -> BuildForm:
        """Whether it is ready and, if not, how far it is."""
        ready = self.ready()
        share, step = self._state
        return {
            "ready": ready,
            "building": self._running(),
            "share": 1.0 if ready else share,
            "step": "" if ready else step,
            "error": self._error,
        }

    def start(self) -> None:
        """Begin to build in a thread, unless it is ready or under way."""
        if self.ready():
            return
        with self._guard:
            if self._running():
                return
            self._error = None
            self._state = (0.0, "Reading the tabular list")
            self._thread = threading.Thread(target=self._work, name="code-book", daemon=True)
            self._thread.start()

    def wait(self, tell: Callable[[BuildForm], None], *, every: float = 0.2) -> None:
        """Build and return when it is ready; ``tell`` is given the state now and then.

        Raises:
            KbError: it could not be built.
        """
        self.start()
        while (thread := self._thread) is not None and thread.is_alive():
            tell(self.status())
            thread.join(every)
        if not self.ready():
            raise KbError(
                f"ICD-10-CM could not be indexed: {self._error}",
                hint="Install clinical-kb again with its dependencies; then try once more.",
            )

    def _running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _work(self) -> None:
        try:
            self._library.build_terms(self._progress)
        except KbError as error:
            self._error = str(error)
        except Exception as error:
            LOG.exception("the code book could not be built")
            self._error = f"{type(error).__name__}; the log says more."
        else:
            self._ready = True

    def _progress(self, done: int, total: int, step: str) -> None:
        name, start, end, usual = STEPS.get(step, (step.capitalize(), self._state[0], 1.0, 1))
        share = min(1.0, done / (total or usual))
        self._state = (start + share * (end - start), name)
