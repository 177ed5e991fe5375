"""A citation of a sentence: its page and boxes, and the grade that a guideline prints with it."""

from __future__ import annotations

from kb.text.grades import grade_of
from kb.types import Citation, DocumentInfo, Passage


def cite(number: int, document: DocumentInfo, passage: Passage, start: int, end: int) -> Citation:
    """The citation of ``passage.text[start:end]``, with the boxes of the lines that it stands on."""
    first = min(passage.start + start, passage.end)
    last = min(passage.start + end, passage.end)
    lines = [line for line in passage.lines if line.start < last and line.end > first]
    return Citation(
        n=number,
        document=document,
        passage_id=passage.id,
        page=lines[0].box.page if lines else passage.page,
        section=passage.section,
        quote=passage.text[start:end],
        start=first,
        end=last,
        boxes=tuple(line.box for line in lines),
        grade=_grade(document, passage, start, end),
    )


def _grade(document: DocumentInfo, passage: Passage, start: int, end: int) -> str | None:
    # What a patient's notes call a grade or a class is the patient's.
    if document.collection != "literature":
        return None
    guideline = document.metadata.type == "guideline" or passage.kind == "recommendations"
    found = grade_of(passage.text, start, end, guideline=guideline)
    return found.text if found else None
