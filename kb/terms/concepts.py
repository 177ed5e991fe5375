"""The word lists joined: for each listed word or phrase, the other ways to say it.

A concept is a synonym group with the abbreviations of its phrases, or one expansion with its
abbreviations where no group holds it. An abbreviation of two concepts is ambiguous: it leads to its
expansions and to nothing further.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from kb.terms.lists import abbreviations, synonym_groups
from kb.terms.spelling import american
from kb.terms.tokens import WORD, base, singular

_LOOSE = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

# Abbreviations that are ordinary words or units unless written exactly as listed: "AS", not "as".
ORDINARY = frozenset(
    """
    ace ad ai aids all am as at bid can cap cat cd co cop cp cv da di do dr ed es fast gi go gold had
    he hit ho hr id ie in is it la lad le lad map men mg mi mr ms na nb nice no od or os pa pad pe pet
    pm pos ra rag re sad sob stat su tab tan tips to us va vs was who
    """.split()
)


class Entry:
    """A listed word or phrase, and what else can be said for it."""

    def __init__(self, text: str, *, short: bool) -> None:
        self.text = text
        self.short = short
        self.exact = short and text.lower() in ORDINARY
        self.sure: tuple[str, ...] = ()
        self.unsure: tuple[str, ...] = ()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words as a question's words are compared with them. Worked out when first needed."""
        return tuple(
            word if self.short else american(singular(base(word)))
            for word in WORD.findall(self.text.lower())
        )

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What stands between the words."""
        found = list(WORD.finditer(self.text))
        pairs = zip(found, found[1:], strict=False)
        return tuple(gap_between(self.text[left.end() : right.start()]) for left, right in pairs)


def gap_between(signs: str) -> str:
    """What stands between two words, blanks and hyphens being one: " ", "/", "." ..."""
    return _LOOSE.sub(" ", signs)


class _Concept:
    """Phrases and abbreviations with one meaning."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self.phrases = dict.fromkeys(phrases)
        self.sure: dict[str, None] = {}
        self.unsure: dict[str, None] = {}


@lru_cache(maxsize=1)
def index() -> dict[str, tuple[Entry, ...]]:
    """Every entry under its first word, lower-case and singular, in the spelling of the list."""
    found: dict[str, list[Entry]] = {}
    for entry in _entries():
        text = entry.text.lower()
        match = WORD.search(text)
        if match:
            first = match[0] if entry.short else singular(base(match[0]))
            found.setdefault(first, []).append(entry)
    return {first: tuple(entries) for first, entries in found.items()}


def _entries() -> list[Entry]:
    concepts: dict[str, _Concept] = {}
    for group in synonym_groups():
        concept = _Concept(group)
        concepts.update((phrase.lower(), concept) for phrase in group)
    meanings: dict[str, dict[_Concept, str]] = {}
    for short, long, _ in abbreviations():
        concept = concepts.setdefault(long.lower(), _Concept((long,)))
        meanings.setdefault(short, {}).setdefault(concept, long)
    entries: list[Entry] = []
    for short, means in meanings.items():
        plain = len(means) == 1 and short.lower() not in ORDINARY
        for concept in means:
            (concept.sure if plain else concept.unsure)[short] = None
    for short, means in meanings.items():
        entry = Entry(short, short=True)
        if len(means) == 1:
            (concept,) = means
            long = means[concept]
            entry.sure = _others(short, {long: None} | concept.phrases | concept.sure)
            entry.unsure = _others(short, concept.unsure)
        else:
            entry.unsure = tuple(means.values())
        entries.append(entry)
    for concept in dict.fromkeys(concepts.values()):
        unsure = tuple(concept.unsure)
        for phrase in concept.phrases:
            entry = Entry(phrase, short=False)
            entry.sure = _others(phrase, concept.phrases | concept.sure)
            entry.unsure = unsure
            entries.append(entry)
    return entries


def _others(text: str, phrases: dict[str, None]) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if phrase != text)
