"""A library drawn by chance, to measure speed at any size without anybody's documents.

Its passages are put together from a few thousand sentences: the definitions of the glossary, and statements
like those of abstracts, made of clinical terms of the word lists. Only these sentences are embedded, with the
real model; a passage's vector is the mean of its sentences' vectors, brought to length 1. That takes seconds
instead of the minutes that embedding every passage would. Words and vectors are as unevenly spread as in real
text, meaning is not: such a library says nothing about what is found, only about how long finding takes.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.lexicon.lists import abbreviations
from kb.library import Library
from kb.search.hybrid import FINGERPRINT
from kb.search.sharpen import edition
from kb.store.catalog import document_id
from kb.store.entries import NewDocument
from kb.store.rows import Vectors
from kb.store.sentences import SentenceVectors
from kb.terms.glossary import glossary
from kb.text.designs import DESIGNS, TYPES
from kb.types import Block, Box, Collection, Document, Line, Metadata, Passage

STATEMENTS = 3000
SENTENCES = (4, 8)
PASSAGES = (1, 4)
BATCH = 500
JOURNALS = 400
FIRST_YEAR, LAST_YEAR = 1950, 2026
MEAN_AGE = 9.0
# Of a hundred documents, how many are notes, and how many lack a year, a type, or a design.
NOTES, UNDATED, UNTYPED, UNDESIGNED = 2, 3, 20, 50
EDITION = "drawn"
_PATTERNS = (
    "In {n} patients with {a}, {b} was more frequent after {c} than without it ({p} %).",
    "The association of {a} with {b} was examined in {n} adults over {m} months.",
    "{a} did not change {b} compared with {c} (relative risk 0.{p}).",
    "Of {n} participants, {p} % had {a} and {m} had {b}.",
    "We measured {a} at baseline and after {m} weeks of {b}.",
    "{a} should be considered in people with {b} whose {c} is raised.",
)


@dataclass(frozen=True)
class Pool:
    """Sentences and their unit vectors, shape (sentences, dimension)."""

    sentences: tuple[str, ...]
    vectors: Vectors


def sentences(chance: random.Random, statements: int = STATEMENTS) -> tuple[str, ...]:
    """The definitions of the glossary, and as many statements, no two alike."""
    terms = sorted({long for _, long, _ in abbreviations()} | {one.term for one in glossary()})
    found = dict.fromkeys(one.definition for one in glossary())
    definitions = len(found)
    while len(found) < definitions + statements:
        a, b, c = chance.sample(terms, 3)
        pattern = chance.choice(_PATTERNS)
        numbers = {"n": chance.randint(20, 9000), "m": chance.randint(2, 60)}
        made = pattern.format(a=a, b=b, c=c, p=chance.randint(10, 99), **numbers)
        found[made[:1].upper() + made[1:]] = None
    return tuple(found)


def draw_library(
    library: Library,
    passages: int,
    *,
    seed: int = 1,
    statements: int = STATEMENTS,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill an empty library with so many passages; the same seed and model give the same ones."""
    chance = random.Random(seed)  # noqa: S311
    texts = sentences(chance, statements)
    tell(f"embedding {len(texts):,} sentences")
    pool = Pool(texts, library.embedder.embed_passages(texts))
    library.store.catalog.set_meta(FINGERPRINT, library.embedder.fingerprint)
    done = number = 0
    while done < passages:
        drawn: list[tuple[NewDocument, list[list[int]]]] = []
        while len(drawn) < BATCH and done < passages:
            one = _document(pool, chance, number, min(chance.randint(*PASSAGES), passages - done))
            drawn.append(one)
            done += len(one[1])
            number += 1
        _publish(library, pool, drawn)
        tell(f"{done:,} of {passages:,} passages")


def _document(
    pool: Pool, chance: random.Random, number: int, passages: int
) -> tuple[NewDocument, list[list[int]]]:
    """A document, and the places of each passage's sentences in the pool."""
    collection: Collection = "records" if chance.randrange(100) < NOTES else "literature"
    chosen = [
        chance.sample(range(len(pool.sentences)), chance.randint(*SENTENCES))
        for _ in range(passages)
    ]
    texts = [" ".join(pool.sentences[place] for place in places) for places in chosen]
    text = "\n\n".join(texts)
    sha256 = hashlib.sha256(f"{number}\n{text}".encode()).hexdigest()
    identity = document_id(sha256, collection, EDITION)
    document = Document(
        source=f"drawn#{number}",
        sha256=sha256,
        collection=collection,
        media_type="application/json",
        metadata=_metadata(pool, chance, number),
        page_count=1,
        text=text,
        blocks=(Block(text, 1, None, "text", 0, len(text)),),
    )
    made, at = [], 0
    for ordinal, one in enumerate(texts):
        made.append(_passage(identity, ordinal, one, at))
        at += len(one) + 2
    means = np.stack([pool.vectors[places].mean(axis=0) for places in chosen])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return NewDocument(identity, document, made, means, EDITION, document.source), chosen


def _passage(identity: str, ordinal: int, text: str, start: int) -> Passage:
    end = start + len(text)
    return Passage(
        id=f"{identity}-{ordinal:04d}",
        document_id=identity,
        ordinal=ordinal,
        page=1,
        section="Abstract",
        start=start,
        end=end,
        text=text,
        tokens=len(text.split()),
        lines=(Line(start, end, Box(1, 0, 0, 0, 0)),),
        kind="abstract",
    )


def _metadata(pool: Pool, chance: random.Random, number: int) -> Metadata:
    """Recent years, and a few of the journals, have most of the documents."""
    age = min(int(chance.expovariate(1 / MEAN_AGE)), LAST_YEAR - FIRST_YEAR)
    journal = min(int(chance.paretovariate(0.7)), JOURNALS)
    return Metadata(
        title=f"{chance.choice(pool.sentences).rstrip('.')}: report {number}",
        authors=(f"Author {number}",),
        journal=f"Journal {journal}",
        year=None if chance.randrange(100) < UNDATED else LAST_YEAR - age,
        type=None if chance.randrange(100) < UNTYPED else _uneven(chance, TYPES),
        design=None if chance.randrange(100) < UNDESIGNED else _uneven(chance, DESIGNS),
    )


def _uneven(chance: random.Random, names: Sequence[str]) -> str:
    """One of these names: each half as often as the one before it."""
    return names[min(int(chance.expovariate(np.log(2))), len(names) - 1)]


def _publish(
    library: Library, pool: Pool, drawn: Sequence[tuple[NewDocument, list[list[int]]]]
) -> None:
    store = library.store
    entries = [one for one, _ in drawn]
    chosen = {one.id: places for one, places in drawn}
    store.catalog.add(entries)
    store.publish([one.id for one in entries])
    rows = []
    for one in entries:
        (batch,) = store.catalog.embeddings.of([one.id])
        for key, passage, places in zip(batch.keys, one.passages, chosen[one.id], strict=True):
            rows.append((key, _sentence_vectors(pool, passage.text, places)))
    store.sentences.write(edition(library.embedder.fingerprint), rows)


def _sentence_vectors(pool: Pool, text: str, places: Sequence[int]) -> SentenceVectors:
    spans, at = [], 0
    for place in places:
        end = at + len(pool.sentences[place])
        spans.append((at, end))
        at = end + 1
    return SentenceVectors.pack(spans, pool.vectors[list(places)])
