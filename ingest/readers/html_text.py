"""The running text of HTML elements: raised and lowered signs kept, marks of citations left out."""

from __future__ import annotations

import re

from ingest.readers.flow import Flow
from ingest.readers.inline import MARK, is_mark, lowered, raised, tidy
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


def flow(element: Element, *, notes: bool = False) -> str:
    """An element's text in one line. ``notes`` keeps raised marks of notes, which cells need."""
    return tidy(_Flow(notes=notes).all(element))


def stretches(parent: Element) -> list[str | Element]:
    """An element's content cut at the blocks inside it: its texts and these blocks, in order."""
    return _Flow.stretches(parent)


class _Flow(Flow):
    def one(self, element: Element) -> None:
        """Write an element, or what stands for it."""
        name = local(element)
        if not name or name in _UNSEEN:
            return
        if name in BLOCKS:
            if self.cut is not None:
                self.end("".join(self.out))
                self.cut.append(element)
            else:
                self.out.append(" ")
                self.inside(element)
                self.out.append(" ")
        elif name == "br":
            self.out.append(" ")
        elif name == "a" and self._is_citation(element):
            self.out.append(MARK)
        elif name in ("sup", "sub"):
            text = " ".join(_Flow(notes=self.notes).all(element).split())
            change = raised if name == "sup" else lowered
            self.out.append(change(text, "".join(self.out[-4:])))
        else:
            self.inside(element)

    def _is_citation(self, element: Element) -> bool:
        target = element.get("href") or ""
        here = target.startswith("#") or "#" in target
        named = _REFERENCE_LINK.search(target) or _REFERENCE_CLASS.search(
            element.get("class") or ""
        )
        text = "".join(element.itertext()).strip()
        return here and bool(named) and bool(text) and is_mark(text.strip("[]()"))
