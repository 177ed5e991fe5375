"""A citation is checked, not trusted: every sentence of a model's text against what it cites.

The states, from best to worst:

quoted        stands verbatim in a cited passage
supported     one place there carries its words, its numbers where they belong, and its sense, no stronger
weak          much of it stands there; or all of it, but put together anew, turned round or overstated
unsupported   it cites nothing, cites wrongly, has a number that is not there, or says something else

What "carries" means is in :mod:`kb.answer.grounding`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.answer.carrying import (
    Carrier,
    Similarity,
    all_sentences,
    best_carrier,
    content,
    coverage,
    stands_verbatim,
)
from kb.answer.citing import cite
from kb.answer.grounding import carries, misplaced_numbers
from kb.answer.numbers import Standing, number_standings, without_marks
from kb.answer.prompts import declines
from kb.text.sentences import sentence_spans
from kb.types import Citation, Hit, Passage, Sentence, SentenceState

Embed = Callable[[Sequence[str]], NDArray[np.floating]]

WEAK = 0.4
"""Share of a sentence's content words from which it is weak, where no place carries it."""
WEAK_MEANING = 0.7
"""Cosine from which a paraphrase without shared words counts as weak instead of unsupported."""
ATTRIBUTED = 0.75
"""Share from which a sentence without a mark is given to the passage that carries it."""

_MARK = re.compile(r"\[\s*(\d{1,3}(?:\s*[,;–‒-]\s*\d{1,3})*)\s*\]")
_RANGE = re.compile(r"(\d{1,3})(?:\s*[–‒-]\s*(\d{1,3}))?")
WIDEST_RANGE = 30
_ORDER: tuple[SentenceState, ...] = ("quoted", "supported", "weak", "unsupported")


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """What was found: the state, the best carrier in each passage, and every number of the sentence.

    ``numbers`` has each as written, with whether a cited passage holds it as the sentence has it:
    a number that is there for something else is not held.
    """

    state: SentenceState
    quotes: tuple[Carrier, ...]
    numbers: tuple[tuple[str, bool], ...] = ()
    unsupported_numbers: tuple[str, ...] = ()
    """Those that no cited passage has at all."""

    @property
    def coverage(self) -> float:
        """The best carrier's share of the sentence's content words."""
        return max((quote.coverage for quote in self.quotes), default=0.0)


def check(
    sentence_text: str, cited: Sequence[Passage], similar: Similarity | None = None
) -> SentenceCheck:
    """Hold one sentence against the passages that it cites.

    Args:
        sentence_text: the sentence; citation marks, bullets and emphasis in it are ignored.
        cited: the passages; none makes the sentence unsupported.
        similar: cosine of two sentences' embeddings; sharpens the choice of quotes.
    """
    text = without_marks(sentence_text)
    passages = [passage.text for passage in cited]
    quotes = tuple(best_carrier(text, passage, similar) for passage in cited)
    standings = number_standings(text, passages)
    if any(stands_verbatim(text, passage) for passage in passages):
        return SentenceCheck("quoted", quotes, tuple((number, True) for number, _ in standings))
    absent = tuple(dict.fromkeys(n for n, standing in standings if standing is Standing.ABSENT))
    doubtful = any(standing is Standing.DOUBTFUL for _, standing in standings)
    if not absent and not doubtful and carries(text, passages):
        held = tuple((number, True) for number, _ in standings)
        return SentenceCheck("supported", quotes, held)
    away = misplaced_numbers(text, passages)
    held = tuple((n, standing is Standing.PRESENT and n not in away) for n, standing in standings)
    state: SentenceState = "weak"
    if absent or not any(map(str.strip, passages)) or not _touched(text, passages, quotes):
        state = "unsupported"
    return SentenceCheck(state, quotes, held, absent)


def _touched(text: str, passages: Sequence[str], quotes: Sequence[Carrier]) -> bool:
    """Whether the passages share much of the text's words, or its meaning."""
    own = content(text)
    close = max((quote.meaning for quote in quotes), default=0.0)
    return not own or coverage(own, passages) >= WEAK or close >= WEAK_MEANING


