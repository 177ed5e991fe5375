"""The words of a release as arrays: which phrases hold a word, and how much it counts there.

About 55,000 phrases fit into some megabytes, so that a question is scored against all of them at once.
A phrase is as good as the words asked for that it holds and the words of its own that were asked for,
each word counting by its rarity (inverse document frequency, Spärck Jones 1972).
"""

from __future__ import annotations

import bisect
import io
import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.terms.icd_store import CodeTables
from kb.terms.phrases import collect, index_files
from kb.terms.wording import DATA, fold, stems_of, tokens, weight_of

# Changes when the way in which phrases are collected and weighed does; see `edition`.
_MADE = "2"
NAME = "phrases"
_OPTIONAL = 0.12
# A phrase's own words weigh this much less in what was not asked for; see `scores`.
_LISTED_SHARE = 0.55

Ids = NDArray[np.int32]
Values = NDArray[np.float32]
Progress = Callable[[int, int, str], None]


@lru_cache(maxsize=1)
def edition() -> str:
    """Names what an index was made with: this program's way, and its word lists."""
    digest = blake2b(digest_size=8)
    for file in (*index_files(), DATA / "equivalents.tsv"):
        digest.update(file.read_bytes())
    return f"{_MADE}-{digest.hexdigest()}"


@dataclass(frozen=True, slots=True)
class Scored:
    """For every phrase how much of the question it holds, and how much of it the question holds."""

    asked: Values
    held: Values

    def combined(self) -> Values:
        """One score, 0 to 1."""
        combined: Values = self.asked * ((1 - _LISTED_SHARE) + _LISTED_SHARE * self.held)
        return combined


