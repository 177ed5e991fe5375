"""Which writers can answer now, and what each is called on the page."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import KbError
from kb.types import WriterName

if TYPE_CHECKING:
    from kb.settings import ModelSettings

FRESH_SECONDS = 20.0
LOOK_SECONDS = 1.0
CHECKED = "Each sentence is checked against what it cites."


@dataclass(frozen=True)
class WriterChoice:
    """One way to answer: its name, what the page calls it, and why it cannot be taken now, if so."""

    name: WriterName
    label: str
    note: str
    available: bool = True


EXTRACTIVE = WriterChoice(
    "extractive",
    "Quotations",
    "Sentences of the library, word for word. No language model.",
)


class Writers:
    """The writers, looked up in the background so that no page waits for a model server."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._known: tuple[WriterChoice, ...] = (EXTRACTIVE,)
        self._default: WriterName = "extractive"
        self._seen = 0.0
        self._looking = False

    def choices(self) -> tuple[WriterChoice, ...]:
        """The writers as last seen; a look older than :data:`FRESH_SECONDS` starts another."""
        self._look_soon()
        with self._lock:
            return self._known

    def default(self) -> WriterName:
        """Who answers when the reader chose nobody."""
        self._look_soon()
        with self._lock:
            return self._default

    def warm(self, writer: str | None = None) -> None:
        """Have the model that will write loaded, in the background; does nothing where none will.

        Args:
            writer: who will write; by default whoever answers when the reader chose nobody.
        """
        from kb.answer.writers import warm_up

        threading.Thread(
            target=warm_up, args=(self._settings, writer), name="warm-model", daemon=True
        ).start()

    def look(self) -> None:
        """Ask each model server now (up to a second or so)."""
        from kb.answer.writers import choose_writer

        known = [EXTRACTIVE, self._ollama()]
        if self._settings.openai_url:
            known.append(self._openai())
        try:
            default = choose_writer(self._settings, None)
        except KbError:
            default = "extractive"
        with self._lock:
            self._known, self._default = tuple(known), default
            self._seen = time.monotonic()

    def _ollama(self) -> WriterChoice:
        from kb.answer.ollama import ollama_status

        try:
            status = ollama_status(self._settings, seconds=LOOK_SECONDS)
        except KbError as error:
            return WriterChoice("ollama", "Ollama", f"Ollama: {error}", available=False)
        if not status.has_model:
            return WriterChoice("ollama", "Ollama", f"Ollama: {status.hint}", available=False)
        return WriterChoice("ollama", status.wanted, f"{status.wanted} on Ollama. {CHECKED}")

    def _openai(self) -> WriterChoice:
        from kb.answer.writers import model_writer

        try:
            model = model_writer(self._settings, "openai").model or "Local server"
        except KbError as error:
            return WriterChoice("openai", "Local server", str(error), available=False)
        return WriterChoice("openai", model, f"{model} on a local server. {CHECKED}")

    def _look_soon(self) -> None:
        with self._lock:
            if self._looking or (self._seen and time.monotonic() - self._seen < FRESH_SECONDS):
                return
            self._looking = True
        threading.Thread(target=self._look_and_note, name="writers", daemon=True).start()

    def _look_and_note(self) -> None:
        try:
            self.look()
        finally:
            with self._lock:
                self._looking = False
