"""How works and passages are named in the terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb.types import DocumentInfo, Metadata, Notice
from ui.web.cite import vancouver
from ui.web.standing import sentence

if TYPE_CHECKING:
    from ui.api.forms import DocumentForm, HitForm
    from ui.cli.paper import Paper

SNIPPET = 260
PDF = "application/pdf"


def document_of(form: DocumentForm) -> DocumentInfo:
    """Turn the JSON form of a document back into what it was made from."""
    return DocumentInfo(
        id=form["id"],
        source=form["source"],
        collection=form["collection"],
        media_type=form["media_type"],
        metadata=Metadata(
            title=form["title"],
            authors=tuple(form["authors"]),
            journal=form["journal"],
            year=form["year"],
            volume=form["volume"],
            pages=form.get("page_range"),
            doi=form["doi"],
            pmid=form["pmid"],
            pmcid=form.get("pmcid"),
            type=form.get("type"),
            design=form.get("design"),
            sample_size=form.get("sample_size"),
        ),
        pages=form["pages"],
        passages=form["passages"],
        added=form["added"],
        attested_by=form["attested_by"],
        warnings=tuple(form["warnings"]),
        standing=tuple(Notice(**one) for one in form["standing"]),
    )


def named(form: DocumentForm) -> str:
    """Name a work in Vancouver style."""
    return vancouver(document_of(form))


def place(form: DocumentForm, page: int, section: str | None) -> str:
    """Say where in the document: ``p. 3 · Recommendations``; a note of one page has no page number."""
    paged = form["pages"] > 1 or form["media_type"] == PDF
    return " · ".join(part for part in (f"p. {page}" if paged else "", section or "") if part)


def show_standing(paper: Paper, form: DocumentForm, *, first: str = "") -> None:
    """Write what became of a work, a line for each notice."""
    for one in form["standing"]:
        style = {"retracted": "danger", "superseded": "dim"}.get(one["kind"], "caution")
        paper.paragraph(sentence(Notice(**one)), first=first, styles=(style,))


def words(question: str) -> list[str]:
    """Return the words of a question that are worth looking for in a passage, in lower case."""
    return [word for word in re.findall(r"\w+", question.lower()) if len(word) > 3]


def snippet(text: str, question: str, length: int = SNIPPET) -> str:
    """Return the part of ``text`` that holds the most words of the question, on word borders."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    low = flat.lower()
    places = sorted(
        found.start()
        for word in set(words(question))
        for found in re.finditer(re.escape(word), low)
    )
    best, most = 0, 0
    for start in places:
        held = sum(start <= other < start + length for other in places)
        if held > most:
            best, most = start, held
    # A little of what comes before makes the words readable.
    begin = max(0, min(best - 40, len(flat) - length))
    if begin:
        begin = flat.find(" ", begin) + 1
    end = len(flat)
    if begin + length < end:
        end = max(flat.rfind(" ", begin, begin + length), begin + 1)
    return f"{'… ' if begin else ''}{flat[begin:end]}{' …' if end < len(flat) else ''}"


def show_hit(paper: Paper, hit: HitForm, question: str) -> None:
    """Write one found passage: the work, where in it, and the best of its text."""
    document, passage = hit["document"], hit["passage"]
    number = f"{hit['rank']:>3}  "
    paper.paragraph(named(document), first=number, styles=("bold",))
    inset = " " * len(number)
    show_standing(paper, document, first=inset)
    where = place(document, passage["page"], passage["section"])
    paper.paragraph(
        " · ".join(part for part in (where, passage["id"]) if part), first=inset, styles=("dim",)
    )
    paper.paragraph(snippet(passage["text"], question), first=inset)
