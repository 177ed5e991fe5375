"""What became of a work, in words: the badge beside its title and the sentence under it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from kb.types import DocumentInfo, Notice

LABELS = {
    "retracted": "Retracted",
    "concern": "Expression of concern",
    "corrected": "Corrected",
    "superseded": "Superseded",
}
# A part of a media type, and what people call such a file; the first that fits.
FORMS = (
    ("pdf", "PDF"),
    ("html", "web page"),
    ("xml", "XML"),
    ("nbib", "PubMed record"),
    ("research-info", "RIS record"),
    ("bibtex", "BibTeX record"),
    ("json", "abstract"),
    ("ndjson", "abstract"),
)


def label(notice: Notice) -> str:
    """The badge: ``Retracted 2021``, ``Superseded by 2024``."""
    if notice.kind == "superseded":
        return f"{LABELS[notice.kind]} by {notice.year}" if notice.year else LABELS[notice.kind]
    return f"{LABELS[notice.kind]} {notice.date[:4]}" if notice.date else LABELS[notice.kind]


def sentence(notice: Notice) -> str:
    """The badge's meaning with date, reason and who says so."""
    head = LABELS[notice.kind]
    if notice.kind == "superseded":
        year = f" ({notice.year})" if notice.year else ""
        return f"{head}: {_lower(notice.reason or 'a newer work is in the library')}{year}."
    when = f" on {notice.date}" if notice.date else ""
    why = f": {notice.reason}" if notice.reason else ""
    doi = f" doi:{notice.doi}." if notice.doi else ""
    return f"{head}{when}{why}. Source: {notice.source}.{doi}"


def marks(document: DocumentInfo) -> list[dict[str, Any]]:
    """The marks of a work as the page's components take them, the gravest first."""
    return [
        {
            "kind": notice.kind,
            "label": label(notice),
            "text": sentence(notice),
            "href": f"document?{urlencode({'id': notice.document})}" if notice.document else "",
        }
        for notice in document.standing
    ]


def form(document: DocumentInfo) -> str:
    """What kind of copy a document is: ``PDF, 12 pages (paper.pdf)``."""
    kind = next((name for part, name in FORMS if part in document.media_type), "text")
    pages = f", {document.pages} pages" if document.pages > 1 else ""
    return f"{kind}{pages} ({document.source.rsplit('/', 1)[-1]})"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
