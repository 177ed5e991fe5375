"""Documents, passages and vectors made by hand, for tests that need no reader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from kb.store.catalog import document_id
from kb.store.entries import NewDocument
from kb.types import Block, Box, Collection, Document, Line, Metadata, Passage
from tests.fakes.embedder import FakeEmbedder

EDITION = "test"


def document(
    text: str,
    *,
    source: str = "/papers/one.pdf",
    collection: Collection = "literature",
    title: str | None = None,
    year: int | None = None,
) -> Document:
    """A document of one block."""
    return Document(
        source=source,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        collection=collection,
        media_type="text/plain",
        metadata=Metadata(title=title, year=year, authors=("Jane A. Smith",)),
        page_count=1,
        text=text,
        blocks=(Block(text, 1, None, "text", 0, len(text)),),
    )


def entry(
    *texts: str,
    source: str = "/papers/one.pdf",
    collection: Collection = "literature",
    title: str | None = None,
    year: int | None = None,
    container: str | None = None,
    embedder: FakeEmbedder | None = None,
    vectors: Sequence[Sequence[float]] | None = None,
) -> NewDocument:
    """A document on its way in, with a passage for each text."""
    whole = "\n\n".join(texts)
    made = document(whole, source=source, collection=collection, title=title, year=year)
    identity = document_id(made.sha256, collection, EDITION)
    passages = []
    at = 0
    for ordinal, text in enumerate(texts):
        passages.append(
            Passage(
                id=f"{identity}-{ordinal:04d}",
                document_id=identity,
                ordinal=ordinal,
                page=1,
                section="Results",
                start=at,
                end=at + len(text),
                text=text,
                tokens=len(text.split()),
                lines=(Line(at, at + len(text), Box(1, 72.04, 90.06, 523.0, 104.25)),),
            )
        )
        at += len(text) + 2
    return NewDocument(
        id=identity,
        document=made,
        passages=passages,
        vectors=(
            np.array(vectors, dtype=np.float32)
            if vectors is not None
            else (embedder or FakeEmbedder()).embed_passages(texts)
        ),
        edition=EDITION,
        container=container or source,
    )
