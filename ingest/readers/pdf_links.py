"""Where a PDF's links stand and where they lead: addresses that the printed text often leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kb.text import identifiers
from kb.types import Box

if TYPE_CHECKING:
    import pymupdf

# A link's rectangle may stand over the line above by this many points.
_SLACK = 2.0
# No page of a work has more; a hostile file may have millions.
_MOST_LINKS = 2000


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of a page that leads to an address."""

    box: Box
    uri: str

    @property
    def doi(self) -> str | None:
        """The DOI that it leads to, in lower case."""
        before, found, rest = self.uri.partition("doi.org/")
        return identifiers.doi(rest.partition("?")[0]) if found and "/10." not in before else None


def read_links(document: pymupdf.Document, pages: Iterable[int]) -> list[Link]:
    """The links of these pages (from 1) to addresses outside the file, in the order of the page.

    A page whose annotations are damaged has none.
    """
    found: list[Link] = []
    for number in pages:
        page = document[number - 1]
        try:
            links = page.get_links()
        except (RuntimeError, ValueError):
            continue
        for link in links[:_MOST_LINKS]:
            uri = unquote(link.get("uri") or "").strip()
            if uri:
                rect = link["from"]
                found.append(Link(Box(number, rect.x0, rect.y0, rect.x1, rect.y1), uri))
    return found


def links_in(links: Sequence[Link], boxes: Sequence[Box]) -> list[Link]:
    """The links whose middle lies in one of the boxes."""
    return [link for link in links if any(_holds(box, link.box) for box in boxes)]


def _holds(box: Box, link: Box) -> bool:
    x, y = (link.x0 + link.x1) / 2, (link.y0 + link.y1) / 2
    across = box.x0 - _SLACK <= x <= box.x1 + _SLACK
    return box.page == link.page and across and box.y0 - _SLACK <= y <= box.y1 + _SLACK
