"""Conversations that are kept: found again, renamed, forgotten, and asked once more of today's library.

They lie in the encrypted catalog and belong to the person who asked. Each answer is kept with what it
rested on, so that a replay can say whether today's library would say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import Any

from kb.answer.prompts import PROMPT_VERSION
from kb.errors import NotFound, SettingsError
from kb.settings import Settings
from kb.store.catalog import Catalog
from kb.store.conversations import ConversationRow, ConversationTable
from kb.types import Answer, Principal

MOST_TITLE = 80
# The settings that decide what an answer says.
FORGOTTEN = "[Removed with the document that it quoted.]"
DECIDING = ("embedding", "search", "answer")


@dataclass(frozen=True, slots=True)
class Replay:
    """What an answer rested on: writer, model, version of the prompt, passages with a hash, settings."""

    writer: str
    model: str | None
    prompt: str
    passages: tuple[tuple[str, str], ...]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer. ``asked`` is ISO 8601, UTC."""

    ordinal: int
    asked: str
    question: str
    answer: Answer
    replay: Replay


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer of then beside that of today. ``differences`` are sentences; none means the same."""

    then: Answer
    now: Answer
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether today's library says the same, from the same passages."""
        return not self.differences


class Conversations:
    """The conversations of a library. Thread-safe."""

    def __init__(self, table: ConversationTable, catalog: Catalog, settings: Settings) -> None:
        self._table = table
        self._catalog = catalog
        self._settings = settings

    def keep(self, answer: Answer, principal: Principal, conversation: str | None = None) -> str:
        """Keep an answer, in a conversation that is there or in a new one; return its id.

        Raises:
            NotFound: the principal has no such conversation.
        """
        identity = conversation or self._table.start(principal.name, _title(answer.question))
        kept = self._table.add(
            identity,
            principal.name,
            answer.question,
            dump_answer(answer),
            json.dumps(asdict(self._replay(answer)), ensure_ascii=False),
        )
        if kept is None:
            raise _unknown(identity)
        return identity

    def all(self, principal: Principal, words: str = "") -> list[ConversationRow]:
        """The principal's conversations, newest first; with ``words`` those that hold all of them."""
        return self._table.all(principal.name, words)

    def open(self, identity: str, principal: Principal) -> tuple[ConversationRow, list[Exchange]]:
        """A conversation with all that was said. Raises NotFound."""
        row = self._table.one(identity, principal.name)
        if row is None:
            raise _unknown(identity)
        return row, [
            Exchange(
                turn.ordinal,
                turn.asked,
                turn.question,
                load_answer(turn.answer),
                _load_replay(turn.replay),
            )
            for turn in self._table.turns(identity, principal.name)
        ]

    def rename(self, identity: str, title: str, principal: Principal) -> None:
        """Give it another title. Raises NotFound, or SettingsError for an empty one."""
        title = " ".join(title.split())
        if not title:
            raise SettingsError("A conversation needs a title.")
        if not self._table.rename(identity, principal.name, title[: 2 * MOST_TITLE]):
            raise _unknown(identity)

    def delete(self, identity: str, principal: Principal) -> None:
        """Forget it. Raises NotFound."""
        if not self._table.delete(identity, principal.name):
            raise _unknown(identity)

    def replay(self, exchange: Exchange, ask: Callable[[str], Answer]) -> Comparison:
        """Ask a question again and compare.

        Args:
            ask: answers a question with today's library and settings.
        """
        now = ask(exchange.question)
        return Comparison(
            exchange.answer, now, tuple(_differences(exchange, now, self._replay(now)))
        )

    def forget(self, document_ids: Iterable[str]) -> int:
        """Take what documents say out of everybody's answers; return how many answers changed."""
        changed = 0
        for one in document_ids:
            for identity, ordinal, text in self._table.holding(one):
                without = _without(load_answer(text), one)
                self._table.rewrite(identity, ordinal, dump_answer(without))
                changed += 1
        return changed

    def _replay(self, answer: Answer) -> Replay:
        return Replay(
            writer=answer.writer,
            model=answer.model,
            prompt=PROMPT_VERSION,
            passages=tuple(
                (one, self._hash(one))
                for one in dict.fromkeys(cited.passage_id for cited in answer.citations)
            ),
            settings={
                name: getattr(self._settings, name).model_dump(mode="json") for name in DECIDING
            },
        )

    def _hash(self, passage_id: str) -> str:
        passage = self._catalog.passage(passage_id)
        text = passage.text if passage else ""
        return blake2b(text.encode(), digest_size=8).hexdigest()


