"""Search hits as the list shows them: one entry a work, with its best passage and where the others stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kb.types import Hit
from ui.web.cite import where
from ui.web.marks import spans
from ui.web.present import heading, shorten

if TYPE_CHECKING:
    from kb.search.query import Query

MORE_PASSAGES = 6


def results(hits: Sequence[Hit], query: Query, *, selected: str | None) -> list[dict[str, Any]]:
    """Search hits for the list: one entry a work, in the order of its best passage, the others below."""
    by_work: dict[str, list[Hit]] = {}
    for hit in hits:
        by_work.setdefault(hit.document.id, []).append(hit)
    return [
        {
            **result(works[0], query),
            "rank": number,
            "selected": any(hit.passage.id == selected for hit in works),
            "more": [
                {
                    "key": hit.passage.id,
                    "label": where_in(hit),
                    "selected": hit.passage.id == selected,
                }
                for hit in works[1 : 1 + MORE_PASSAGES]
            ],
        }
        for number, works in enumerate(by_work.values(), start=1)
    ]


def where_in(hit: Hit) -> str:
    """A passage's place within its work: ``p. 3 Recommendations``."""
    parts = [f"p. {hit.passage.page}"] if hit.document.pages > 1 else []
    if hit.passage.section:
        parts.append(shorten(hit.passage.section, 36))
    return " ".join(parts) or f"passage {hit.passage.ordinal + 1}"


def result(hit: Hit, query: Query) -> dict[str, Any]:
    """The best passage of a work, with the question's words marked."""
    text = " ".join(hit.passage.text.split())
    return {
        "key": hit.passage.id,
        **heading(hit.document),
        "where": where(
            hit.document,
            hit.passage.page,
            hit.passage.section,
            year=False,
            kind=hit.passage.kind,
        ),
        "text": text,
        "spans": spans(text, query),
        "ranks": ranks(hit),
    }


def ranks(hit: Hit) -> str:
    """Where each of the two rankings had a passage."""
    found = [
        f"by {name} {rank}"
        for name, rank in (("meaning", hit.dense_rank), ("words", hit.bm25_rank))
        if rank
    ]
    return f"Rank {', '.join(found)}{' alone' if len(found) == 1 else ''}"
