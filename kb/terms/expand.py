"""In which other words a question could have been asked.

A library answers in its authors' words: "myocardial infarction", "HFrEF", "haemoglobin". People ask
in theirs: "heart attack", "systolic heart failure", "hemoglobin". :func:`expand` finds the words of a
question that the lists know, the longest first, and gives the other ways to say each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kb.terms.lists import abbreviations, synonym_groups
from kb.terms.spelling import american, british, respelled

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LOOSE = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

# Abbreviations that are other words, or units, unless written as the list writes them.
ORDINARY = frozenset(
    """
    ace ad add age aid aids all am arm as at bad bid boo cap car care cat coma cop cut dish dots ed er
    fast fit gas gist go gold had he hit hot id if in is it lad lap lid lad ms map mac man max men met
    mi mid mild mg min mol mr mrs net no nod of on or pa pad pain pan par pas pat pe pen pet pin pop
    pot ptt rag ran rap rib rice roc rose sad sah sam sat see set she sim sip sob so sol stat stem su
    sub tab tag tea tee tid tie tin tips to toe ton top us va van vat via was who ai amp do dr ha hi
    kg la lb mag mm ml ng oz oral par pm ph re st ten vs we cd cp ct's be by car fact gang
    """.split()
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other ways to say one part of a question: ``matched == question[start:end]``.

    Where ``ambiguous`` is set, each phrase is right for one meaning only: the several expansions of
    an abbreviation, or an abbreviation that stands for other things too.
    """

    matched: str
    phrases: tuple[str, ...]
    start: int
    end: int
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """What can be said otherwise in a question, in the order of its words; often nothing."""

    question: str
    alternatives: tuple[Alternative, ...]

    @property
    def phrases(self) -> tuple[str, ...]:
        """All sure phrases, each once: what may be searched for beside the question."""
        sure = (phrase for found in self.alternatives if not found.ambiguous for phrase in found.phrases)
        return tuple(dict.fromkeys(sure))


class _Token(NamedTuple):
    """A word of the question: as written, and in the forms under which the lists may hold it."""

    written: str
    forms: frozenset[str]
    start: int
    end: int


class _Entry:
    """A listed word or phrase, with the other ways to say it."""

    __slots__ = ("_pattern", "exact", "sure", "text", "unsure")

    def __init__(self, text: str) -> None:
        self.text = text
        self.exact = text.lower() in ORDINARY and text != text.lower()
        self.sure: dict[str, None] = {}
        self.unsure: dict[str, None] = {}
        self._pattern: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    @property
    def pattern(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The entry's words as keys, and what stands between them. Worked out when first needed."""
        if self._pattern is None:
            found = list(_WORD.finditer(self.text))
            short = _is_short(self.text)
            keys = tuple(_key(match[0].lower(), plural=not short) for match in found)
            gaps = tuple(
                _gap(self.text[a.end() : b.start()]) for a, b in zip(found, found[1:], strict=False)
            )
            self._pattern = keys, gaps
        return self._pattern


def _is_short(text: str) -> bool:
    """Whether a listed text is an abbreviation: capitals or digits inside its words."""
    return any(sign.isupper() for sign in text[1:]) or (len(text) > 1 and text[1:].isdigit())
