"""From a question to a checked answer: policy, retrieve, weigh the evidence, write, verify."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kb.answer.advice import advise
from kb.answer.candidates import Candidate, candidates
from kb.answer.conflicts import conflicts, opposed
from kb.answer.events import Done, Event, Led, Notice, Restart, Retrieved, Token
from kb.answer.evidence import measure
from kb.answer.extractive import choose, write
from kb.answer.planted import harmless_hit
from kb.answer.policy import ENDING, decide, supports_diagnosis, within
from kb.answer.support import groups, works
from kb.errors import ModelUnavailable
from kb.search.embedder import Embedder
from kb.search.hybrid import HybridSearch
from kb.search.intent import intent
from kb.search.query import Query
from kb.search.sentences import known_sentences
from kb.search.terms import weigh_terms
from kb.settings import Settings
from kb.store.store import Store
from kb.types import (
    Answer,
    Citation,
    DocumentInfo,
    Filters,
    Hit,
    Policy,
    Principal,
    Sentence,
    WriterName,
)

MOST_QUESTION_CHARACTERS = 2000
NEAREST = 3
DIGITS = 6
"""Of an evidence score: long questions come so close to 1 that four would make many of them alike."""
SPEAKS = 0.5
"""Of the cosine that the nearest sentence of the passages has, what a model's nearest must have at least."""
QUOTED_INSTEAD = "The answer below quotes the library instead."
THIN = "The library holds little on this: see whether the lines below speak to your question."
NO_EVIDENCE = "No passage in the library answers this."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may rest on, and what came nearest whether or not it may.

    ``left_out`` are retracted works that would have been among it; ``thin`` is evidence that is enough
    for an answer, but not without a word of caution.
    """

    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    candidates: list[Candidate]
    score: float
    sufficient: bool
    searched: dict[str, int]
    timings: dict[str, float]
    reasons: tuple[str, ...] = ()
    left_out: tuple[DocumentInfo, ...] = ()
    query: Query | None = None
    thin: bool = False


class Answering:
    """Answers questions over a library. Thread-safe."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        searcher: HybridSearch,
        embedder: Callable[[], Embedder],
    ) -> None:
        self._settings = settings
        self._store = store
        self._searcher = searcher
        self._embedder = embedder

    def answer(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Answer:
        """A cited answer, or an abstention."""
        for event in self.stream(question, principal, filters=filters, writer=writer):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("an answer stream ended without an answer")

    def stream(
        self,
        question: str,
        principal: Principal,
        *,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Iterator[Event]:
        """The answer step by step; the last event is ``Done``.

        Raises:
            ModelMismatch: the library was embedded with another model.
            SettingsError: the writer asked for is not set up.
        """
        began = time.perf_counter()
        question = " ".join(question.split())
        # The whole of it: a long vignette asks at its end.
        policy = decide(question, principal, self._embedder())
        question = question[:MOST_QUESTION_CHARACTERS]
        if policy.lead:
            yield Led(policy)
        if policy.action in ENDING:
            yield Retrieved(())
            seconds = {"total": round(time.perf_counter() - began, 4)}
            yield Done(replace(_ended(question, policy), timings=seconds))
            return
        evidence = self.weigh(question, principal, within(policy, question, filters or Filters()))
        yield Retrieved(evidence.hits)
        # In an emergency nobody has time for what may not be about it.
        if not evidence.sufficient or (policy.kind == "emergency" and evidence.thin):
            abstained = replace(_abstain(question, evidence, policy), policy=policy)
            yield Done(_timed(abstained, evidence, began))
            return
        from kb.answer.writers import choose_writer

        chosen: WriterName = "extractive"
        if policy.action == "answer":
            chosen = choose_writer(self._settings.model, writer)
        notice: str | None = None
        if evidence.left_out:
            yield Notice(_left_out(evidence))
        if chosen != "extractive":
            try:
                finished = yield from self._write_with_model(question, chosen, evidence, policy)
            except ModelUnavailable as error:
                finished = None
                notice = f"{_sentences(error.message, error.hint)} {QUOTED_INSTEAD}"
            else:
                if finished is None:
                    notice = (
                        f"The model's answer did not hold against the passages. {QUOTED_INSTEAD}"
                    )
            if finished is not None:
                finished = replace(_noticed(finished, None, evidence), policy=policy)
                yield Done(_timed(finished, evidence, began))
                return
            yield Restart()
            yield Notice(notice or "")
        chosen_ones = choose(evidence.candidates, self._settings.answer.sentences)
        taken = [chosen_ones + opposed(chosen_ones, evidence.candidates)]
        if supports_diagnosis(policy, principal):
            by_work = works(evidence.candidates)
            taken = by_work or taken
            policy = replace(policy, groups=groups(by_work))
        sentences, citations = write([one for work in taken for one in work])
        for sentence in sentences:
            yield Token(_marked(sentence) + " ")
        answer = _answer(question, "extractive", None, sentences, citations, evidence)
        answer = replace(_noticed(answer, notice, evidence), policy=policy)
        yield Done(_timed(answer, evidence, began))

    def weigh(self, question: str, principal: Principal, filters: Filters) -> Evidence:
        """Retrieve for a question and measure whether that is evidence."""
        settings = self._settings.answer
        width = max(settings.passages, NEAREST)
        found = self._searcher.search(question, principal, filters, width)
        # Nothing rests on a retracted work: where one came near, the search is made again without them.
        withdrawn = {hit.document.id: hit.document for hit in found.hits if hit.document.retracted}
        if withdrawn:
            sound = replace(filters, retracted=False)
            found = self._searcher.search(question, principal, sound, width)
        left_out = tuple(withdrawn.values())
        began = time.perf_counter()
        hits = found.hits[: settings.passages]
        if not hits or found.vector is None or found.query is None:
            timings = dict(found.timings)
            return Evidence(
                (),
                (),
                [],
                0.0,
                False,
                found.searched,
                timings,
                left_out=left_out,
                query=found.query,
            )
        total = len(self._searcher.directory().keys)
        terms = weigh_terms(self._store.database, found.query, total)
        embed = known_sentences(self._store.sentences, hits, self._embedder())
        ranked = candidates(hits, found.vector, terms, embed, intent(question))
        measured = measure(question, hits, ranked, terms)
        # An answer rests on publications or on a patient's notes, never on a mixture of both.
        lead = ranked[0].hit.document.collection if ranked else None
        return Evidence(
            hits=tuple(hit for hit in hits if hit.document.collection == lead),
            nearest=hits[:NEAREST],
            candidates=[one for one in ranked if one.hit.document.collection == lead],
            score=measured.score,
            sufficient=bool(ranked) and measured.score >= settings.evidence_threshold,
            reasons=measured.reasons,
            searched=found.searched,
            timings={**found.timings, "evidence": time.perf_counter() - began},
            left_out=left_out,
            query=found.query,
            thin=measured.score < settings.caution_threshold,
        )

    def _write_with_model(
        self, question: str, writer: WriterName, evidence: Evidence, policy: Policy
    ) -> Generator[Event, None, Answer | None]:
        """Stream a model's text and check it; returns the answer, or ``None`` if nothing held twice."""
        from kb.answer.attempts import ask_model
        from kb.answer.budget import fit
        from kb.answer.writers import model_writer

        model = model_writer(self._settings.model, writer)
        safe = [harmless_hit(hit) for hit in evidence.hits]
        hits = fit(self._settings.model, question, safe)
        embed = self._embedder().embed_passages
        speaks = partial(self._speaks, question, evidence)
        written = yield from ask_model(model, question, hits, embed, speaks)
        if written is None:
            return None
        if written.declined:
            answer = replace(
                _abstain(question, evidence, policy), writer=model.name, model=model.model
            )
        else:
            sentences, citations = list(written.sentences), list(written.citations)
            answer = _answer(question, model.name, model.model, sentences, citations, evidence)
            answer = replace(answer, notice=written.notice)
        return replace(answer, model_digest=model.digest)

    def _speaks(self, question: str, evidence: Evidence, texts: Sequence[str]) -> bool:
        """Whether the nearest of these sentences is near the question, as the passages' own sentences are.

        That the passages carry a sentence does not make it an answer: small models like to quote whatever
        stands first.
        """
        best = max((one.cosine for one in evidence.candidates), default=0.0)
        asked = self._embedder().embed_question(question)
        nearest = float((self._embedder().embed_passages(texts) @ asked).max())
        return nearest >= SPEAKS * best


def _sentences(*texts: str) -> str:
    """Texts in a row, each closed with a stop."""
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts if text)


def _marked(sentence: Sentence) -> str:
    return sentence.text + "".join(f" [{number}]" for number in sentence.citations)


def _answer(
    question: str,
    writer: WriterName,
    model: str | None,
    sentences: list[Sentence],
    citations: list[Citation],
    evidence: Evidence,
) -> Answer:
    return Answer(
        question=question,
        abstained=False,
        answer=" ".join(_marked(one) for one in sentences),
        writer=writer,
        model=model,
        sentences=tuple(sentences),
        citations=tuple(citations),
        nearest=(),
        evidence=round(evidence.score, DIGITS),
        searched=evidence.searched,
        conflicts=conflicts(citations),
    )


def _ended(question: str, policy: Policy) -> Answer:
    """An answer that is only what the policy says: nothing was searched."""
    return Answer(
        question=question,
        abstained=True,
        answer=policy.lead,
        writer="extractive",
        model=None,
        sentences=(),
        citations=(),
        nearest=(),
        evidence=0.0,
        policy=policy,
    )


def _abstain(question: str, evidence: Evidence, policy: Policy) -> Answer:
    return Answer(
        question=question,
        abstained=True,
        answer=NO_EVIDENCE,
        writer="extractive",
        model=None,
        sentences=(),
        citations=(),
        nearest=evidence.nearest,
        evidence=round(evidence.score, DIGITS),
        searched=evidence.searched,
        notice=" ".join((*evidence.reasons, *_said(_left_out(evidence)))) or None,
        advice=advise(question, evidence.query, policy.kind),
    )


def _left_out(evidence: Evidence) -> str:
    """A sentence on the retracted works that the answer does not rest on; empty where there are none."""
    named = [
        f"“{document.title}” ({'; '.join(_why(document))})"
        for document in evidence.left_out[:NEAREST]
    ]
    if not named:
        return ""
    more = len(evidence.left_out) - len(named)
    works = " and ".join(named) + (f" and {more} more" if more else "")
    what = "it was" if len(evidence.left_out) == 1 else "they were"
    return f"Left out, because {what} retracted: {works}."


def _why(document: DocumentInfo) -> list[str]:
    return [
        "; ".join(part for part in (notice.date, f"source: {notice.source}") if part)
        for notice in document.standing
        if notice.kind == "retracted"
    ]


def _said(*sentences: str | None) -> list[str]:
    return [sentence for sentence in sentences if sentence]


def _noticed(answer: Answer, notice: str | None, evidence: Evidence) -> Answer:
    """An answer with what the reader must know of it."""
    before = " ".join(_said(answer.notice, notice))
    left_out = _left_out(evidence)
    thin = THIN if evidence.thin and not answer.abstained else None
    said = _said(thin, before, None if left_out in before else left_out)
    return replace(answer, notice=" ".join(said) or None)


def _timed(answer: Answer, evidence: Evidence, began: float) -> Answer:
    timings = {**evidence.timings, "total": time.perf_counter() - began}
    return replace(
        answer,
        timings={name: round(value, 4) for name, value in timings.items()},
        read_as=() if evidence.query is None else evidence.query.read_as,
    )
