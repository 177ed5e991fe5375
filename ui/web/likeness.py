"""Similar articles, as a list that opens each on its own page."""

from __future__ import annotations

from collections.abc import Callable

from kb.types import DocumentInfo
from ui.web import present
from ui.web.components import mount
from ui.web.site import Site

SHOWN = 5


def listed(
    site: Site, document: DocumentInfo, *, key: str, on_open: Callable[[], None], most: int = SHOWN
) -> bool:
    """List the works nearest to one; whether there are any."""
    near = site.library.similar(document.id, site.principal, most)
    if not near:
        return False
    items = [
        {"key": one.document.id, "rank": rank, **present.heading(one.document), "where": ""}
        for rank, one in enumerate(near, start=1)
    ]
    data = {
        "label": f"Articles similar to {document.title}",
        "numbered": True,
        "dense": True,
        "items": items,
    }
    mount("listing", data, key=key, on_open_change=on_open)
    return True
