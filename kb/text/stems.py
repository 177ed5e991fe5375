"""Words reduced to stems, so that "targets" meets "target"."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kb.text.words import STOP_WORDS, words


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("porter")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Porter stem of a lower-case word; the full-text index uses the same algorithm."""
    found: str = _stemmer().stemWord(word)
    return found


def stems(text: str) -> frozenset[str]:
    """The stems of a text's words, stop words and possessives out: "Crohn's" is "Crohn"."""
    plain = (word.removesuffix("'s") for word in words(text) if word not in STOP_WORDS)
    return frozenset(stem(word) for word in plain if word not in STOP_WORDS)
