"""What the evidence pane shows: the work, the page with the quoted lines marked, the text around them."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from kb.errors import NotFound
from kb.types import Answer, Box, Citation, DocumentInfo, Passage, Table
from ui.web.cite import badges, cite_line, grade, vancouver, where
from ui.web.site import Site
from ui.web.standing import form, marks
from ui.web.tables import shown, table_at

HINT = "Choose a number in an answer to see the page that says so, with its lines marked."
# Characters shown of the passage before and of the one after.
BESIDE = 200
MISSING = "The original of this document is not kept, so its page cannot be shown."


def empty(hint: str = HINT) -> dict[str, Any]:
    """The pane before anything was chosen."""
    return {"title": "", "hint": hint}


def of_citation(site: Site, answer: Answer, n: int, *, page: int | None = None) -> dict[str, Any]:
    """The pane for citation ``n`` of an answer; ``page`` leafs away from the quoted one.

    Raises:
        NotFound: the answer has no such citation, or its document has been removed since.
    """
    numbers = [citation.n for citation in answer.citations]
    if n not in numbers:
        raise NotFound(f"This answer has no source {n}.")
    at = numbers.index(n)
    citation = answer.citations[at]
    data = _pane(
        site,
        citation.document,
        page or citation.page,
        own_page=citation.page,
        section=citation.section,
        passage_id=citation.passage_id,
        quote=citation.quote,
        boxes=citation.boxes,
        offsets=(citation.start, citation.end),
    )
    data |= {
        "n": n,
        "count": f"of {len(numbers)}" if len(numbers) > 1 else "",
        "previous": numbers[at - 1] if at else None,
        "next": numbers[at + 1] if at + 1 < len(numbers) else None,
        "copy": cite_line(citation),
        "badges": [*data["badges"], *([grade(citation.grade)] if citation.grade else [])],
    }
    return data


def of_passage(
    site: Site, passage_id: str, *, page: int | None = None, count: str = ""
) -> dict[str, Any]:
    """The pane for a passage that was found, with the whole of it marked."""
    passage, document = site.library.passage(passage_id, site.principal)
    data = _pane(
        site,
        document,
        page or passage.page,
        own_page=passage.page,
        section=passage.section,
        passage_id=passage_id,
        quote=None,
        boxes=passage.boxes,
        offsets=(passage.start, passage.end),
    )
    return data | {"n": None, "count": count, "copy": f"{vancouver(document)} p. {passage.page}."}


def of_page(site: Site, document: DocumentInfo, page: int) -> dict[str, Any]:
    """The pane for a page of a document, nothing marked, with the passages that stand on it."""
    page = min(max(1, page), max(1, document.pages))
    passages = site.library.passages(document.id, site.principal)
    tables = site.library.tables(document.id, site.principal)
    data = _frame(site, document, page, section=None)
    data |= _image(site, document, page, None, ())
    if not data.get("image"):
        data["note"] = _note(passages, None, None, tables)
    else:
        own = [passage for passage in passages if passage.page == page]
        data["around"] = [{**part, "own": True} for part in _parts(own, None, None, tables)]
    extra = {"aroundLabel": "Text of this page", "whole": True, "href": None}
    return data | extra | {"copy": vancouver(document)}


def prefetch(site: Site, answer: Answer) -> None:
    """Draw the pages of an answer's citations in the background, so that a click finds them ready."""

    def draw(citation: Citation) -> None:
        site.images.page(
            citation.document.id, citation.page, quote=citation.quote, boxes=citation.boxes
        )

    for citation in answer.citations:
        site.workers.submit(draw, citation)


def link(document_id: str, *, page: int = 1, passage: str | None = None) -> str:
    """The address of a document's own page."""
    parts = {"id": document_id, "page": str(page)} | ({"passage": passage} if passage else {})
    return f"document?{urlencode(parts)}"


def _pane(
    site: Site,
    document: DocumentInfo,
    page: int,
    *,
    own_page: int,
    section: str | None,
    passage_id: str,
    quote: str | None,
    boxes: Sequence[Box],
    offsets: tuple[int, int],
) -> dict[str, Any]:
    page = min(max(1, page), max(1, document.pages))
    data = _frame(site, document, page, section=None)
    on_own = page == own_page or any(box.page == page for box in boxes)
    data |= _image(site, document, page, quote if on_own else None, boxes)
    tables = site.library.tables(document.id, site.principal)
    if not data.get("image"):
        passages = site.library.passages(document.id, site.principal)
        own = [passage for passage in passages if passage.page == own_page] or passages
        data["note"] = _note(own, quote, offsets, tables)
    else:
        data["around"] = _around(site, passage_id, quote, offsets, tables)
    if page == own_page:
        passage, _ = site.library.passage(passage_id, site.principal)
        data["where"] = where(document, page, section, kind=passage.kind)
    data["backToQuote"] = own_page if page != own_page else None
    data["href"] = link(document.id, page=page, passage=passage_id)
    return data


