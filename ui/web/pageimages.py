"""Pictures of pages with the quoted lines marked, rendered in the limited reader process and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kb.errors import KbError
from kb.types import Box, Principal

if TYPE_CHECKING:
    from ingest.render import RenderedPage
    from kb.library import Library
    from kb.settings import IngestSettings

KEPT = 96
DPI = 110


@dataclass(frozen=True)
class PageImage:
    """A PNG, its size in pixels, and where on it the marked lines begin and end (0 to 1, from the top).

    ``place`` takes points of the page to pixels, as :class:`ingest.render.RenderedPage` says.
    """

    png: bytes
    width: int
    height: int
    marked: tuple[float, float] | None
    place: tuple[float, float, float, float, float, float]


class Renderer(Protocol):
    """What draws a page: :class:`ingest.sandbox.ReaderPool`, or a stand-in in tests."""

    def render_page(
        self,
        pdf: bytes,
        page: int,
        *,
        boxes: Sequence[Box] = (),
        quote: str | None = None,
        dpi: int = DPI,
    ) -> RenderedPage: ...

    def close(self) -> None: ...


class PageImages:
    """Renders pages of the library's PDFs; the last :data:`KEPT` stay in memory."""

    def __init__(
        self,
        library: Library,
        principal: Principal,
        settings: IngestSettings,
        *,
        renderer: Callable[[], Renderer] | None = None,
    ) -> None:
        self._library = library
        self._principal = principal
        self._settings = settings
        self._open = renderer or self._reader_pool
        self._renderer: Renderer | None = None
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, str, tuple[Box, ...]], PageImage] = OrderedDict()
        self._closed = False

    def page(
        self, document_id: str, page: int, *, quote: str | None = None, boxes: Sequence[Box] = ()
    ) -> PageImage | None:
        """Draw one page; ``None`` where the original is not kept or cannot be drawn.

        Raises:
            NotFound, NotPermitted: as the library says.
        """
        here = tuple(box for box in boxes if box.page == page)
        key = (document_id, page, quote or "", here)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            pdf = self._library.original(document_id, self._principal)
            if pdf is None or not pdf.startswith(b"%PDF") or self._closed:
                return None
            if self._renderer is None:
                self._renderer = self._open()
            try:
                drawn = self._renderer.render_page(pdf, page, boxes=here, quote=quote, dpi=DPI)
            except KbError:
                return None
            points = drawn.height * 72 / DPI
            marked = (
                (min(b.y0 for b in here) / points, max(b.y1 for b in here) / points)
                if here and points
                else None
            )
            image = PageImage(drawn.png, drawn.width, drawn.height, marked, drawn.place)
            self._kept[key] = image
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return image

    def forget(self, document_id: str) -> None:
        """Drop every kept image of a document (it was removed or replaced)."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == document_id]:
                del self._kept[key]

    def close(self) -> None:
        """Stop the reader process."""
        with self._lock:
            self._closed = True
            self._kept.clear()
            renderer, self._renderer = self._renderer, None
        if renderer is not None:
            renderer.close()

    def _reader_pool(self) -> Renderer:
        from ingest.sandbox import ReaderPool

        # One process is enough for one reader at a screen, and leaves the cores to ingestion.
        return ReaderPool(self._settings.model_copy(update={"workers": 1}))
