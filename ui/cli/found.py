"""What the lists know of a question of terminology, on paper: what letters stand for, and codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.answer.found import NOT_ADVICE, billable, why
from kb.types import AnswerCode
from ui.cli.paper import Paper

if TYPE_CHECKING:
    from ui.api.answer_forms import AnswerForm


def show_found(paper: Paper, answer: AnswerForm) -> None:
    """Write the expansions and the codes of an answer, if it has any."""
    letters, codes = answer.get("expansions") or [], answer.get("codes") or []
    if letters:
        paper.line()
        paper.line(paper.style("Stands for", "bold"))
    for one in letters:
        paper.paragraph(f"{one['long']} ({one['field']})", first=f"  {one['short']}: ")
    if not codes:
        return
    paper.line()
    paper.line(paper.style("ICD-10-CM", "bold"))
    for form in codes:
        code = AnswerCode(form["code"], form["title"], form["billable"], tuple(form["matched"]))
        paper.paragraph(code.title, first=f"  {code.code:<8}  ")
        about = [*([] if code.billable else [billable(code)]), *([why(code)] if why(code) else [])]
        if about:
            paper.paragraph(". ".join(about), first=" " * 12, styles=("dim",))
    paper.paragraph(NOT_ADVICE, first="  ", styles=("dim",))
