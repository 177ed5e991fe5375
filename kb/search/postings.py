"""What phrases score in the passages that hold them, kept for the next question that has them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.store.vectors import Scores

# How many scores are kept, of 8 bytes each with their places: 16 MB.
MOST_KEPT = 2_000_000


@dataclass(frozen=True, slots=True)
class Posting:
    """One phrase: ascending places in the passage directory, and its BM25 in each, positive."""

    places: npt.NDArray[np.int32]
    scores: Scores


class Postings:
    """The postings that were read last, for one state of the library. Thread-safe.

    What was not asked for longest goes first. Of the phrases that stand in very many passages it is kept
    that they do.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, Posting] = OrderedDict()
        self._common: set[str] = set()
        self._size = 0

    def get(self, phrase: str) -> Posting | None:
        """The posting of a phrase, or ``None`` if it is not kept."""
        with self._guard:
            found = self._kept.get(phrase)
            if found is not None:
                self._kept.move_to_end(phrase)
            return found

    def keep(self, phrase: str, posting: Posting) -> Posting:
        """Keep a posting in the place of older ones; returns it."""
        with self._guard:
            before = self._kept.pop(phrase, None)
            self._kept[phrase] = posting
            self._size += len(posting.places) - (0 if before is None else len(before.places))
            while self._size > self._most and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.places)
        return posting

    def is_common(self, phrase: str) -> bool:
        """Whether a phrase is known to stand in very many passages."""
        return phrase in self._common

    def know_common(self, phrase: str) -> None:
        """Note that a phrase stands in very many passages."""
        self._common.add(phrase)

    @property
    def size(self) -> int:
        """How many scores are kept."""
        return self._size
