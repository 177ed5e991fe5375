"""Files of many works: exports of PubMed and of reference managers. They are read piece by piece.

A feed takes the file's bytes as they come and gives back the works that are complete, so that a file of any
size needs the memory of a few works only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ingest.readers.base import Reading
from kb.errors import UnreadableFile

# A work of a file of many is an abstract; what is longer is none.
MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One work of a file. ``key`` names it there; ``passed`` is why it is not taken as a document.

    ``reading.metadata`` holds what is known of the work in either case.
    """

    key: str
    reading: Reading
    passed: str | None = None


class Feed(Protocol):
    """Reads a file of many works, given piece by piece."""

    def feed(self, data: bytes, *, last: bool) -> Iterator[Entry | UnreadableFile]:
        """The works that are complete now; ``last`` says that nothing follows.

        A work that cannot be read gives an error and reading goes on.

        Raises:
            UnreadableFile: the rest of the file cannot be read.
        """
        ...
