"""A citation is checked, not trusted: every sentence of a model's text against what it cites.

The states, from best to worst:

quoted        stands verbatim in a cited passage
supported     its numbers and nearly all of its content words stand there, and nothing says the opposite
weak          much of it stands there; or all of it, with a negation, a comparison or a number out of place
unsupported   it cites nothing, cites wrongly, has a number that is not there, or says something else
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
    neighbourhoods,
    stands_verbatim,
)
from kb.answer.numbers import check_numbers, without_marks
from kb.answer.polarity import disagrees
from kb.answer.prompts import declines
from kb.text.sentences import sentence_spans
from kb.types import Citation, Hit, Passage, Sentence, SentenceState

Embed = Callable[[Sequence[str]], NDArray[np.floating]]

# Shares of a sentence's content words. See docs/decisions for how they were set.
SUPPORTED = 0.75
SUPPORTED_BY_BEST = 0.5
WEAK = 0.4
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
    """What was found: the state, the numbers that no cited passage holds, the best carrier in each."""

    state: SentenceState
    unsupported_numbers: tuple[str, ...]
    quotes: tuple[Carrier, ...]

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
    if any(stands_verbatim(text, passage) for passage in passages):
        return SentenceCheck("quoted", (), quotes)
    numbers = check_numbers(text, passages)
    if numbers.unsupported or not cited:
        return SentenceCheck("unsupported", numbers.unsupported, quotes)
    state = _carried(text, passages, quotes)
    if state == "supported" and (numbers.doubtful or _out_of_place(text, passages)):
        state = "weak"
    if state == "supported" and disagrees(text, all_sentences(cited)):
        state = "weak"
    return SentenceCheck(state, (), quotes)


def _carried(text: str, passages: Sequence[str], quotes: Sequence[Carrier]) -> SentenceState:
    """The state by content words alone (and by meaning, for a paraphrase)."""
    own = content(text)
    if not own:
        return "weak"
    whole = coverage(own, passages)
    best = coverage(own, [quote.text for quote in quotes])
    if whole >= SUPPORTED and best >= SUPPORTED_BY_BEST:
        return "supported"
    close = max((quote.meaning for quote in quotes), default=0.0)
    return "weak" if whole >= WEAK or close >= WEAK_MEANING else "unsupported"


def _out_of_place(text: str, passages: Sequence[str]) -> bool:
    """Whether a number stands only where a cited passage speaks of something else."""
    own = content(text)
    near = [place for passage in passages for place in neighbourhoods(own, passage)]
    return bool(own and check_numbers(text, near).unsupported)


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
        start = min(passage.start + quote.start, passage.end)
        end = min(passage.start + quote.end, passage.end)
        lines = [line for line in passage.lines if line.start < end and line.end > start]
        citations[key] = Citation(
            n=len(citations) + 1,
            document=document,
            passage_id=passage.id,
            page=lines[0].box.page if lines else passage.page,
            section=passage.section,
            quote=quote.text,
            start=start,
            end=end,
            boxes=tuple(line.box for line in lines),
        )
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
