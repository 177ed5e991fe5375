"""A small model can fall into a loop: the same words, or the same sentence, over and over."""

from __future__ import annotations

from collections.abc import Iterable

from kb.answer.numbers import without_marks

LONGEST_PERIOD = 400
LEAST_TIMES = 4
LEAST_CHARACTERS = 120


def repeats(text: str) -> bool:
    """Whether the text ends with the same stretch, of up to 400 characters, four times in a row.

    A short stretch has to fill 120 characters, so that a row of dots or of a table is no loop. Marks do
    not count: 'It is so [1]. It is so [2].' says the same twice.
    """
    tail = " ".join(without_marks(text[-3 * LEAST_TIMES * LONGEST_PERIOD :]).split())
    for period in range(1, min(LONGEST_PERIOD, len(tail) // LEAST_TIMES) + 1):
        span = max(LEAST_TIMES * period, LEAST_CHARACTERS)
        if span > len(tail):
            continue
        end = tail[-span:]
        if end[period:] == end[:-period]:
            return True
    return False


def distinct(sentences: Iterable[str]) -> list[str]:
    """The sentences, each once, whatever marks it bears; the first one stays."""
    kept: dict[tuple[str, ...], str] = {}
    for sentence in sentences:
        kept.setdefault(tuple(without_marks(sentence).casefold().split()), sentence)
    return list(kept.values())
