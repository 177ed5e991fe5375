"""Hits for tests of what writes and checks answers."""

from __future__ import annotations

from kb.text.sentences import sentence_spans
from kb.types import Box, DocumentInfo, Hit, Line, Metadata, Passage


def document(
    title: str = "Blood pressure in chronic kidney disease", number: int = 1
) -> DocumentInfo:
    return DocumentInfo(
        id=f"d{number}",
        source=f"/papers/{number}.pdf",
        collection="literature",
        media_type="application/pdf",
        metadata=Metadata(title=title, year=2021),
        pages=4,
        passages=1,
        added="2026-01-01T00:00:00+00:00",
    )


def passage(text: str, number: int = 1, *, start: int = 1000) -> Passage:
    """A passage of document ``number``, one printed line a sentence, the first at ``start``."""
    lines = tuple(
        Line(start + first, start + last, Box(3, 50, 100 + 12 * at, 300, 110 + 12 * at))
        for at, (first, last) in enumerate(sentence_spans(text))
    )
    return Passage(
        id=f"d{number}-0001",
        document_id=f"d{number}",
        ordinal=1,
        page=3,
        section="Recommendations",
        start=start,
        end=start + len(text),
        text=text,
        tokens=len(text.split()),
        lines=lines,
    )


def hits(*texts: str) -> tuple[Hit, ...]:
    """One hit for each text, ranked in that order."""
    return tuple(
        Hit(rank=n, score=1 / n, passage=passage(text, n), document=document(number=n))
        for n, text in enumerate(texts, start=1)
    )
