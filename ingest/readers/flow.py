"""Writes down the running text of a marked-up tree, element by element."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ingest.readers.inline import clean, tidy
from ingest.readers.xml import Element

# Deeper nesting than any page has would exhaust the stack: below it, only the characters are taken.
_DEEPEST = 100


class Flow(ABC):
    """What becomes of each kind of element is said by :meth:`one`.

    ``notes`` keeps raised marks of notes, which cells of tables need.
    """

    def __init__(self, *, notes: bool = False) -> None:
        self.notes = notes
        self.cut: list[str | Element] | None = None
        self.out: list[str] = []
        self._depth = 0

    @classmethod
    def stretches(cls, parent: Element) -> list[str | Element]:
        """An element's content cut at the blocks inside it: its texts and these blocks, in order."""
        flow = cls()
        parts: list[str | Element] = []
        flow.cut = parts
        flow.end(flow.all(parent))
        return parts

    def all(self, element: Element) -> str:
        """What is written of an element's content (since the last block, where blocks are cut out)."""
        self.inside(element)
        return "".join(self.out)

    def end(self, text: str) -> None:
        """Close the stretch that is being written."""
        line = tidy(text)
        if self.cut is not None and line:
            self.cut.append(line)
        self.out.clear()

    def inside(self, element: Element) -> None:
        """Write an element's content."""
        if self._depth >= _DEEPEST:
            self.out.append(clean("".join(element.itertext())))
            return
        self._depth += 1
        self.out.append(clean(element.text or ""))
        for one in element:
            self.one(one)
            self.out.append(clean(one.tail or ""))
        self._depth -= 1

    @abstractmethod
    def one(self, element: Element) -> None:
        """Write an element, or what stands for it."""
