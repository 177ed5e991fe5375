"""Questions to start with, drawn from what is in the library."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.types import DocumentInfo
from ui.web.cite import design

# Of the newest works; reading every title of a large library would hold up the page.
LOOKED_AT = 300

# Good first questions to the sample library's own documents, by DOI.
_SAMPLES = {
    "10.5555/ckb.2026.001": "What blood pressure target is recommended in chronic kidney disease?",
    "10.5555/ckb.2026.008": "How much crystalloid fluid is suggested in the first hours of septic shock?",
    "10.5555/ckb.2026.003": "Which drugs lower mortality in heart failure with reduced ejection fraction?",
    "10.5555/ckb.2026.010": "Which reliever does GINA prefer in adults with asthma?",
}
_TAIL = re.compile(
    r"\s*[:\u2013\u2014]\s*(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,4}(?:guideline|summary|review|report|study|"
    r"protocol|trial|analysis|meta-analysis|update|overview|statement|survey|series)s?\b.*$",
    re.IGNORECASE,
)


def questions(documents: Sequence[DocumentInfo], *, count: int = 3) -> list[str]:
    """Up to ``count`` questions that the library should answer, from works of different subjects.

    Reads titles only, so it costs nothing; titles that are too long or too short to ask about are passed
    over, and records are never named on the first page.
    """
    asked: list[str] = []
    for document in sorted(documents[:LOOKED_AT], key=_order):
        question = _ask(document)
        if question and question not in asked:
            asked.append(question)
        if len(asked) == count:
            break
    return asked


def _order(document: DocumentInfo) -> tuple[int, str]:
    if document.metadata.doi in _SAMPLES:
        return list(_SAMPLES).index(document.metadata.doi) - len(_SAMPLES), ""
    ranks = {"Guideline": 0, "Systematic review": 1, "Review": 2, "RCT": 3, None: 4}
    return ranks.get(design(document), 5), document.title


def _ask(document: DocumentInfo) -> str | None:
    if document.collection != "literature" or not document.metadata.title:
        return None
    sample = _SAMPLES.get(document.metadata.doi or "")
    if sample:
        return sample
    subject = _TAIL.sub("", document.metadata.title).strip(" .")
    if not 8 <= len(subject) <= 90 or subject.endswith("?"):
        return None
    subject = _lower_first(subject)
    if design(document) == "Guideline":
        return f"What is recommended for {subject}?"
    return f"What was found on {subject}?"


def _lower_first(text: str) -> str:
    """Begin in lower case, unless the title is printed in capitals of its own or begins with a name."""
    first, *rest = text.split(" ")
    capitals = [word for word in rest if len(word) > 3 and word[0].isupper()]
    long_words = [word for word in rest if len(word) > 3]
    if len(capitals) * 2 > len(long_words) or not (first[:1].isupper() and first[1:].islower()):
        return text
    return text[:1].lower() + text[1:]
