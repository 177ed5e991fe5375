"""How well phrases of the list fit what was typed: words, other words for them, slips, and meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kb.lexicon.concepts import entries
from kb.lexicon.expand import Alternative, expand
from kb.lexicon.spelling import american
from kb.terms.near import Parts, apart, by_parts, rephrased, stand_ins
from kb.terms.phrase_index import Ids, PhraseIndex, Values
from kb.terms.wording import NEGATED, fold, stems_of, tokens, word_stem

if TYPE_CHECKING:
    from kb.terms.meaning import MeaningIndex

_WORD = re.compile(r"[a-z0-9]+")
_MOST_VARIANTS = 10
_LEAST_LENGTH = 4
_LIKE = 0.74
_MEANING = 0.34
_WORD_FOR_WORD = 0.995
_EXACT = 0.12
_MEANING_FLOOR = 0.4
_REPHRASED = 0.95


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to read what was typed. ``said`` tells the reader what was taken for what."""

    text: str
    quality: float
    said: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """The phrases that fit, with their scores, and for each the number of the variant that fits it."""

    variants: tuple[Variant, ...]
    scores: Values
    asked: Values
    which: Ids


class Matcher:
    """Scores every phrase of an index against what was typed."""

    def __init__(
        self,
        index: PhraseIndex,
        meaning: Callable[[], MeaningIndex | None],
        hidden: frozenset[frozenset[str]] = frozenset(),
    ) -> None:
        """``hidden``: phrases of this project with exactly these stems count for nothing."""
        self.index = index
        self._meaning = meaning
        self._hidden = np.asarray(
            [
                phrase
                for phrase, text in enumerate(index.texts)
                if hidden and not index.listed[phrase] and frozenset(stems_of(text)) in hidden
            ],
            dtype=np.int32,
        )

    def fit(self, text: str) -> Fit:
        """Score all phrases; an empty text fits none."""
        variants = self.variants(text)
        index = self.index
        scores = np.zeros(len(index.texts), dtype=np.float32)
        asked = np.zeros(len(index.texts), dtype=np.float32)
        which = np.zeros(len(index.texts), dtype=np.int32)
        for number, variant in enumerate(variants):
            stems = stems_of(variant.text)
            if not stems:
                continue
            words: list[tuple[float, Mapping[str, float]]] = [
                (index.weight(stem), stand_ins(stem)) for stem in stems
            ]
            scored = index.scores(words)
            combined = scored.combined() * variant.quality
            # Word for word is better than any likeness of meaning.
            combined[scored.combined() >= _WORD_FOR_WORD] += _EXACT
            better = combined > scores
            scores[better] = combined[better]
            asked[better] = scored.asked[better]
            which[better] = number
        meaning = self._meaning()
        if meaning is not None and variants:
            near = meaning.nearest(variants[0].text)
            for phrase, cosine in near:
                bonus = _MEANING * max(0.0, (cosine - _MEANING_FLOOR) / (1 - _MEANING_FLOOR))
                scores[phrase] += bonus
        scores[self._hidden] = 0.0
        return Fit(tuple(variants), scores, asked, which)

    def listed(self, text: str) -> bool:
        """Whether the list itself says it in these very words: "absence of larynx", "old age"."""
        stems = stems_of(text)
        if len(stems) < 2:
            return False
        scored = self.index.scores([(self.index.weight(stem), {stem: 1.0}) for stem in stems])
        return bool(np.any((scored.combined() >= _WORD_FOR_WORD) & self.index.listed))

    def variants(self, text: str) -> list[Variant]:
        """What was typed, corrected where it must be, then with other words for its parts."""
        corrected, said = self.corrected(text)
        base = Variant(corrected, 1.0, said)
        found = {corrected.lower(): base}
        expansion = expand(corrected)
        for alternative in expansion.alternatives:
            quality = 0.97 if not alternative.ambiguous else 0.94
            for at, phrase in enumerate(alternative.phrases[:6]):
                if not alternative.ambiguous and self._abbreviates(phrase):
                    continue
                other = _replaced(corrected, alternative, phrase)
                short = f"{alternative.matched} = {phrase}"
                variant = Variant(
                    other,
                    quality - 0.005 * at,
                    (*said, short),
                    alternative.ambiguous,
                )
                found.setdefault(other.lower(), variant)
        sure = [one for one in expansion.alternatives if not one.ambiguous]
        if len(sure) > 1:
            every = corrected
            for alternative in reversed(sure):
                long = [one for one in alternative.phrases if not self._abbreviates(one)]
                if long:
                    every = _replaced(every, alternative, long[0])
            found.setdefault(every.lower(), Variant(every, 0.96, said))
        for other in rephrased(corrected, _compounds(self.index)):
            found.setdefault(other.lower(), Variant(other, _REPHRASED, (*said, f"= {other}")))
        return list(found.values())[:_MOST_VARIANTS]

    def _abbreviates(self, phrase: str) -> bool:
        return len(phrase) <= 6 and phrase.isupper()

    def corrected(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text with words that nobody knows replaced by the nearest that somebody does."""
        folded = fold(text)
        result, said, past = [], [], 0
        for found in _WORD.finditer(folded):
            word = found[0]
            if self._known(word):
                continue
            nearest = self._nearest(word)
            if nearest:
                result += [text[past : found.start()], nearest]
                past = found.end()
                said.append(f"{text[found.start() : found.end()]} ≈ {nearest}")
        return "".join([*result, text[past:]]), tuple(said)

    def _known(self, word: str) -> bool:
        if len(word) < _LEAST_LENGTH or any(sign.isdigit() for sign in word):
            return True
        return (
            word_stem(word) in self.index.known
            or american(word) in self._spelled()
            or bool(entries(word))
            or apart(word) is not None
        )

    def _spelled(self) -> frozenset[str]:
        return _vocabulary(self.index)[1]

    def _nearest(self, word: str) -> str:
        """The likeliest word for one with a slip; empty where none is near."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        plain = american(word)
        words, _ = _vocabulary(self.index)
        for at in range(_LEAST_LENGTH, len(plain) - _LEAST_LENGTH + 1):
            if (
                plain[:at] in _vocabulary(self.index)[1]
                and plain[at:] in _vocabulary(self.index)[1]
            ):
                return f"{plain[:at]} {plain[at:]}"
        cutoff = _LIKE if len(plain) > 5 else 0.79
        near = extract(plain, words, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=8)
        if not near:
            return ""
        index = self.index

        def worth(one: tuple[str, float, int]) -> float:
            name, likeness, _ = one
            common = len(index.holding(word_stem(name)))
            first = 0.05 if name[0] == plain[0] else 0.0
            return float(likeness) + first + 0.012 * float(np.log1p(common))

        best: str = max(near, key=worth)[0]
        return best


@lru_cache(maxsize=2)
def _vocabulary(index: PhraseIndex) -> tuple[list[str], frozenset[str]]:
    """The words as they are spelled in the phrases of the index and in the word lists."""
    from kb.lexicon.lists import abbreviations, synonym_groups

    words: dict[str, None] = {}
    for text in index.texts:
        for word in _WORD.findall(fold(text)):
            words[word] = None
    for group in synonym_groups():
        for phrase in group:
            for word in _WORD.findall(fold(phrase)):
                words[american(word)] = None
    for _, long, _ in abbreviations():
        for word in _WORD.findall(fold(long)):
            words[american(word)] = None
    kept = [one for one in words if len(one) >= _LEAST_LENGTH and one.isalpha()]
    return kept, frozenset(kept)


@lru_cache(maxsize=2)
def _compounds(index: PhraseIndex) -> dict[Parts, tuple[str, ...]]:
    """The compounds among the words of the index, by their parts."""
    return by_parts(_vocabulary(index)[0])


def _replaced(text: str, alternative: Alternative, phrase: str) -> str:
    start = text.find(alternative.matched, max(0, alternative.start))
    if start < 0:
        return text
    return text[:start] + phrase + text[start + len(alternative.matched) :]


def held_words(text: str, phrase: str) -> tuple[str, ...]:
    """The words of a text, as written, that a phrase holds."""
    held = set(stems_of(phrase))
    return tuple(
        dict.fromkeys(
            token.written for token in tokens(text) if token.stem.removeprefix(NEGATED) in held
        )
    )