def _around(
    site: Site,
    passage_id: str,
    quote: str | None,
    offsets: tuple[int, int],
    tables: Sequence[Table],
) -> list[dict[str, Any]]:
    """The passage in full, and as much of its neighbours as shows what it follows and leads to."""
    parts: list[dict[str, Any]] = []
    passed = False
    near = site.library.neighbours(passage_id, site.principal)
    whole = next((table_at(tables, one) for one in near if one.id == passage_id), None)
    for passage in near:
        if passage.id == passage_id:
            parts += [
                {**part, "own": True}
                for part in _parts([passage], quote, offsets if quote else None, tables)
            ]
            passed = True
            continue
        if whole is not None and table_at(tables, passage) is whole:
            continue
        text = " ".join(passage.text.split())
        if len(text) > BESIDE:
            cut = text[:BESIDE].rsplit(" ", 1)[0], text[-BESIDE:].split(" ", 1)[-1]
            text = f"{cut[0]} …" if passed else f"… {cut[1]}"
        parts.append({"text": text, "spans": [], "own": False})
    return parts


def _frame(site: Site, document: DocumentInfo, page: int, *, section: str | None) -> dict[str, Any]:
    pages = max(1, document.pages)
    return {
        "title": document.title,
        "vancouver": vancouver(document, title=False),
        "badges": badges(document),
        "marks": marks(document),
        **_copies(site, document),
        "where": where(document, page, section),
        "note": [],
        "around": [],
        "missing": MISSING,
        "aroundLabel": "The passage",
        "whole": False,
        "pageOf": f"Page {page} of {pages}",
        "pageBefore": page - 1 if page > 1 else None,
        "pageAfter": page + 1 if page < pages else None,
        "backToQuote": None,
        "n": None,
        "count": "",
        "previous": None,
        "next": None,
    }


def _copies(site: Site, document: DocumentInfo) -> dict[str, Any]:
    """The other documents of the same work, with links to them."""
    others = site.library.same_work(document.id, site.principal)
    label = "Also here as" if document.hidden_by is None else "Offered in its place"
    if document.hidden_by is not None:
        others = [one for one in others if one.id == document.hidden_by]
    return {
        "copiesLabel": label,
        "copies": [{"label": form(one), "href": link(one.id)} for one in others],
    }


def _image(
    site: Site, document: DocumentInfo, page: int, quote: str | None, boxes: Sequence[Box]
) -> dict[str, Any]:
    image = site.images.page(document.id, page, quote=quote, boxes=boxes)
    if image is None:
        return {"image": None}
    marked = ", quoted lines marked" if image.marked or quote else ""
    return {
        "image": "data:image/png;base64," + base64.b64encode(image.png).decode("ascii"),
        "width": image.width,
        "height": image.height,
        "alt": f"Page {page} of {document.title}{marked}",
        "marked": list(image.marked) if image.marked else None,
    }


def _note(
    passages: Sequence[Passage],
    quote: str | None,
    offsets: tuple[int, int] | None,
    tables: Sequence[Table],
) -> list[dict[str, Any]]:
    """A text without pages: its passages in order, each section named where it begins."""
    section = None
    parts = _parts(passages, quote, offsets, tables)
    for part in parts:
        if part["heading"] != section:
            section = part["section"] = part["heading"]
    return parts


def _parts(
    passages: Sequence[Passage],
    quote: str | None,
    offsets: tuple[int, int] | None,
    tables: Sequence[Table],
) -> list[dict[str, Any]]:
    """Passages as they are shown: text with what is marked in it, tables as tables, each of them once."""
    parts: list[dict[str, Any]] = []
    seen: set[int] = set()
    for passage in passages:
        part = {**_part(passage, quote, offsets), "heading": passage.section}
        table = table_at(tables, passage)
        if table is not None and table.start in seen:
            continue
        if table is not None:
            seen.add(table.start)
            part["table"] = shown(table, offsets if quote else None)
            if passage.start > table.start:
                # Its section is the table's caption, which the table shows.
                part["heading"] = parts[-1]["heading"] if parts else None
        parts.append(part)
    return parts


def _part(
    passage: Passage, quote: str | None, offsets: tuple[int, int] | None = None
) -> dict[str, Any]:
    """A passage's text with the spans to mark; line ends become spaces, so offsets hold."""
    text = passage.text
    exact = len(text) == passage.end - passage.start
    spans: list[list[int]] = []
    if offsets and exact:
        start = max(offsets[0], passage.start) - passage.start
        end = min(offsets[1], passage.end) - passage.start
        if start < end:
            spans = [[start, end]]
    if not spans and quote and (found := find(text, quote)):
        spans = [list(found)]
    return {"text": text, "spans": spans}


def find(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quotation stands in a text, white space aside."""
    words = quote.split()
    if not words:
        return None
    match = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return match.span() if match else None
