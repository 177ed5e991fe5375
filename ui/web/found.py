"""What the lists know of a question of terminology, under its answer: what letters stand for, and codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from kb.answer.found import NOT_ADVICE, billable, found_anything, why
from kb.types import Answer


def found(answer: Answer) -> dict[str, Any]:
    """The block for the page; empty lists where there is nothing to show.

    ``head`` takes the place of a refusal's first line, so that it does not read as if nothing was found.
    """
    return {
        "head": answer.answer if answer.abstained and found_anything(answer) else "",
        "expansions": [
            {"short": one.short, "long": one.long, "field": one.field} for one in answer.expansions
        ],
        "codes": [
            {
                "code": one.code,
                "title": one.title,
                "label": billable(one),
                "why": why(one),
                "href": link(one.code),
            }
            for one in answer.codes
        ],
        "note": NOT_ADVICE if answer.codes else "",
    }


def link(code: str) -> str:
    """The address of a code on the Terminology page."""
    return f"terms?{urlencode({'code': code})}"
