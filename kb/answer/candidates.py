"""The sentences of the retrieved passages, and how well each speaks to the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.answer.planted import without_orders
from kb.search.exact import cosines_of
from kb.search.intent import Intent
from kb.search.sharpen import sentence_text
from kb.search.terms import QuestionTerms
from kb.store.rows import Vectors
from kb.text.rows import is_row
from kb.text.statements import statement_spans
from kb.text.stems import stems
from kb.types import Hit, PassageKind

MOST_SENTENCES = 96
# Weights of meaning, words and rank in a sentence's score; see docs/decisions/0007-extractive-answers.md.
MEANING, WORDS, RANK = 0.5, 0.35, 0.15
# What a sentence loses that tells how the work was done, or what it is about, and not what it found.
ASIDE = 0.1
# What a table's row loses to a sentence that says as much: it is read beside its neighbours, not alone.
ROW = 0.05
# Where a question asks what was found: what a sentence gains that gives a test or an interval, or compares,
# or stands among the results, and what a row loses in addition. See docs/decisions/0018-parts-of-works.md.
TESTED, COMPARES, AMONG_RESULTS, ROW_OF_FINDINGS = 0.15, 0.1, 0.05, 0.05

# What follows "Table 1." is a caption's title, not a statement.
_LABEL = re.compile(r"\b(?:Table|Figure|Fig\.?|Box|Panel)\s+\w{1,4}[.:]\s*$", re.IGNORECASE)
_ASIDE_SECTION = re.compile(
    r"(?:[\dIVX.]+\s*)?(?:introduction|background|methods?|materials|patients and methods|objectives?|aims?"
    r"|limitations|strengths and limitations)\b",
    re.IGNORECASE,
)
_ASIDE_SENTENCE = re.compile(
    r"(?:here,? )?(?:we (?:aimed|summari[sz]e|review|compared?|describe|read|searched|sought|present|discuss)"
    r"|(?:this|the present) (?:article|review|summary|paper|study) (?:aims?|summari[sz]es|reviews|sets|describes"
    r"|compares|discusses|takes))\b",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"\bp\s*(?:-?\s?values?)?\s*(?:of\s*)?[<=>\u2264\u2265]|\bCI\b|confidence interval",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\bsignifican|\b(?:no|not|without) (?:\w+ )?differ|\bcompared (?:with|to)\b|\bversus\b|\bvs\b|\bthan\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\s*(key ?words|abbreviations|funding|correspondence|copyright|received|conflicts? of interest"
    r"|competing interests|author contributions|acknowledge?ments?)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\bet al\b.*\b(19|20)\d\d\b.*[;:]|\bdoi:\s*10\.|^\s*\[?\d{1,3}[.\]]\s+[A-Z]\w+ [A-Z]{1,3}[,.]"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: ``hit.passage.text[start:end]``, offsets within the passage.

    ``cosine`` is its similarity to the question, ``coverage`` the share of the question's weight that
    its words cover, ``score`` both together with the passage's rank.
    """

    hit: Hit
    start: int
    end: int
    text: str
    cosine: float
    coverage: float
    score: float
    vector: Vectors


def candidates(
    hits: Sequence[Hit],
    question: Vectors,
    terms: QuestionTerms,
    embed: Callable[[Sequence[str]], Vectors],
    asked: Intent | None = None,
) -> list[Candidate]:
    """Every sentence worth quoting, best first; ``asked`` is what the question asks for."""
    places: list[tuple[Hit, int, int, str]] = []
    for hit in hits:
        whole = hit.passage.text
        harmless = without_orders(whole)
        for start, end in statement_spans(whole, rows=hit.passage.kind == "table"):
            text = whole[start:end]
            if text != harmless[start:end] or _unquotable(text, hit.passage.kind):
                continue
            if not _LABEL.search(whole[:start]):
                places.append((hit, start, end, text))
    places = places[:MOST_SENTENCES]
    if not places:
        return []
    vectors = embed([sentence_text(text) for *_, text in places])
    cosines = cosines_of(vectors, question)
    found = []
    for (hit, start, end, text), vector, cosine in zip(places, vectors, cosines, strict=True):
        heading = stems(hit.passage.section or "") | stems(hit.document.title)
        if hit.passage.kind == "table":
            # A row stands under its table's caption.
            heading |= stems(hit.passage.text.split("\n", 1)[0])
        own = terms.coverage(stems(text))
        # Half for what only the title or the heading says: a sentence stands under them.
        coverage = own + 0.5 * (terms.coverage(stems(text) | heading) - own)
        closeness = 1.0 - (hit.rank - 1) / max(1, len(hits))
        score = MEANING * float(cosine) + WORDS * coverage + RANK * closeness
        if asked != "methods" and _is_aside(hit, text):
            score -= ASIDE
        if hit.passage.kind == "table":
            score -= ROW
        if asked == "findings":
            score += _as_finding(hit, text)
        found.append(Candidate(hit, start, end, text, float(cosine), coverage, score, vector))
    order = np.argsort([-one.score for one in found], kind="stable")
    return [found[index] for index in order]


def _is_aside(hit: Hit, text: str) -> bool:
    aside = hit.passage.kind in ("background", "methods") or _ASIDE_SECTION.match(
        hit.passage.section or ""
    )
    return bool(aside or _ASIDE_SENTENCE.match(text))


def _as_finding(hit: Hit, text: str) -> float:
    """What a sentence gains, or loses, as an answer to what was found."""
    gained = TESTED if _TEST.search(text) else 0.0
    gained += COMPARES if _COMPARISON.search(text) else 0.0
    gained += AMONG_RESULTS if hit.passage.kind == "results" else 0.0
    return gained - (ROW_OF_FINDINGS if hit.passage.kind == "table" else 0.0)


def _unquotable(text: str, kind: PassageKind) -> bool:
    # What is set in columns but was not read as a table may have run together: searched, never quoted.
    # Of a table only rows are quoted, each of whose cells stands on the page as it is said.
    if is_row(text) != (kind == "table"):
        return True
    return bool(_FURNITURE.match(text) or _REFERENCE.search(text))
