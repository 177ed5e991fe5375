"""The drawn lines of a document's pages, each page looked at when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.pdf_tables_rules import Rule, read_rules

if TYPE_CHECKING:
    import pymupdf


class PageRules:
    """Holds the document open and what was seen in it."""

    def __init__(self, document: pymupdf.Document) -> None:
        self._document = document
        self._seen: dict[tuple[int, int], list[Rule]] = {}

    def of(self, page: int, turn: int = 0) -> list[Rule]:
        """The level lines of a page (from 1), as who reads text of this turn sees them."""
        key = (page, turn)
        if key not in self._seen:
            self._seen[key] = read_rules(self._document[page - 1], turn)
        return self._seen[key]