def dump_answer(answer: Answer) -> str:
    """An answer as JSON that :func:`load_answer` reads."""
    return json.dumps(asdict(answer), ensure_ascii=False)


def load_answer(text: str) -> Answer:
    """An answer from its JSON; fields that a newer version knows have their defaults."""
    from pydantic import TypeAdapter

    return TypeAdapter(Answer).validate_json(text)


def _load_replay(text: str) -> Replay:
    value = json.loads(text)
    return Replay(
        writer=value["writer"],
        model=value["model"],
        prompt=value["prompt"],
        passages=tuple((one, digest) for one, digest in value["passages"]),
        settings=value["settings"],
    )


def _differences(exchange: Exchange, now: Answer, today: Replay) -> list[str]:
    then, before = exchange.answer, exchange.replay
    found = []
    if then.abstained != now.abstained:
        found.append(
            "It was not answered then and is now."
            if then.abstained
            else "It is not answered today."
        )
    said, says = _said(then), _said(now)
    if said != says:
        gone, new = len(said - says), len(says - said)
        found.append(
            f"The words differ: {_count(gone, 'sentence')} gone, {_count(new, 'sentence')} new."
        )
    old, new_ = dict(before.passages), dict(today.passages)
    if changed := [one for one in old if one in new_ and old[one] != new_[one]]:
        found.append(f"{_count(len(changed), 'cited passage')} read differently today.")
    if gone_ := [one for one in old if one not in new_]:
        found.append(f"{_count(len(gone_), 'passage')} cited then, not today.")
    if fresh := [one for one in new_ if one not in old]:
        found.append(f"{_count(len(fresh), 'passage')} cited today, not then.")
    if found:
        if (before.writer, before.model) != (today.writer, today.model):
            found.append(
                f"Written by {before.model or before.writer} then, by {today.model or today.writer} today."
            )
        if before.prompt != today.prompt:
            found.append("The prompt has changed since.")
        if before.settings != today.settings:
            found.append("The settings have changed since.")
    return found


def _without(answer: Answer, document_id: str) -> Answer:
    """The answer without a document: its citations, the sentences that rest on them, its passages."""
    gone = {cited.n for cited in answer.citations if cited.document.id == document_id}
    sentences = tuple(
        replace(one, text=FORGOTTEN, citations=tuple(n for n in one.citations if n not in gone))
        if gone & set(one.citations)
        else one
        for one in answer.sentences
    )
    text = " ".join(one.text + "".join(f" [{n}]" for n in one.citations) for one in sentences)
    return replace(
        answer,
        answer=text if answer.sentences else answer.answer,
        sentences=sentences,
        citations=tuple(cited for cited in answer.citations if cited.n not in gone),
        nearest=tuple(hit for hit in answer.nearest if hit.document.id != document_id),
        conflicts=tuple(
            pair for pair in answer.conflicts if gone.isdisjoint({pair.first, pair.second})
        ),
    )


def _said(answer: Answer) -> set[str]:
    return {" ".join(one.text.split()) for one in answer.sentences}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _title(question: str) -> str:
    question = " ".join(question.split())
    return question if len(question) <= MOST_TITLE else f"{question[: MOST_TITLE - 1].rstrip()}…"


def _unknown(identity: str) -> NotFound:
    return NotFound(
        f"There is no conversation {identity}.", hint="`kb conversations` lists those there are."
    )
