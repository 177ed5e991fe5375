"""What happens while an answer is made, in order: Retrieved, then notices and tokens, then Done.

Where something must be said before anything is searched (call for help; check a current reference), Led
comes before Retrieved.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.types import Answer, Hit, Policy


@dataclass(frozen=True, slots=True)
class Led:
    """What stands above the answer, for the kind of question that it is."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that the answer may rest on."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the reader: what goes differently than asked for."""

    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the answer as it is written; not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Restart:
    """Forget the tokens so far: another writer starts, or the same one once more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new yet: whoever listens can leave."""


@dataclass(frozen=True, slots=True)
class Done:
    """The checked answer."""

    answer: Answer


Event = Led | Retrieved | Notice | Token | Restart | Waiting | Done
