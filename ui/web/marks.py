"""Which words of a passage answer to a question's words."""

from __future__ import annotations

from kb.search.query import Query
from kb.text.stems import stem, stems
from kb.text.words import WORD


def spans(text: str, query: Query) -> list[list[int]]:
    """Half-open offsets of the words to mark: those of the question, and other ways to say them.

    Another way of several words ("angiotensin converting enzyme") counts only where the text holds them all.
    """
    held = stems(text)
    wanted: set[str] = set()
    for term in query.terms:
        wanted |= stems(term.phrases[0])
        for way in (*term.ways, *term.related_ways):
            if way <= held:
                wanted |= way
    return [
        [match.start(), match.end()]
        for match in WORD.finditer(text)
        if stem(match[0].lower().replace("’", "'")) in wanted
    ]
