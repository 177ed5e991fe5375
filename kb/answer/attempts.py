"""A model is asked, its answer is read and checked; what cannot be used is asked for once more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from kb.answer import prompts
from kb.answer.events import Event, Notice, Restart, Token, Waiting
from kb.answer.structured import AnswerReader, Reply
from kb.answer.verify import Embed, ledger
from kb.answer.writers import ModelWriter
from kb.types import Citation, Hit, Sentence

ATTEMPTS = 2
ASKED_AGAIN = "The model's answer could not be used, so it is asked once more."
LOADING = "The model {model} is being loaded, so its first words take longer."
HELD = ("quoted", "supported")


@dataclass(frozen=True, slots=True)
class Written:
    """A model's answer as the ledger found it, or that the model declined.

    ``dropped`` is how many sentences were left out, because they cite nothing and nothing carries them.
    """

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    declined: bool = False
    dropped: int = 0

    @property
    def notice(self) -> str | None:
        """A sentence on what was left out, if anything was."""
        if not self.dropped:
            return None
        what = "A sentence was" if self.dropped == 1 else f"{self.dropped} sentences were"
        return f"{what} left out: no passage carries what the model wrote there."


def ask_model(
    model: ModelWriter,
    question: str,
    hits: Sequence[Hit],
    embed: Embed,
    speaks: Callable[[Sequence[str]], bool] = lambda _texts: True,
) -> Generator[Event, None, Written | None]:
    """Stream a model's answer and check it against the hits; ``None`` where it failed twice.

    Args:
        hits: the passages that the model is shown, as they fit; it can cite no other.
        embed: see :func:`kb.answer.verify.ledger`.
        speaks: whether any of these sentences, which the passages carry, speaks to the question.

    Raises:
        ModelUnavailable: the server failed.
    """
    if model.cold():
        yield Notice(LOADING.format(model=model.model))
    fault = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            yield Restart()
            yield Notice(ASKED_AGAIN)
        reply = yield from _read(model, question, hits, fault)
        if reply.declined:
            return Written(declined=True)
        fault = reply.fault
        if not fault:
            sentences, citations = ledger(reply.text, hits, embed)
            held = [one.text for one in sentences if one.state in HELD]
            if held and speaks(held):
                return _kept(sentences, citations)
            fault = prompts.NOT_ABOUT if held else prompts.NOT_HELD
    return None


def _read(
    model: ModelWriter, question: str, hits: Sequence[Hit], fault: str
) -> Generator[Event, None, Reply]:
    """One answer, shown as it comes."""
    reader = AnswerReader(len(hits))
    shown = False
    with closing(model.stream(question, hits, fault=fault)) as pieces:  # type: ignore[type-var]
        for piece in pieces:
            if not piece:
                yield Waiting()
                continue
            for text in reader.feed(piece):
                shown = text is not None
                yield Restart() if text is None else Token(text)
            if reader.cut:
                break
    reply = reader.finish()
    if reply.declined and reader.structured:
        if shown:
            yield Restart()
        yield Token(reply.text)
    return reply


def _kept(sentences: Sequence[Sentence], citations: Sequence[Citation]) -> Written:
    """What the ledger found, without what neither cites a passage nor is carried by one."""
    kept = tuple(one for one in sentences if one.citations or one.state != "unsupported")
    return Written(kept, tuple(citations), dropped=len(sentences) - len(kept))
