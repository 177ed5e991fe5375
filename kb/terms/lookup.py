"""What the code list and the abbreviations know of the term that a question asks about.

Codes come only where the finder is sure of the term: with a question for a code, its words; with a question
for a meaning, a condition that ICD-10-CM lists by this very name. An abbreviation that may stand for several
things has all of them shown and no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from kb.errors import CodeNotFound
from kb.terms.asked import Asked, asked, codes_in
from kb.terms.context import read_wording
from kb.terms.finder import CodeFinder, CodeMatch
from kb.terms.glossary import Abbreviated, abbreviations_of, expansions, same_as, word_key
from kb.terms.phrase_index import PhraseIndex
from kb.terms.wording import fold, stems_of
from kb.types import Answer, AnswerCode, Expansion

MOST_CODES = 5
MOST_EXPANSIONS = 8
# The finder's scores: from here it is sure of the words of a question for a code, and of a condition.
SURE_OF_A_CODE, SURE_OF_A_CONDITION = 0.75, 0.95
# Codes that come this near to the best one are shown beside it.
NEAR_BEST = 0.8
# A phrase that has all of the words.
ALL_WORDS = 0.995
# How much alike a mistyped word and its correction have to be.
ALIKE = 0.87
# Chapters of conditions: no external causes, no contact with services, no poisoning by what a word names.
_CONDITION = re.compile(r"[A-RS]|T(?:[0-2]\d|3[0-5]|6[6-9]|7|8)")
# Words with which a title says that nothing more was said.
_UNSAID = "unspecified specified not elsewhere classified nos type organism site severity"
_UNSAID_WORDS = frozenset(_UNSAID.split())
_ASIDE = re.compile(r"\([^()]*\)")
_WITHOUT = re.compile(r"\bwithout\b.*")


class Terms(Protocol):
    """What of :class:`kb.library.Library` is needed here."""

    def terms_ready(self) -> bool:
        """Whether the codes are indexed. Builds nothing."""

    @property
    def code_finder(self) -> CodeFinder:
        """From words to codes."""


def with_terms(answer: Answer, library: Terms) -> Answer:
    """An answer with the codes and the expansions of its question, where that is one of terminology."""
    policy = answer.policy
    if policy is None or policy.kind != "terminology" or policy.action != "answer":
        return answer
    stand_for = look_up_letters(answer.question)
    codes: tuple[AnswerCode, ...] = ()
    # Indexing takes a minute, for which no question waits.
    if library.terms_ready():
        codes = look_up_codes(answer.question, lambda: library.code_finder)
    if not codes and not stand_for:
        return answer
    said = found_without_passages(codes, stand_for) if answer.abstained else answer.answer
    return replace(answer, codes=codes, expansions=stand_for, answer=said)


def found_without_passages(codes: Sequence[AnswerCode], letters: Sequence[Expansion]) -> str:
    """A sentence for an answer that no passage gives, but the lists do."""
    have = [
        *(["ICD-10-CM"] if codes else []),
        *(["the list of abbreviations"] if letters else []),
    ]
    who = " and ".join(have)
    verb = "have" if len(have) > 1 else "has"
    return f"{who[:1].upper()}{who[1:]} {verb} this; no passage in the library answers it."


def look_up_letters(question: str) -> tuple[Expansion, ...]:
    """What the abbreviation of a question stands for, each meaning once; or the letters for its words."""
    found = asked(question)
    if found is None:
        return ()
    listed = _expansions(found.term)
    if not listed and found.wanted == "letters":
        listed = tuple(
            one
            for short in abbreviations_of(found.term)
            for one in expansions(short)
            if word_key(one.long) == word_key(found.term)
        )
    meanings = {(one.short, one.long): one for one in listed}
    return tuple(
        Expansion(one.short, one.long, one.field)
        for one in list(meanings.values())[:MOST_EXPANSIONS]
    )


def _expansions(term: str) -> tuple[Abbreviated, ...]:
    """What letters stand for; "q.i.d." is read as "qid", too."""
    return expansions(term) or (expansions(term.replace(".", "")) if "." in term else ())


def look_up_codes(question: str, finder: Callable[[], CodeFinder]) -> tuple[AnswerCode, ...]:
    """The codes for the term of a question, at most :data:`MOST_CODES`; empty where none is sure."""
    written = codes_in(question)
    if written:
        return _written(written, finder())
    found = asked(question)
    if found is None:
        return ()
    names = _names(found)
    # What is only suspected is not coded as if it were there.
    if not names or read_wording(found.term).context in ("absent", "suspected"):
        return ()
    return _found(found, names, finder())


def _written(codes: Sequence[str], finder: CodeFinder) -> tuple[AnswerCode, ...]:
    """The codes that a question itself names, those that there are."""
    lines = []
    for code in codes[:MOST_CODES]:
        try:
            line = finder.book.line(code)
        except CodeNotFound:
            continue
        lines.append(AnswerCode(line.code, line.description, line.billable, (code,)))
    return tuple(lines)


def _names(found: Asked) -> tuple[str, ...]:
    """The term and its other names; of letters what they stand for, and nothing if that is many things."""
    long = tuple(dict.fromkeys(one.long for one in _expansions(found.term)))
    if len(long) > 1:
        return ()
    term = long[0] if long else found.term
    # The list has letters beside much that they are only a part of: "Abnormal electrocardiogram [ECG]".
    return tuple(one for one in dict.fromkeys((term, *same_as(term))) if not expansions(one))


def _found(found: Asked, names: Sequence[str], finder: CodeFinder) -> tuple[AnswerCode, ...]:
    matches = [one for one in finder.find(found.term, 2 * MOST_CODES) if not _guessed(one)]
    if found.wanted == "code":
        sure = SURE_OF_A_CODE
    else:
        sure = SURE_OF_A_CONDITION
        listed = _categories(names, finder.book.phrases())
        matches = [one for one in matches if one.code[:3] in listed and _CONDITION.match(one.code)]
    if not matches or matches[0].score < sure:
        return ()
    near = [one for one in matches if one.score >= NEAR_BEST * matches[0].score]
    matched = (text for one in near for text in one.matched)
    said = frozenset(stems_of(" ".join((*names, *matched, _UNSAID, "other"))))
    words = frozenset(stems_of(found.term))

    def fits(match: CodeMatch) -> tuple[int, int, bool]:
        """More of what was said comes first, then less of what was not."""
        held = len(words & frozenset(stems_of(match.description)))
        own = frozenset(stems_of(_WITHOUT.sub("", match.description)))
        return -held, len(own - said), "unspecified" not in match.description

    return tuple(
        AnswerCode(one.code, one.description, one.billable, one.matched)
        for one in sorted(near, key=fits)[:MOST_CODES]
    )


def _guessed(match: CodeMatch) -> bool:
    """Whether a match rests on likeness of meaning, or on a correction that is a far one."""
    from rapidfuzz.distance import OSA

    for text in match.matched:
        typed, sign, taken = text.partition("≈")
        if sign and OSA.normalized_similarity(typed.strip(), taken.strip()) < ALIKE:
            return True
    return False


def _categories(names: Sequence[str], index: PhraseIndex) -> frozenset[str]:
    """The categories in which ICD-10-CM itself lists one of the names: its words, and no others."""
    found: set[str] = set()
    for name in names:
        words, stems = _words(name), stems_of(name)
        if not stems:
            continue
        scored = index.scores([(index.weight(stem), {stem: 1.0}) for stem in stems])
        for phrase in np.flatnonzero((scored.asked >= ALL_WORDS) & index.listed):
            # Words in brackets may be there or not: "Myocardial infarction (acute) NOS".
            listed = _words(_ASIDE.sub("", index.texts[int(phrase)]))
            if listed - _UNSAID_WORDS == words:
                found.add(index.categories[int(index.concept[phrase])][:3])
    return frozenset(found)


def _words(text: str) -> frozenset[str]:
    """The words of a name, whatever its spelling, accents and hyphens."""
    return frozenset(word_key(fold(text)))
