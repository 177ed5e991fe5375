"""The vectors of the questions that were asked last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from kb.store.rows import Vectors

MOST_KEPT = 16


class RecentVectors:
    """A few vectors, in memory alone, found again by a hash of their text. Thread-safe.

    One question is embedded by what decides how it may be answered, by the search, and by the facets beside
    the list. The text itself is not kept: it may concern a patient.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[bytes, Vectors] = OrderedDict()

    def get(self, text: str, compute: Callable[[], Vectors]) -> Vectors:
        """The vector of a text, computed unless it is kept; not to be written to."""
        # A lone half of a surrogate pair cannot be written as UTF-8, but be asked.
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._guard:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = compute()
        found.setflags(write=False)
        with self._guard:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found
