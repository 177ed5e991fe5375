"""Candidate codes of a note: the phrases of the list that stand in it, and what is said of each.

A phrase counts where all its words stand close together in one sentence. Longer phrases win over
shorter ones within them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kb.lexicon.expand import expand
from kb.terms.context import Context, context_before
from kb.terms.matches import CodeMatch
from kb.terms.matching import Matcher
from kb.terms.wording import NEGATED, Token, stems_of, tokens
from kb.text.sentences import sentence_spans

_WHOLE = 0.95
_LEAST_WEIGHT = 0.42
_AROUND = 60
# Circumstances, external causes and perinatal codes are not read off single words of a note.
_NOT_FROM_NOTES = frozenset("VWXYZPU")


@dataclass(frozen=True, slots=True)
class Support:
    """Words of the note that support a code: ``words == note[start:end]``; ``cue`` what is said of it."""

    words: str
    start: int
    end: int
    cue: str = ""


@dataclass(frozen=True, slots=True)
class NoteCandidate:
    """A code that a note may support. ``context`` is what the note says of it; never "absent"."""

    code: str
    description: str
    score: float
    billable: bool
    context: Context
    supports: tuple[Support, ...]
    missing: tuple[str, ...] = ()


class Codes(Protocol):
    """What gives the code for words, and for a phrase of the index that was spotted in a text."""

    def find(self, words: str, k: int = 10) -> list[CodeMatch]: ...

    def code_of(self, phrase: int, words: str, around: str) -> CodeMatch | None: ...


@dataclass(frozen=True, slots=True)
class _Spotted:
    phrase: int
    weight: float
    places: frozenset[int]
    start: int
    end: int


def note_candidates(codes: Codes, matcher: Matcher, text: str) -> list[NoteCandidate]:
    """Candidates in the order in which the note first supports them."""
    found: dict[tuple[str, Context], tuple[CodeMatch, list[Support]]] = {}
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        for one in _spot(matcher, sentence):
            words = sentence[one.start : one.end]
            context, cue = context_before(sentence[: one.start], sentence[one.end :])
            if context == "absent":
                continue
            match = _code(codes, matcher, one, sentence, context)
            if match is None:
                continue
            support = Support(words, start + one.start, start + one.end, cue)
            found.setdefault((match.code, context), (match, []))[1].append(support)
    return [
        NoteCandidate(
            match.code,
            match.description,
            match.score,
            match.billable,
            context,
            tuple(supports),
            match.missing,
        )
        for (_, context), (match, supports) in found.items()
    ]


def _code(
    codes: Codes, matcher: Matcher, one: _Spotted, sentence: str, context: Context
) -> CodeMatch | None:
    """The code for a spotted phrase, with the details that stand around it."""
    phrase = matcher.index.texts[one.phrase]
    if context in ("personal history", "family history"):
        lead = "family history of" if context == "family history" else "history of"
        matches = codes.find(f"{lead} {phrase}", 1)
        return matches[0] if matches else None
    around = sentence[max(0, one.start - _AROUND) : one.end + _AROUND]
    return codes.code_of(one.phrase, sentence[one.start : one.end], around)


def _spot(matcher: Matcher, sentence: str) -> Iterator[_Spotted]:
    """The phrases that stand whole in a sentence, none within another, in its order."""
    index = matcher.index
    places: dict[str, list[tuple[int, int, int]]] = {}
    own = tokens(sentence)
    for at, token in enumerate(own):
        places.setdefault(token.stem, []).append((at, token.start, token.end))
    for alternative in expand(sentence).alternatives:
        inside = [
            at
            for at, token in enumerate(own)
            if token.start < alternative.end and token.end > alternative.start
        ]
        if not inside:
            continue
        for said in alternative.phrases[: 1 if alternative.ambiguous else 4]:
            for stem in stems_of(said):
                places.setdefault(stem, []).append((inside[0], alternative.start, alternative.end))
    if not places:
        return
    scored = index.scores([(index.weight(stem), {stem: 1.0}) for stem in places])
    candidates = []
    for phrase in np.flatnonzero(scored.held >= _WHOLE).tolist():
        category = index.categories[index.concept[phrase]]
        if category[0] in _NOT_FROM_NOTES or index.other[phrase]:
            continue
        spotted = _place(index.texts[phrase], phrase, places, own, matcher)
        if spotted is not None:
            candidates.append(spotted)
    candidates.sort(key=lambda one: (-one.weight, one.end - one.start, one.phrase))
    taken: set[int] = set()
    chosen = []
    for one in candidates:
        if taken.isdisjoint(one.places):
            taken |= one.places
            chosen.append(one)
    yield from sorted(chosen, key=lambda one: one.start)


def _place(
    text: str,
    phrase: int,
    places: dict[str, list[tuple[int, int, int]]],
    own: list[Token],
    matcher: Matcher,
) -> _Spotted | None:
    """Where a phrase's words stand, if they stand close together."""
    stems = [
        token.stem
        for token in tokens(text)
        if token.stem in places and not token.stem.startswith(NEGATED)
    ]
    if not stems:
        return None
    if text.isupper() and not any(one.written.isupper() for one in own if one.stem in stems):
        # An abbreviation is one in capitals only: PAN is a disease, a pan is not.
        return None
    if sum(matcher.index.weight(stem) for stem in dict.fromkeys(stems)) < _LEAST_WEIGHT:
        return None
    anchor = max(stems, key=matcher.index.weight)
    best: _Spotted | None = None
    for at, _, _ in places[anchor]:
        near = [min(places[stem], key=lambda one: abs(one[0] - at)) for stem in stems]
        first, last = min(one[0] for one in near), max(one[0] for one in near)
        if last - first + 1 > len(set(stems)) + 2:
            continue
        start, end = min(one[1] for one in near), max(one[2] for one in near)
        # All the words of the note in between belong to it; each counts once, as it is written.
        held = frozenset(
            at for at, token in enumerate(own) if token.start < end and token.end > start
        )
        weight = sum(matcher.index.weight(own[one[0]].stem) for one in dict.fromkeys(near))
        if best is None or end - start < best.end - best.start:
            best = _Spotted(phrase, weight, held, start, end)
    return best
