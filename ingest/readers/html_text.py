"""The running text of HTML elements: raised and lowered signs kept, marks of citations left out."""

from __future__ import annotations

import re

from ingest.readers.inline import MARK, clean, is_mark, lowered, raised, tidy
from ingest.readers.xml import Element, local

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "caption",
        "details",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "html",
    ]
)
_REFERENCE_LINK = re.compile(
    r"#.*?(?:ref|bib|cit|cr|fn|note|b)[-_]?[a-z]*[-_.]?\d+\Z|#\d+\Z", re.IGNORECASE
)
_REFERENCE_CLASS = re.compile(
    r"\b(?:xref-bibr|bibr?|citation|cite|reference|footnote-?ref)\b", re.I
)
# Math that a page carries twice, as MathML and as TeX for scripts.
_UNSEEN = frozenset({"annotation", "annotation-xml"})
# Deeper nesting than any page has would exhaust the stack: below it, only the characters are taken.
_DEEPEST = 100


def flow(element: Element, *, notes: bool = False) -> str:
    """An element's text in one line. ``notes`` keeps raised marks of notes, which cells need."""
    return tidy(_Flow(notes=notes).all(element))


def stretches(parent: Element) -> list[str | Element]:
    """An element's content cut at the blocks inside it: its texts and these blocks, in order."""
    flow_ = _Flow()
    parts: list[str | Element] = []
    flow_.cut = parts
    flow_.end(flow_.all(parent))
    return parts


class _Flow:
    """Writes down the text of a tree, element by element."""

    def __init__(self, *, notes: bool = False) -> None:
        self.notes = notes
        self.cut: list[str | Element] | None = None
        self._out: list[str] = []
        self._depth = 0

    def all(self, element: Element) -> str:
        """What is written of an element's content (since the last block, where blocks are cut out)."""
        self._inside(element)
        return "".join(self._out)

    def end(self, text: str) -> None:
        """Close the stretch that is being written."""
        line = tidy(text)
        if self.cut is not None and line:
            self.cut.append(line)
        self._out.clear()

    def _inside(self, element: Element) -> None:
        if self._depth >= _DEEPEST:
            self._out.append(clean("".join(element.itertext())))
            return
        self._depth += 1
        self._out.append(clean(element.text or ""))
        for one in element:
            self._one(one)
            self._out.append(clean(one.tail or ""))
        self._depth -= 1

    def _one(self, element: Element) -> None:
        name = local(element)
        if not name or name in _UNSEEN:
            return
        if name in BLOCKS:
            if self.cut is not None:
                self.end("".join(self._out))
                self.cut.append(element)
            else:
                self._out.append(" ")
                self._inside(element)
                self._out.append(" ")
        elif name == "br":
            self._out.append(" ")
        elif name == "a" and self._is_citation(element):
            self._out.append(MARK)
        elif name in ("sup", "sub"):
            text = " ".join(_Flow(notes=self.notes).all(element).split())
            change = raised if name == "sup" else lowered
            self._out.append(change(text, "".join(self._out[-4:])))
        else:
            self._inside(element)

    def _is_citation(self, element: Element) -> bool:
        target = element.get("href") or ""
        here = target.startswith("#") or "#" in target
        named = _REFERENCE_LINK.search(target) or _REFERENCE_CLASS.search(
            element.get("class") or ""
        )
        text = "".join(element.itertext()).strip()
        return here and bool(named) and bool(text) and is_mark(text.strip("[]()"))
