"""The sentences of a passage that say something: what is compared with a question, and what is quoted."""

from __future__ import annotations

import re

from kb.text.sentences import sentence_spans
from kb.text.words import words

FEWEST_WORDS = 4
MOST_WORDS = 90
_LINE = re.compile(r"[^\n]*\S")


def statement_spans(text: str, *, rows: bool = False) -> list[tuple[int, int]]:
    """The offsets of a text's sentences that are neither scraps nor runaways.

    Args:
        rows: the text is a table's, one row a line: its lines are given instead.
    """
    spans = [match.span() for match in _LINE.finditer(text)] if rows else sentence_spans(text)
    return [
        (start, end)
        for start, end in spans
        if FEWEST_WORDS <= len(words(text[start:end])) <= MOST_WORDS
    ]
