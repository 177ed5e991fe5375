"""Which writers can answer now, and what each is called on the page."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kb.errors import KbError
from kb.types import WriterName

if TYPE_CHECKING:
    from kb.settings import ModelSettings

FRESH_SECONDS = 20.0


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

    def look(self) -> None:
        """Ask each model server now (up to a second or so)."""
        from kb.answer.writers import choose_writer, model_writer

        known = [EXTRACTIVE]
        wanted: list[tuple[Literal["ollama", "openai"], str]] = [("ollama", "Ollama")]
        if self._settings.openai_url:
            wanted.append(("openai", "local server"))
        for name, where in wanted:
            try:
                # 'auto' is the look that checks quickly; a writer asked for by name is taken as it is.
                probe = self._settings.model_copy(update={"writer": "auto"})
                if name == "ollama" and choose_writer(probe, "auto") != "ollama":
                    raise KbError(f"No model answers at {self._settings.ollama_url}.")
                writer = model_writer(self._settings, name)
                known.append(
                    WriterChoice(
                        name, writer.model, f"Written by {writer.model} ({where}), checked."
                    )
                )
            except KbError as error:
                known.append(WriterChoice(name, where, str(error), available=False))
        try:
            default = choose_writer(self._settings, None)
        except KbError:
            default = "extractive"
        with self._lock:
            self._known, self._default = tuple(known), default
            self._seen = time.monotonic()

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