def cited_numbers(text: str) -> tuple[int, ...]:
    """The numbers of all marks in a text, in order, each once: '[1][2]', '[1, 2]', '[1-3]'."""
    found: list[int] = []
    for mark in _MARK.finditer(text):
        for first, last in _RANGE.findall(mark[1]):
            low, high = int(first), int(last or first)
            found.extend(range(low, min(high, low + WIDEST_RANGE) + 1))
    return tuple(dict.fromkeys(found))


def ledger(
    text: str, hits: Sequence[Hit], embed: Embed | None = None
) -> tuple[list[Sentence], list[Citation]]:
    """Check a model's text sentence by sentence against the hits that it was given.

    Args:
        text: what the model wrote; ``[n]`` in it is a position in ``hits``, from 1.
        hits: the passages that the model saw, in that order.
        embed: embeds sentences (rows of the result), to choose quotes by meaning too.

    Returns:
        The sentences, without marks, and the citations they rest on. Citations are numbered anew in the
        order of first use, one for each place that is quoted: two sentences that rest on different
        lines of one passage get a number each.
    """
    similar = _similarity(text, hits, embed) if embed else None
    parts = list(_parts(text))
    sentences: list[Sentence] = []
    citations: dict[tuple[str, int, int], Citation] = {}
    for at, part in enumerate(parts):
        marks = cited_numbers(part)
        if not marks and part.rstrip().endswith(":") and at + 1 < len(parts):
            # 'The options are:' rests on what the first option rests on.
            marks = cited_numbers(parts[at + 1])
        found = _checked(part, marks, hits, similar)
        numbers = tuple(_cite(quote, hits, citations) for quote in _telling(found))
        sentences.append(
            Sentence(
                text=" ".join(without_marks(part).split()),
                state=found.state,
                citations=tuple(dict.fromkeys(numbers)),
                unsupported_numbers=found.unsupported_numbers,
            )
        )
    return sentences, list(citations.values())


def _parts(text: str) -> Iterator[str]:
    """The sentences of a model's text; marks stay with the sentence that they end."""
    for start, end in sentence_spans(text):
        part = text[start:end]
        if re.search(r"\w", without_marks(part)) and not declines(part):
            yield part


def _checked(
    part: str, marks: Sequence[int], hits: Sequence[Hit], similar: Similarity | None
) -> SentenceCheck:
    """Check a sentence against the hits that its marks name, or find the hit that carries it."""
    if marks:
        valid = [hits[n - 1].passage for n in marks if 1 <= n <= len(hits)]
        return check(part, valid, similar)
    return _attributed(part, hits, similar)


def _attributed(part: str, hits: Sequence[Hit], similar: Similarity | None) -> SentenceCheck:
    """A sentence without marks: the hit that carries it best, where one carries nearly all of it."""
    found = [check(part, [hit.passage], similar) for hit in hits]
    carried = [
        one
        for one in found
        if one.state == "quoted" or (one.coverage >= ATTRIBUTED and one.state != "unsupported")
    ]
    if not carried:
        return check(part, [], similar)
    return min(carried, key=lambda one: (_ORDER.index(one.state), -one.coverage))


def _telling(found: SentenceCheck) -> list[Carrier]:
    """The quotes worth showing: those that share nothing are left out where others do."""
    telling = [quote for quote in found.quotes if quote.coverage > 0]
    return telling or list(found.quotes)


def _cite(
    quote: Carrier, hits: Sequence[Hit], citations: dict[tuple[str, int, int], Citation]
) -> int:
    """The number of the citation for a quote, entered if it is new."""
    passage = quote.passage
    key = (passage.id, quote.start, quote.end)
    if key not in citations:
        document = next(hit.document for hit in hits if hit.passage.id == passage.id)
        citations[key] = cite(len(citations) + 1, document, passage, quote.start, quote.end)
    return citations[key].n


def _similarity(text: str, hits: Sequence[Hit], embed: Embed) -> Similarity:
    """Embed every sentence once, in one call."""
    own = [without_marks(part) for part in _parts(text)]
    texts = list(dict.fromkeys(own + all_sentences([hit.passage for hit in hits])))
    if not texts:
        return lambda one, other: 0.0
    vectors = np.asarray(embed([" ".join(one.split()) for one in texts]), dtype=np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    rows = dict(zip(texts, vectors, strict=True))
    return lambda one, other: float(rows[one] @ rows[other])
