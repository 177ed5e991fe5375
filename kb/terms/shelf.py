"""The code book of one library: indexed into its catalog when it is first needed, once for all who ask."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kb.search.embedder import Embedder
from kb.store.database import Database
from kb.terms.codes import CodeBook
from kb.terms.finder import CodeFinder

INDEXING_CODES = "Indexing ICD-10-CM, once for this library (some seconds) ..."
Progress = Callable[[int, int, str], None]


class CodeShelf:
    """ICD-10-CM and the way from words to its codes. Thread-safe; whoever asks first waits for the indexing."""

    def __init__(
        self,
        database: Database,
        embedder: Callable[[], Embedder],
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._tell = tell
        # Held for as long as ICD-10-CM is being indexed, while everything else goes on.
        self._building = threading.RLock()
        self._book: CodeBook | None = None
        self._finder: CodeFinder | None = None

    def book(self, progress: Progress | None = None) -> CodeBook:
        """ICD-10-CM, indexed now if it is not; ``progress`` is told (done, total, step)."""
        if self._book is not None:
            return self._book
        with self._building:
            if self._book is None:
                book = CodeBook(self._database)
                if not book.ready():
                    if self._tell is not None and progress is None:
                        self._tell(INDEXING_CODES)
                    book.build(progress)
                self._book = book
            return self._book

    def finder(self) -> CodeFinder:
        """From words to codes; the vectors of meaning are made with the first words if they are not there."""
        book = self.book()
        with self._building:
            if self._finder is None:
                self._finder = CodeFinder(book, self._embedder)
            return self._finder

    def ready(self) -> bool:
        """Whether codes, words and meanings are all indexed. Builds and loads nothing."""
        return CodeFinder(CodeBook(self._database), self._embedder).ready()

    def build(self, progress: Progress) -> None:
        """Index all that is not indexed; a build that was interrupted is completed."""
        with self._building:
            self.book(progress)
            self.finder().prepare(progress)
