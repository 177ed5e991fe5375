"""A document of one passage a page, each of one printed line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kb.types import Box, Collection, DocumentInfo, Line, Metadata, Passage


def one_a_page(
    number: int,
    metadata: Metadata,
    texts: Sequence[str],
    collection: Collection = "literature",
    pages: int | None = None,
) -> tuple[DocumentInfo, list[Passage]]:
    """The document ``d001`` of these texts, and its passages; ``pages`` where it has more pages than texts."""
    document_id = f"d{number:03d}"
    passages: list[Passage] = []
    at = 0
    for ordinal, text in enumerate(texts):
        line = Line(at, at + len(text), Box(ordinal + 1, 72, 120, 520, 134))
        passages.append(
            Passage(
                id=f"{document_id}-{ordinal:04d}",
                document_id=document_id,
                ordinal=ordinal,
                page=ordinal + 1,
                section="Recommendations",
                start=at,
                end=at + len(text),
                text=text,
                tokens=len(text.split()),
                lines=(line,),
            )
        )
        at += len(text) + 2
    document = DocumentInfo(
        id=document_id,
        source=f"/library/{document_id}.pdf",
        collection=collection,
        media_type="application/pdf" if collection == "literature" else "text/plain",
        metadata=replace(metadata, doi=f"10.5555/{document_id}"),
        pages=pages or len(passages),
        passages=len(passages),
        added=datetime(2026, 11, 20, tzinfo=UTC).isoformat(),
    )
    return document, passages
