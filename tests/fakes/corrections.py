"""Corrections of a library in memory: the same calls, without a catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kb.access.roles import require_manager
from kb.errors import NotFound
from kb.store.corrections import Correction
from kb.text.fields import parse_field
from kb.types import DocumentInfo, Principal

AT = "2026-11-20T10:00:00+00:00"


class Corrected:
    """Remembers what was read; ``show`` gives a document, ``put`` takes the changed one."""

    def __init__(
        self, show: Callable[[str], DocumentInfo], put: Callable[[DocumentInfo], None]
    ) -> None:
        self._show = show
        self._put = put
        self._kept: dict[str, dict[str, Correction]] = {}

    def of(self, document_id: str) -> list[Correction]:
        self._show(document_id)
        return list(self._kept.get(document_id, {}).values())

    def correct(
        self,
        document_id: str,
        values: Mapping[str, str],
        principal: Principal,
        undo: Sequence[str],
        by: str | None,
    ) -> DocumentInfo:
        require_manager(principal)
        info = self._show(document_id)
        parsed = {field: parse_field(field, text) for field, text in values.items()}
        kept = self._kept.setdefault(document_id, {})
        missing = [field for field in undo if field not in kept]
        if missing:
            raise NotFound(f"Nobody corrected {missing[0]} of document {document_id}.")
        meta = info.metadata
        origins = dict(meta.origins)
        for field in undo:
            meta = replace(meta, **{field: kept.pop(field).was})  # type: ignore[arg-type]
            origins.pop(field, None)
        for field, value in parsed.items():
            was = kept[field].was if field in kept else getattr(meta, field)
            kept[field] = Correction(field, value, was, by or principal.name, AT)
            meta = replace(meta, **{field: value})  # type: ignore[arg-type]
            origins[field] = kept[field].origin
        self._put(replace(info, metadata=replace(meta, origins=tuple(origins.items()))))
        return self._show(document_id)
