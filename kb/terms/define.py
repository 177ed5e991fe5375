"""What a term means: from the indexed library first, else from the glossary.

An abbreviation has as many meanings as it stands for, and all are shown. Patients' notes are never
searched: they use words, and define none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol

from kb.errors import ModelMismatch, NotFound
from kb.terms.defining import Quotation, quotations
from kb.terms.glossary import (
    Abbreviated,
    abbreviations_of,
    expansions,
    find_entry,
    nearest_terms,
    same_as,
    word_key,
)
from kb.types import Filters, Hit, Principal

Origin = Literal["library", "glossary", "mentioned in the library", "abbreviation only"]

_LITERATURE = Filters(collections=("literature",), retracted=False)
_PASSAGES = 16
_ASKED = re.compile(
    r"^\s*(?:what\s+(?:is|are|does)|what's|define|definition of|meaning of)\s+(?:an?\s+|the\s+)?",
    re.IGNORECASE,
)
_LENGTH = 200


class Searches(Protocol):
    """What of :class:`kb.library.Library` is needed here."""

    def search(
        self, question: str, principal: Principal, *, filters: Filters | None, k: int | None
    ) -> list[Hit]:
        """The k best passages that the principal may read."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a term.

    Attributes:
        phrase: what is defined: the term in full.
        text: the definition: a sentence of the library as it stands, or the glossary's; ``None`` where
            there is only what an abbreviation stands for.
        origin: where ``text`` is from.
        source: the reference that the glossary's definition follows, or the cited work.
        quotations: sentences of the library with their citations, the best first.
        glossary: the glossary's definition, if it has one, whatever ``text`` is.
        abbreviation: the abbreviation that was asked about, with its field, its source and a caution.
        also: other words and abbreviations for the same.
    """

    phrase: str
    text: str | None
    origin: Origin
    source: str
    quotations: tuple[Quotation, ...]
    glossary: str | None
    abbreviation: Abbreviated | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What was asked and all its meanings. ``notice`` tells what went differently, in a sentence."""

    term: str
    meanings: tuple[Meaning, ...]
    notice: str | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether the term stands for several things."""
        return len(self.meanings) > 1


def define(library: Searches | None, term: str, principal: Principal) -> Definition:
    """Define a term or an abbreviation.

    Args:
        library: where definitions are looked for first; ``None`` for the glossary alone.
        term: "ejection fraction", "EF", "What is ejection fraction?".

    Raises:
        NotFound: neither the library nor the glossary nor the abbreviations know it; the hint has the
            nearest terms.
    """
    asked = " ".join(_ASKED.sub("", term).strip(" ?.!\"'“”").split())[:_LENGTH]
    if not word_key(asked):
        raise NotFound("No term was given.", hint="For example: kb define “ejection fraction”.")
    found = _define(library, asked, principal)
    if found is not None:
        return found
    near = nearest_terms(asked)
    if len(near) == 1 or (near and word_key(near[0]) != word_key(asked) and _typo(asked, near[0])):
        other = _define(library, near[0], principal)
        if other is not None:
            notice = f"Nothing is known of “{asked}”; this is “{near[0]}”."
            return Definition(asked, other.meanings, notice)
    hint = (
        f"Perhaps: {', '.join(near)}." if near else "Add a document that defines it, or a synonym."
    )
    raise NotFound(f"Neither the library nor the glossary defines “{asked}”.", hint=hint)


def _define(library: Searches | None, term: str, principal: Principal) -> Definition | None:
    stands_for = expansions(term)
    notice = None
    meanings: list[Meaning] = []
    asked: list[tuple[str, Abbreviated | None]] = [(one.long, one) for one in stands_for]
    for phrase, short in asked or [(term, None)]:
        meaning, problem = _meaning(library, phrase, short, principal)
        notice = notice or problem
        if meaning is not None:
            meanings.append(meaning)
    return Definition(term, tuple(meanings), notice) if meanings else None


def _meaning(
    library: Searches | None, phrase: str, short: Abbreviated | None, principal: Principal
) -> tuple[Meaning | None, str | None]:
    entry = find_entry(phrase)
    listed = (*(entry.also if entry else ()), *same_as(phrase), *abbreviations_of(phrase))
    names = (phrase, *((entry.term,) if entry else ()), *listed)
    # PE in a sentence may be either of its meanings, so that it tells nothing about one of them.
    telling = tuple(name for name in names if len(expansions(name)) < 2)
    quoted, problem = _quoted(library, phrase, telling, principal)
    defining = [one for one in quoted if one.kind == "definition"]
    if entry is not None and word_key(entry.term) == word_key(phrase):
        phrase = entry.term
    text: str | None
    origin: Origin
    if defining:
        text, origin, source = defining[0].text, "library", _work(defining[0])
    elif entry is not None:
        text, origin, source = entry.definition, "glossary", entry.source
    elif quoted:
        text, origin, source = quoted[0].text, "mentioned in the library", _work(quoted[0])
    elif short is not None:
        text, origin, source = None, "abbreviation only", short.source
    else:
        return None, problem
    meaning = Meaning(
        phrase=phrase,
        text=text,
        origin=origin,
        source=source,
        quotations=tuple(defining) if defining or entry else quoted,
        glossary=entry.definition if entry else None,
        abbreviation=short,
        also=_others(phrase, names),
    )
    return meaning, problem


def _others(phrase: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that are not the phrase itself, each once."""
    by_words = {word_key(name): name for name in reversed(names)}
    by_words.pop(word_key(phrase), None)
    return tuple(name for name in dict.fromkeys(names) if name in by_words.values())


def _quoted(
    library: Searches | None, phrase: str, names: tuple[str, ...], principal: Principal
) -> tuple[tuple[Quotation, ...], str | None]:
    """Sentences of the library; with why there are none, where it cannot be searched."""
    if library is None:
        return (), None
    hits: dict[str, Hit] = {}
    try:
        for question in (f"{phrase} is defined as", f"What is {phrase}?"):
            for hit in library.search(question, principal, filters=_LITERATURE, k=_PASSAGES):
                hits.setdefault(hit.passage.id, hit)
    except ModelMismatch as error:
        return (), f"The library was not searched. {error}"
    return quotations(names, list(hits.values())), None


def _work(one: Quotation) -> str:
    document = one.citation.document
    year = f", {document.metadata.year}" if document.metadata.year else ""
    return f"{document.title}{year}, p. {one.citation.page}"


def _typo(asked: str, near: str) -> bool:
    """Whether two terms differ by a slip of the finger, and not by a word."""
    return abs(len(asked) - len(near)) <= 2 and len(asked.split()) == len(near.split())
