"""A small embedding model for tests: words are hashed into a bag, so that like words are near."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from kb.store.rows import Vectors
from kb.text.words import words

DIMENSION = 64


class FakeEmbedder:
    """Deterministic, quick, and with the calls of :class:`kb.search.embedder.Embedder`.

    Another ``name`` is another model: its vectors cannot be compared. ``embedded`` counts the passages.
    """

    def __init__(self, name: str = "bag-of-words", *, dimension: int = DIMENSION) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded = 0

    @property
    def fingerprint(self) -> str:
        return f"{self.name}-{self.dimension}"

    @property
    def max_tokens(self) -> int:
        return 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return np.stack([self._vector(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        for word in words(text):
            digest = blake2b(f"{self.name}:{word}".encode(), digest_size=8).digest()
            sign = 1.0 if digest[0] & 1 else -1.0
            vector[int.from_bytes(digest[1:], "big") % self.dimension] += sign
        if not vector.any():
            vector[0] = 1.0
        normalised: Vectors = vector / np.linalg.norm(vector)
        return normalised
