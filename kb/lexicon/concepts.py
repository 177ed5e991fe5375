"""The word lists joined: for each listed word or phrase, the other ways to say it.

A concept is a synonym group with the abbreviations of its phrases, or one expansion with its
abbreviations where no group holds it. An abbreviation of two concepts is ambiguous: it leads to its
expansions and to nothing further.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from kb.lexicon.lists import (
    GENERAL_FIELDS,
    abbreviations,
    exact_abbreviations,
    general_groups,
    synonym_groups,
)
from kb.lexicon.spelling import american
from kb.lexicon.tokens import WORD, base, singular
from kb.text.words import STOP_WORDS

_LOOSE = re.compile(r"[\s.\-\u2010-\u2015\u2212]+")


class Concept:
    """Phrases and abbreviations with one meaning.

    Attributes:
        phrases: the preferred phrase first.
        general: whether it is no clinical subject: treatment, patient, twice daily.
        sure: abbreviations of this meaning alone.
        unsure: abbreviations that have other meanings too, or are ordinary words in lower case.
    """

    __slots__ = ("general", "phrases", "sure", "unsure")

    def __init__(self, phrases: tuple[str, ...], *, general: bool) -> None:
        self.phrases = phrases
        self.general = general
        self.sure: list[str] = []
        self.unsure: list[str] = []


class Entry:
    """A listed word or phrase, and what else can be said for it.

    Attributes:
        text: as listed.
        short: whether it is an abbreviation.
        named: whether it can name a clinical subject.
        exact: whether it counts only where it is written as listed.
        means: the phrases it abbreviates, one for each of its meanings; itself where it is a phrase.
        sure: what may always be said instead.
        unsure: what may be said instead in one of several meanings.
        keys: its words, as a question's words are compared with them.
        gaps: what stands between them.
    """

    def __init__(self, text: str, means: Mapping[Concept, str] | None, concept: Concept) -> None:
        self.text = text
        self.short = means is not None
        self.exact = self.short and text.lower() in exact_abbreviations()
        self.named = not all(one.general for one in means or (concept,))
        self.means = tuple(means.values()) if means else (text,)
        if len(self.means) > 1:
            self.sure: tuple[str, ...] = ()
            self.unsure: tuple[str, ...] = self.means
        else:
            sure = dict.fromkeys((*self.means, *concept.phrases, *concept.sure))
            self.sure = tuple(phrase for phrase in sure if phrase != text)
            self.unsure = tuple(phrase for phrase in concept.unsure if phrase != text)
        found = list(WORD.finditer(text))
        words = (word[0].lower() for word in found)
        self.keys = tuple(word if self.short else american(singular(base(word))) for word in words)
        self.gaps = tuple(
            gap_between(text[left.end() : right.start()]) for left, right in pairwise(found)
        )


def gap_between(signs: str) -> str:
    """What stands between two words; blanks, hyphens and full stops are one, a slash stays."""
    return _LOOSE.sub(" ", signs)


@lru_cache(maxsize=4096)
def entries(first: str) -> tuple[Entry, ...]:
    """The entries that begin with a word, lower-case and singular, in the spelling of the lists."""
    return tuple(Entry(*listed) for listed in _index().get(first, ()))


_Listed = tuple[str, dict[Concept, str] | None, Concept]


@lru_cache(maxsize=1)
def _index() -> dict[str, list[_Listed]]:
    """What :func:`entries` makes its entries of, under their first words.

    It is read whenever a process asks its first question, so that it does no more than it must.
    """
    concepts: dict[str, Concept] = {}
    for groups, general in ((synonym_groups(), False), (general_groups(), True)):
        for group in groups:
            concept = Concept(group, general=general)
            for phrase in group:
                concepts[phrase.lower()] = concept
    meanings: dict[str, dict[Concept, str]] = {}
    for short, long, field in abbreviations():
        found = concepts.get(long.lower())
        if found is None:
            found = concepts[long.lower()] = Concept((long,), general=field in GENERAL_FIELDS)
        meanings.setdefault(short, {}).setdefault(found, long)
    ordinary = exact_abbreviations()
    index: dict[str, list[_Listed]] = {}
    for short, means in meanings.items():
        plain = len(means) == 1 and short.lower() not in ordinary
        for concept in means:
            if short.lower() not in STOP_WORDS:  # no search would find "AS" among all "as"
                (concept.sure if plain else concept.unsure).append(short)
        index.setdefault(_first(short), []).append((short, means, concept))
    for concept in dict.fromkeys(concepts.values()):
        for phrase in concept.phrases:
            index.setdefault(singular(base(_first(phrase))), []).append((phrase, None, concept))
    return index


def _first(text: str) -> str:
    found = WORD.search(text)
    return found[0].lower() if found else ""
