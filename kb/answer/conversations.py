"""Conversations that are kept: found again, renamed, forgotten, and asked once more of today's library.

They lie in the encrypted catalog and belong to the person who asked. Each answer is kept with what it
rested on, so that a replay can say whether today's library would say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from hashlib import blake2b
from typing import Any, Protocol

from kb.answer.prompts import PROMPT_VERSION
from kb.errors import NotFound, SettingsError
from kb.search.scope import read_filters
from kb.settings import Settings
from kb.store.conversations import (
    ConversationRow,
    ConversationTable,
    is_identity,
    searchable,
    unknown,
)
from kb.text.printable import one_line
from kb.types import Answer, DocumentInfo, Filters, Passage, Principal

MOST_TITLE = 80
UNTITLED = "Untitled"
MOST_GIVEN_TITLE = 160
FORGOTTEN = "[Removed with the document that it quoted.]"
# The settings that decide what an answer says.
DECIDING = ("embedding", "search", "answer")


@dataclass(frozen=True, slots=True)
class Replay:
    """What an answer rested on: writer, model, prompt's version, passages with a hash, settings, filters.

    ``digest`` tells the model's build from others of its name, where the server told one.
    """

    writer: str
    model: str | None
    prompt: str
    passages: tuple[tuple[str, str], ...]
    settings: dict[str, Any]
    filters: Filters = field(default_factory=Filters)
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was typed, and its answer. ``asked`` is ISO 8601, UTC.

    The question as it was read, with the one before where it leans on that, is the answer's.
    """

    ordinal: int
    asked: str
    question: str
    answer: Answer
    replay: Replay


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer of then beside that of today. ``differences`` are sentences.

    ``same`` says whether today's library says the same, from the same passages. That another build of the model
    says it is told among the differences all the same.
    """

    then: Answer
    now: Answer
    differences: tuple[str, ...]
    same: bool


class Held(Protocol):
    """What of a catalog conversations need: what is still there, and how it reads."""

    def document(self, document_id: str) -> DocumentInfo | None: ...

    def passage(self, passage_id: str) -> Passage | None: ...


class Conversations:
    """The conversations of a library. Thread-safe."""

    def __init__(self, table: ConversationTable, catalog: Held, settings: Settings) -> None:
        self._table = table
        self._catalog = catalog
        self._settings = settings

    def keep(
        self,
        answer: Answer,
        principal: Principal,
        conversation: str | None = None,
        *,
        question: str | None = None,
        filters: Filters | None = None,
    ) -> str:
        """Keep an answer, in a conversation that is there or in a new one; return its id.

        Args:
            question: as it was typed, where the answer was asked for in other words.
            filters: what was searched in.

        Raises:
            NotFound: the principal has no such conversation.
            CatalogError: it could not be written; then nothing of it was.
        """
        typed = one_line(answer.question if question is None else question)
        replay = asdict(self._replay(answer, filters or Filters()))
        turn = (typed, dump_answer(answer), json.dumps(replay, ensure_ascii=False))
        if conversation is None:
            conversation = self._table.start(principal.name, _title(typed) or UNTITLED, *turn)
        elif not is_identity(conversation) or (
            self._table.add(conversation, principal.name, *turn) is None
        ):
            raise unknown(conversation)
        # What was removed while the answer was being written must not stay in it: only now that the answer
        # is kept can no removal miss it any more.
        self.forget(one for one in _documents(answer) if self._catalog.document(one) is None)
        return conversation

    def all(
        self, principal: Principal, words: str = "", *, limit: int | None = None, offset: int = 0
    ) -> list[ConversationRow]:
        """The principal's conversations, newest first; with ``words`` those that hold all of them.

        Raises WrongValue if these are too many words.
        """
        return self._table.all(principal.name, searchable(words), limit=limit, offset=offset)

    def row(self, identity: str, principal: Principal) -> ConversationRow:
        """A conversation as it is listed. Raises NotFound."""
        found = self._table.one(identity, principal.name) if is_identity(identity) else None
        if found is None:
            raise unknown(identity)
        return found

    def questions(self, identity: str, principal: Principal) -> list[str]:
        """Its questions as they were read, oldest first. Raises NotFound."""
        self.row(identity, principal)
        return self._table.questions(identity, principal.name)

    def open(
        self, identity: str, principal: Principal, *, limit: int | None = None, offset: int = 0
    ) -> tuple[ConversationRow, list[Exchange]]:
        """A conversation with all that was said, or the ``limit`` turns after ``offset``. Raises NotFound."""
        row = self.row(identity, principal)
        return row, [
            Exchange(
                turn.ordinal,
                turn.asked,
                turn.question,
                load_answer(turn.answer),
                _load_replay(turn.replay),
            )
            for turn in self._table.turns(identity, principal.name, limit=limit, offset=offset)
        ]

    def exchange(self, identity: str, ordinal: int, principal: Principal) -> Exchange:
        """One question of a conversation, counted from 1. Raises NotFound."""
        row, found = self.open(identity, principal, limit=1, offset=max(ordinal, 1) - 1)
        if ordinal < 1 or not found:
            raise NotFound(
                f"There is no question {ordinal} in the conversation {identity}.",
                hint=f"It has {_count(row.turns, 'question')}, counted from 1.",
            )
        return found[0]

    def rename(self, identity: str, title: str, principal: Principal) -> ConversationRow:
        """Give it another title, cut where it is too long. Raises NotFound, or SettingsError for none."""
        title = one_line(title)
        if not title:
            raise SettingsError("A conversation needs a title.", hint="Give a few words.")
        self.row(identity, principal)
        self._table.rename(identity, principal.name, _title(title, MOST_GIVEN_TITLE))
        return self.row(identity, principal)

    def delete(self, identity: str, principal: Principal) -> None:
        """Forget it. Raises NotFound."""
        self.row(identity, principal)
        self._table.delete(identity, principal.name)

    def replay(self, exchange: Exchange, ask: Callable[[str], Answer]) -> Comparison:
        """Ask a question again, as it was read then, and compare.

        Args:
            ask: answers a question with today's library and settings, and with the filters of then.
        """
        now = ask(exchange.answer.question)
        today = self._replay(now, exchange.replay.filters)
        found = _differences(exchange, now, today)
        other_build = _other_build(exchange.replay, today)
        return Comparison(exchange.answer, now, (*found, *other_build), same=not found)

    def forget(self, document_ids: Iterable[str]) -> int:
        """Take what documents say out of everybody's answers; return how many answers changed."""
        return sum(
            self._table.rewrite_holding(one, partial(_forgetting, one)) for one in document_ids
        )

    def _replay(self, answer: Answer, filters: Filters | None = None) -> Replay:
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
            filters=filters or Filters(),
            digest=answer.model_digest,
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
    answer: Answer = _adapter().validate_json(text)
    return answer


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)


def _load_replay(text: str) -> Replay:
    value = json.loads(text)
    return Replay(
        writer=value["writer"],
        model=value["model"],
        prompt=value["prompt"],
        passages=tuple((one, digest) for one, digest in value["passages"]),
        settings=value["settings"],
        filters=read_filters(value.get("filters", {})),
        digest=value.get("digest"),
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


def _other_build(before: Replay, today: Replay) -> list[str]:
    """A sentence where a model of the same name is not the same model; nothing where it cannot be known."""
    if before.model != today.model or not before.digest or not today.digest:
        return []
    if before.digest == today.digest:
        return []
    return [
        f"The model {today.model} is another build today ({today.digest[:12]}) than then ({before.digest[:12]})."
    ]


def _forgetting(document_id: str, answer: str) -> str:
    return dump_answer(_without(load_answer(answer), document_id))


def _documents(answer: Answer) -> list[str]:
    """The documents that an answer quotes or names, each once."""
    cited = (one.document.id for one in answer.citations)
    return list(dict.fromkeys([*cited, *(hit.document.id for hit in answer.nearest)]))


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


def _title(text: str, most: int = MOST_TITLE) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
