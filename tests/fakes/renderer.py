"""A renderer of pages that draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from kb.types import Box


class FakeRenderer:
    """Draws nothing, and remembers what it was asked to draw."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, tuple[Box, ...]]] = []

    def render_page(
        self,
        pdf: bytes,
        page: int,
        *,
        boxes: Sequence[Box] = (),
        quote: str | None = None,
        dpi: int = 110,
    ) -> Any:
        self.asked.append((page, tuple(boxes)))
        return SimpleNamespace(
            png=b"\x89PNG sample", width=600, height=800, place=(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        )
