"""The meaning of phrases as vectors, for words that the list does not use.

Only phrases of diseases, symptoms and circumstances are held (chapters 1 to 18), one for each wording:
injuries and external causes are named by their words.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kb.search.embedder import Embedder
from kb.terms.icd_store import CodeTables
from kb.terms.phrase_index import PhraseIndex, edition
from kb.terms.wording import stems_of

NAME = "meaning"
_CHAPTERS = frozenset("ABCDEFGHIJKLMNOPQR")
_LONGEST = 5
_BATCH = 32
_NEAREST = 60
_BLOCK = 512

Progress = Callable[[int, int, str], None]


class MeaningIndex:
    """Unit vectors of phrases, in 8 bits each. Read-only once made; thread-safe."""

    def __init__(
        self, embedder: Embedder, phrases: NDArray[np.int32], vectors: NDArray[np.int8]
    ) -> None:
        self.embedder = embedder
        self.phrases = phrases
        self.vectors = vectors

    @staticmethod
    def stored(tables: CodeTables, release: int) -> bool:
        """Whether vectors of a release are stored for the words as this program indexes them.

        Of which model is not asked, for that would load it; those of another are made anew when opened.
        """
        return (tables.edition(release, NAME) or "").startswith(f"{edition()}/")

    @classmethod
    def open(
        cls,
        tables: CodeTables,
        release: int,
        index: PhraseIndex,
        embedder: Embedder,
        progress: Progress,
    ) -> MeaningIndex:
        """The stored vectors of this release and model, made and stored now if they are not there."""
        made = f"{edition()}/{embedder.fingerprint}/{len(index.texts)}"
        stored = tables.index(release, NAME, made)
        if stored is not None:
            with np.load(io.BytesIO(stored), allow_pickle=False) as held:
                return cls(embedder, held["phrases"], held["vectors"])
        chosen = _chosen(index)
        vectors = np.zeros((len(chosen), 1), dtype=np.int8)
        for at in range(0, len(chosen), _BATCH):
            progress(at, len(chosen), "meanings")
            texts = [index.texts[one].lower() for one in chosen[at : at + _BATCH]]
            found = np.round(embedder.embed_passages(texts) * 127)
            if not at:
                vectors = np.zeros((len(chosen), found.shape[1]), dtype=np.int8)
            vectors[at : at + _BATCH] = found
        progress(len(chosen), len(chosen), "meanings")
        phrases = np.asarray(chosen, dtype=np.int32)
        file = io.BytesIO()
        np.savez(file, phrases=phrases, vectors=vectors)
        tables.put_index(release, NAME, made, file.getvalue())
        return cls(embedder, phrases, vectors)

    def nearest(self, text: str) -> list[tuple[int, float]]:
        """The phrases nearest in meaning with their cosines, the nearest first."""
        if not len(self.phrases):
            return []
        question = self.embedder.embed_question(text.lower())
        cosines = np.empty(len(self.phrases), dtype=np.float32)
        # In blocks that fit the processor's cache, so that the 8-bit vectors never stand in memory as
        # floats all at once, and that are too small to be worth several threads.
        floats = np.empty((_BLOCK, self.vectors.shape[1]), dtype=np.float32)
        for at in range(0, len(self.phrases), _BLOCK):
            block = self.vectors[at : at + _BLOCK]
            np.copyto(floats[: len(block)], block)
            np.dot(floats[: len(block)], question, out=cosines[at : at + _BLOCK])
        cosines /= 127
        count = min(_NEAREST, len(cosines))
        best = np.argpartition(-cosines, count - 1)[:count]
        best = best[np.argsort(-cosines[best])]
        return [(int(self.phrases[one]), float(cosines[one])) for one in best]


def _chosen(index: PhraseIndex) -> list[int]:
    """The phrases to hold: diseases in few words, each wording once."""
    seen: set[str] = set()
    chosen = []
    for phrase, concept in enumerate(index.concept):
        text = index.texts[phrase].lower()
        if index.categories[concept][0] not in _CHAPTERS or index.other[phrase] or text in seen:
            continue
        if len(stems_of(text)) <= _LONGEST:
            seen.add(text)
            chosen.append(phrase)
    return chosen
