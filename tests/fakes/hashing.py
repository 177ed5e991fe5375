"""An embedding model of a few lines: words hashed into a short vector, so that shared words mean nearness."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from kb.store.rows import Vectors

DIMENSION = 96


class HashingEmbedder:
    """Stands where :class:`kb.search.embedder.OnnxEmbedder` does; instant, and the same everywhere."""

    fingerprint = "hashing-96"
    max_tokens = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_words(text)) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _words(text):
                place = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
                vectors[row, place % DIMENSION] += 1.0
            vectors[row] /= np.linalg.norm(vectors[row]) or 1.0
        return vectors

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
