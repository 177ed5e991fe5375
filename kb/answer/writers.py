"""Who writes an answer: the seam between the engine and the model servers.

The extractive writer needs no model and is not made here; see :mod:`kb.answer.extractive`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Protocol

from kb.errors import KbError, SettingsError
from kb.settings import ModelSettings
from kb.types import Hit, WriterName

LOG = logging.getLogger(__name__)
CHOICE_SECONDS = 0.4


class ModelWriter(Protocol):
    """A model that writes from passages."""

    name: WriterName
    model: str
    digest: str | None
    """What tells this build of the model from another of the same name; known once it has written."""

    def stream(self, question: str, hits: Sequence[Hit], *, fault: str = "") -> Iterator[str]:
        """Pieces of an answer that cites by the position in ``hits``, from 1: JSON or prose with ``[n]``.

        See :mod:`kb.answer.structured` for both. An empty piece is a sign of life. Closing the iterator
        stops the model. All hits are shown to it: see :func:`kb.answer.budget.fit`.

        Args:
            fault: what was wrong with the last reply to this question, if this is a second try.

        Raises:
            ModelUnavailable: the server is down, lacks the model, is too slow, or fails while writing.
        """
        ...

    def cold(self) -> bool:
        """Whether it is known that the model has to be loaded before it can write."""
        ...

    def warm(self) -> None:
        """Have the server load the model; blocks until it has.

        Raises:
            ModelUnavailable: the server is down, lacks the model, or does not load it in time.
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


def warm_up(settings: ModelSettings, writer: str | None = None) -> bool:
    """Load the model that will write, if one will; whether it is loaded. Blocks, and never raises a KbError.

    What is wrong will be told when a question is asked; until then nobody needs to know.
    """
    try:
        chosen = choose_writer(settings, writer)
        if chosen == "extractive":
            return False
        model_writer(settings, chosen).warm()
    except KbError as error:
        LOG.info("the model was not warmed up: %s", error)
        return False
    return True


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
