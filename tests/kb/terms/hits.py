"""Hits of a search for tests: a passage of a sample document that says what the test wants."""

from __future__ import annotations

from hashlib import blake2b

from kb.types import Collection, DocumentInfo, Hit, Metadata, Passage


def hit(text: str, *, rank: int = 1, start: int = 0, collection: Collection = "literature") -> Hit:
    """A hit on page 4 of a document of its own."""
    name = blake2b(f"{rank}{text}".encode(), digest_size=6).hexdigest()
    document = DocumentInfo(
        id=f"d-{name}",
        source=f"/papers/{name}.txt",
        collection=collection,
        media_type="text/plain",
        metadata=Metadata(title="Sample textbook", year=2021),
        pages=9,
        passages=1,
        added="2026-11-20T09:00:00+00:00",
    )
    end = start + len(text)
    passage = Passage(f"p-{name}", document.id, 0, 4, None, start, end, text, len(text.split()))
    return Hit(rank, 1.0 / rank, passage, document)
