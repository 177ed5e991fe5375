"""Who writes an answer: the seam between the engine and the model servers.

The extractive writer needs no model and is not made here; see :mod:`kb.answer.extractive`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from kb.errors import SettingsError
from kb.settings import ModelSettings
from kb.types import Hit, WriterName

CHOICE_SECONDS = 0.4


class ModelWriter(Protocol):
    """A model that writes from passages."""

    name: WriterName
    model: str

    def stream(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        """Pieces of text that cite ``[n]``, n being the position in ``hits`` from 1.

        Closing the iterator stops the model.

        Raises:
            ModelUnavailable: the server is down, lacks the model, is too slow, or fails while writing.
        """
        ...


def model_writer(settings: ModelSettings, writer: WriterName) -> ModelWriter:
    """The writer of that name. Nothing is asked of the server yet.

    Raises:
        SettingsError: its address leaves this computer, its model runs in a cloud, or it needs no model.
    """
    if writer == "ollama":
        from kb.answer.ollama import OllamaWriter

        return OllamaWriter(settings)
    if writer == "extractive":
        raise SettingsError(
            "The extractive writer needs no model.", hint="Choose ollama or openai."
        )
    from kb.answer.openai_compatible import OpenAICompatibleWriter

    return OpenAICompatibleWriter(settings)


def choose_writer(settings: ModelSettings, wanted: str | None) -> WriterName:
    """Who is to write: ``wanted``, or else what the settings say.

    'auto' is Ollama where it answers within half a second and holds the model, else extractive.

    Raises:
        SettingsError: no writer has that name, or Ollama's address leaves this computer.
    """
    name = wanted or settings.writer
    if name == "auto":
        from kb.answer.ollama import ollama_status

        status = ollama_status(settings, seconds=CHOICE_SECONDS)
        return "ollama" if status.reachable and status.has_model else "extractive"
    for known in ("extractive", "ollama", "openai"):
        if name == known:
            return known
    raise SettingsError(
        f"There is no writer called {name!r}.", hint="Choose auto, extractive, ollama or openai."
    )
