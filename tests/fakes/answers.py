"""Answers of the library in memory: what was found, quoted, or what a test has a model say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.types import Answer, Citation, Hit, Sentence

NOTHING = "No passage in the library answers this."
# Two words in common.
LEAST_SCORE = 0.2
MOST_QUOTED = 3


def enough(hits: Sequence[Hit]) -> bool:
    """Whether there is anything to answer with."""
    return bool(hits) and hits[0].score >= LEAST_SCORE


def quoted(question: str, hits: Sequence[Hit], *, searched: Mapping[str, int]) -> Answer:
    """The best passages as an answer, or an abstention."""
    citations = tuple(
        Citation(
            n,
            hit.document,
            hit.passage.id,
            hit.passage.page,
            hit.passage.section,
            hit.passage.text,
            hit.passage.start,
            hit.passage.end,
            hit.passage.boxes,
        )
        for n, hit in enumerate(
            [one for one in hits if one.score >= LEAST_SCORE][:MOST_QUOTED], start=1
        )
    )
    return Answer(
        question=question,
        abstained=not citations,
        answer="\n\n".join(f"{one.quote} [{one.n}]" for one in citations) or NOTHING,
        writer="extractive",
        model=None,
        sentences=tuple(Sentence(one.quote, "quoted", (one.n,)) for one in citations),
        citations=citations,
        nearest=() if citations else tuple(hits),
        evidence=0.9 if citations else 0.1,
        searched=dict(searched),
        timings={"total": 0.01},
    )


def written(answer: Answer, text: str) -> Answer:
    """The answer as a model wrote it: its first sentence supported, the second weak, the others unsupported."""
    found = [match.group(0).strip() for match in re.finditer(r"[^.\n]+\.(?:\s*\[\d\])*", text)]
    known = {one.n for one in answer.citations}
    sentences = tuple(
        Sentence(
            item,
            ("supported", "weak", "unsupported")[min(at, 2)],
            tuple(n for n in map(int, re.findall(r"\[(\d)\]", item)) if n in known),
        )
        for at, item in enumerate(found)
    )
    return replace(answer, answer=text, sentences=sentences, writer="ollama", model="qwen3:4b")


def with_weak_sentence(answer: Answer) -> Answer:
    """The same answer with a second sentence whose number stands in no source."""
    loose = Sentence("Aim for 110 mmHg.", "unsupported", (1,), ("110",))
    return replace(
        answer,
        answer=f"{answer.answer}\n\n- Aim for 110 mmHg. [1]",
        sentences=(*answer.sentences, loose),
        writer="ollama",
        model="qwen3:4b",
        notice="The model stopped early.",
    )
