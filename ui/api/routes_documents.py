"""GET, PATCH and DELETE /documents: what the library holds, its passages, originals and page images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from ingest.inspect import describe
from kb.errors import NotFound
from kb.library import SIMILAR
from kb.types import Box, Collection, Passage, as_json
from ui.api.context import Context, Here
from ui.api.forms import (
    CorrectionForm,
    DocumentForm,
    PassageForm,
    ReadingForm,
    SimilarForm,
    TableForm,
)
from ui.api.models import CorrectRequest, RemoveRequest

PDF = "application/pdf"
NOT_KEPT = "No copy of the original of document {} is kept."
PASSAGES_HINT = "Its passages are at /documents/{id}/passages."
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}
_PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}

router = APIRouter(prefix="/documents", tags=["documents"])


@router.get("")
def documents(
    here: Here,
    collection: Collection | None = None,
    hidden: Annotated[
        bool, Query(description="Also those that a better copy of the same work stands for.")
    ] = False,
) -> list[DocumentForm]:
    """List the documents that may be read; of those that are the same work, one."""
    found = here.library.documents(here.principal, collection=collection, hidden=hidden)
    return as_json(found)  # type: ignore[no-any-return]


@router.get("/{document_id}")
def document(document_id: str, here: Here) -> DocumentForm:
    """Show one document."""
    return as_json(here.library.document(document_id, here.principal))  # type: ignore[no-any-return]


@router.get("/{document_id}/same-work")
def same_work(document_id: str, here: Here) -> list[DocumentForm]:
    """List the other documents of the same work, such as a PDF beside XML."""
    return as_json(here.library.same_work(document_id, here.principal))  # type: ignore[no-any-return]


@router.patch("/{document_id}")
def correct(document_id: str, body: CorrectRequest, here: Here) -> DocumentForm:
    """Correct fields of a work, or undo that; if one cannot be, none is changed."""
    changed = here.library.correct(
        document_id, body.values, here.principal, undo=body.undo, by=body.by
    )
    return as_json(changed)  # type: ignore[no-any-return]


@router.get("/{document_id}/corrections")
def corrections(document_id: str, here: Here) -> list[CorrectionForm]:
    """List the fields that people corrected, with what was read."""
    return as_json(here.library.corrections(document_id, here.principal))  # type: ignore[no-any-return]


@router.delete("/{document_id}")
def remove(document_id: str, here: Here) -> DocumentForm:
    """Forget a document: its passages, its vectors and its stored original."""
    removed = here.library.remove(document_id, here.principal)
    _forget(here, document_id)
    return as_json(removed)  # type: ignore[no-any-return]


@router.post("/remove")
def remove_all(body: RemoveRequest, here: Here) -> list[DocumentForm]:
    """Forget several documents at once; if one of them is not here, none is removed."""
    removed = here.library.remove_all(body.documents, here.principal)
    for one in removed:
        _forget(here, one.id)
    return as_json(removed)  # type: ignore[no-any-return]


@router.get("/{document_id}/passages")
def passages(document_id: str, here: Here) -> list[PassageForm]:
    """List a document's passages in reading order."""
    return as_json(here.library.passages(document_id, here.principal))  # type: ignore[no-any-return]


@router.get("/{document_id}/tables")
def tables(document_id: str, here: Here) -> list[TableForm]:
    """List a document's tables, cell by cell, in the order of its text."""
    return as_json(here.library.tables(document_id, here.principal))  # type: ignore[no-any-return]


@router.get("/{document_id}/similar")
def similar(
    document_id: str,
    here: Here,
    k: Annotated[int, Query(ge=1, le=100, description="How many.")] = SIMILAR,
) -> list[SimilarForm]:
    """List the documents whose passages, taken together, are nearest; retracted works are left out."""
    return as_json(here.library.similar(document_id, here.principal, k))  # type: ignore[no-any-return]


@router.get("/{document_id}/reading")
def reading(document_id: str, here: Here) -> ReadingForm:
    """Read the kept original again and show how: blocks with their kind and place, page confidence."""
    found = here.readings.of(document_id)
    if found is None:
        raise NotFound(NOT_KEPT.format(document_id), hint=PASSAGES_HINT)
    return describe(found)  # type: ignore[return-value]


@router.get("/{document_id}/original", response_class=Response, responses=_FILE)
def original(document_id: str, here: Here) -> Response:
    """Fetch the original file, where a copy is kept."""
    info = here.library.document(document_id, here.principal)
    content = here.library.original(document_id, here.principal)
    if content is None:
        raise NotFound(NOT_KEPT.format(document_id), hint=PASSAGES_HINT)
    # Always a download: text that somebody else wrote is never opened as a page of this server.
    name = quote(PurePath(info.source).name or document_id)
    return Response(
        content,
        media_type=info.media_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@router.get("/{document_id}/pages/{page}.png", response_class=Response, responses=_PNG)
def page_image(
    document_id: str,
    page: Annotated[int, Path(ge=1, description="Page, counted from 1.")],
    here: Here,
    passage: Annotated[str | None, Query(description="Mark the lines of this passage.")] = None,
    start: Annotated[int | None, Query(ge=0, description="Mark from this character ...")] = None,
    end: Annotated[int | None, Query(ge=0, description="... up to this one, exclusive.")] = None,
) -> Response:
    """Show a page of a PDF as an image, with the lines of a passage or a span of characters marked."""
    info = here.library.document(document_id, here.principal)
    if page > info.pages:
        raise NotFound(
            f"Document {document_id} has {info.pages} pages.", hint="Pages count from 1."
        )
    boxes: tuple[Box, ...] = ()
    if passage is not None or (start is not None and end is not None):
        found = here.library.passages(document_id, here.principal)
        boxes = marked(found, page, passage=passage, start=start, end=end)
    image = here.images.page(document_id, page, boxes=boxes)
    if image is None:
        raise NotFound(
            f"Document {info.id} has no page images.",
            hint="Only PDFs whose original is kept can be shown (KB_INGEST__KEEP_ORIGINALS).",
        )
    return Response(image.png, media_type="image/png")


def _forget(here: Context, document_id: str) -> None:
    """Keep nothing in memory of a document that was removed."""
    here.images.forget(document_id)
    here.readings.forget(document_id)


def marked(
    passages: Sequence[Passage],
    page: int,
    *,
    passage: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> tuple[Box, ...]:
    """Return the boxes on ``page`` of a passage's lines, cut to ``start``..``end`` where given.

    A line that the span covers only in part is cut in proportion to its characters, which is exact to
    about a letter's width in running text.

    Raises:
        NotFound: the document has no such passage.
    """
    if passage is not None:
        passages = [item for item in passages if item.id == passage]
        if not passages:
            raise NotFound(f"The document has no passage {passage}.")
    boxes: dict[Box, None] = {}  # overlapping passages share lines; each is marked once
    for item in passages:
        for line in item.lines:
            low = line.start if start is None else max(start, line.start)
            high = line.end if end is None else min(end, line.end)
            if line.box.page != page or high <= low:
                continue
            box, length = line.box, line.end - line.start
            width = box.x1 - box.x0
            left = box.x0 + width * (low - line.start) / length
            right = box.x0 + width * (high - line.start) / length
            boxes[Box(page, left, box.y0, right, box.y1)] = None
    return tuple(boxes)
