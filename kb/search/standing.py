"""Where the standing of a work puts it among what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.types import Hit


def by_standing(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The same hits: an older edition after the newer one's best passage, retracted works after the rest.

    Nothing is left out. Where the newer edition was not found, the older keeps its place.
    """
    if not any(hit.document.standing for hit in hits):
        return tuple(hits)
    first: dict[str, int] = {}
    for place, hit in enumerate(hits):
        if not hit.document.retracted:
            first.setdefault(hit.document.id, place)

    def order(numbered: tuple[int, Hit]) -> tuple[bool, float]:
        place, hit = numbered
        after = [
            first[notice.document] + 0.5
            for notice in hit.document.standing
            if notice.document is not None and notice.document in first
        ]
        return hit.document.retracted, max([float(place), *after])

    ordered = sorted(enumerate(hits), key=order)
    return tuple(replace(hit, rank=rank) for rank, (_, hit) in enumerate(ordered, start=1))