class PhraseIndex:
    """Phrases, concepts and postings of one release. Read-only once made."""

    def __init__(
        self, arrays: Mapping[str, NDArray[np.generic]], texts: Mapping[str, list[str]]
    ) -> None:
        self.stems = texts["stems"]
        self.texts = texts["phrases"]
        self.roots = texts["roots"]
        self.codes = [joined.split(" ") for joined in texts["codes"]]
        self.categories = texts["categories"]
        self.starts = arrays["starts"]
        self.postings = arrays["postings"].astype(np.int32, copy=False)
        self.shares = arrays["shares"].astype(np.float32)
        self.concept: Ids = arrays["concept"].astype(np.int32, copy=False)
        self.parents: Ids = arrays["parents"].astype(np.int32, copy=False)
        self.defaults: Ids = arrays["defaults"].astype(np.int32, copy=False)
        self.listed = arrays["listed"].astype(bool)
        self.other = arrays["other"].astype(bool)
        self.rarity = arrays["rarity"].astype(np.float32)
        self.known = {stem: number for number, stem in enumerate(self.stems)}
        self._words: list[tuple[str, int]] | None = None

    # -- making -------------------------------------------------------------------------------

    @staticmethod
    def stored(tables: CodeTables, release: int) -> bool:
        """Whether the index of a release is stored as this program makes it."""
        return tables.edition(release, NAME) == edition()

    @classmethod
    def open(cls, tables: CodeTables, release: int, progress: Progress) -> PhraseIndex:
        """The stored index of a release, made and stored now if it is not there."""
        stored = tables.index(release, NAME, edition())
        if stored is not None:
            return cls._read(stored)
        progress(0, 1, "words")
        index = cls.make(tables, release)
        tables.put_index(release, NAME, edition(), index._write())
        stems_of.cache_clear()
        progress(1, 1, "words")
        return index

    @classmethod
    def make(cls, tables: CodeTables, release: int) -> PhraseIndex:
        """The index of a release, computed from its rows."""
        found = collect(tables, release)
        phrases = [phrase for phrase in found.phrases if stems_of(phrase.text)]
        numbers: dict[str, int] = {}
        words, places, marks = array("i"), array("i"), array("f")
        for at, phrase in enumerate(phrases):
            own: dict[int, float] = {}
            for token in tokens(phrase.text):
                number = numbers.setdefault(token.stem, len(numbers))
                mark = weight_of(token.stem) * (_OPTIONAL if token.optional else 1.0)
                own[number] = max(own.get(number, 0.0), mark)
            words.extend(own)
            places.extend([at] * len(own))
            marks.extend(own.values())
        word, place = np.asarray(words, dtype=np.int32), np.asarray(places, dtype=np.int32)
        counts = np.bincount(word, minlength=len(numbers))
        rarity = np.log1p(len(phrases) / counts) / np.log1p(len(phrases))
        weights = rarity[word] * np.asarray(marks, dtype=np.float32)
        totals = np.bincount(place, weights=weights, minlength=len(phrases))
        shares = weights / np.maximum(totals[place], 1e-9)
        order = np.argsort(word, kind="stable")
        arrays: dict[str, NDArray[Any]] = {
            "starts": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            "postings": place[order],
            "shares": shares[order].astype(np.float16),
            "concept": np.asarray([phrase.concept for phrase in phrases], dtype=np.int32),
            "listed": np.asarray([phrase.listed for phrase in phrases]),
            "other": np.asarray([phrase.other for phrase in phrases]),
            "rarity": rarity.astype(np.float32),
            "parents": np.asarray([one.parent for one in found.concepts], dtype=np.int32),
            "defaults": np.asarray([one.default for one in found.concepts], dtype=np.int32),
        }
        texts = {
            "stems": list(numbers),
            "phrases": [phrase.text for phrase in phrases],
            "roots": [one.root for one in found.concepts],
            "codes": [" ".join(one.codes) for one in found.concepts],
            "categories": [one.category for one in found.concepts],
        }
        return cls(arrays, texts)

    def _write(self) -> bytes:
        file = io.BytesIO()
        lists = {
            "stems": self.stems,
            "phrases": self.texts,
            "roots": self.roots,
            "codes": [" ".join(one) for one in self.codes],
            "categories": self.categories,
        }
        arrays: dict[str, Any] = {
            "starts": self.starts,
            "postings": self.postings,
            "shares": self.shares.astype(np.float16),
            "concept": self.concept,
            "listed": self.listed,
            "other": self.other,
            "rarity": self.rarity,
            "parents": self.parents,
            "defaults": self.defaults,
        }
        for name, lines in lists.items():
            arrays[f"text_{name}"] = np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)
        np.savez(file, **arrays)
        return zlib.compress(file.getvalue(), 1)

    @classmethod
    def _read(cls, stored: bytes) -> PhraseIndex:
        with np.load(io.BytesIO(zlib.decompress(stored)), allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files if not name.startswith("text_")}
            texts = {
                name.removeprefix("text_"): held[name].tobytes().decode().split("\n")
                for name in held.files
                if name.startswith("text_")
            }
        return cls(arrays, texts)

    # -- asking -------------------------------------------------------------------------------

    def weight(self, stem: str) -> float:
        """How much a word counts, 0 to 1; a word that no phrase holds counts like the rarest."""
        number = self.known.get(stem)
        rarity = 1.0 if number is None else float(self.rarity[number])
        return rarity * weight_of(stem)

    def holding(self, stem: str) -> Ids:
        """The phrases that hold a word."""
        number = self.known.get(stem)
        if number is None:
            return np.zeros(0, dtype=np.int32)
        found: Ids = self.postings[self.starts[number] : self.starts[number + 1]]
        return found

    def scores(self, words: Iterable[tuple[float, Mapping[str, float]]]) -> Scored:
        """Score every phrase.

        Args:
            words: for each word asked for its weight, and the stems that may stand for it with how
                well each does (0 to 1).
        """
        asked = np.zeros(len(self.texts), dtype=np.float32)
        held = np.zeros(len(self.texts), dtype=np.float32)
        total = 0.0
        for weight, stems in words:
            total += weight
            best = np.zeros(len(self.texts), dtype=np.float32) if len(stems) > 1 else None
            for stem, quality in stems.items():
                number = self.known.get(stem)
                if number is None:
                    continue
                places = slice(int(self.starts[number]), int(self.starts[number + 1]))
                phrases = self.postings[places]
                held[phrases] += quality * self.shares[places]
                if best is None:
                    asked[phrases] += weight * quality
                else:
                    best[phrases] = np.maximum(best[phrases], weight * quality)
            if best is not None:
                asked += best
        if total:
            asked /= total
        return Scored(asked, np.minimum(held, 1.0))

    def beginning(self, start: str, limit: int = 64) -> list[str]:
        """The stems of words in the list that begin so."""
        if self._words is None:
            self._words = sorted((stem, number) for number, stem in enumerate(self.stems))
        at = bisect.bisect_left(self._words, (start, -1))
        found = []
        while at < len(self._words) and self._words[at][0].startswith(start):
            found.append(self._words[at])
            at += 1
        found.sort(key=lambda one: -(self.starts[one[1] + 1] - self.starts[one[1]]))
        return [stem for stem, _ in found[:limit]]

    def complete(self, text: str, k: int) -> list[str]:
        """Codes for words of which the last is not finished, the plainest first; for type-ahead."""
        finished = text[-1:].isspace()
        parts = fold(text).split()
        last = "" if finished or not parts else parts.pop()
        words: list[tuple[float, Mapping[str, float]]] = [
            (self.weight(stem), {stem: 1.0}) for stem in stems_of(" ".join(parts))
        ]
        if last:
            options = dict.fromkeys(self.beginning(last), 0.9) | dict.fromkeys(stems_of(last), 1.0)
            words.append((0.6, options))
        if not words:
            return []
        scored = self.scores(words)
        values = scored.asked + 0.2 * scored.held - 0.05 * self.other
        best = np.argsort(-values, kind="stable")[: 4 * k]
        codes: dict[str, None] = {}
        for phrase in best:
            if scored.asked[phrase] <= 0.3:
                break
            concept = int(self.defaults[self.concept[phrase]])
            codes[
                self.codes[concept][-1] if concept != self.concept[phrase] else self.roots[concept]
            ] = None
        return list(codes)[:k]


__all__ = ["PhraseIndex", "Scored", "edition"]
