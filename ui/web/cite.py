"""How a work is named: Vancouver style, and the short words for its design and size.

The order follows the NLM's *Citing Medicine* (2nd edition, 2007): authors, title, journal, year, volume,
pages, doi. Nothing is guessed: a part that the catalog does not know is left out.
"""

from __future__ import annotations

import re

from ingest.readers.pdf_confidence import DOUBTFUL
from kb.text.sections import section_kind
from kb.types import Citation, DocumentInfo, PassageKind

LISTED_AUTHORS = 6
_GROUP = re.compile(
    r"\b(group|committee|collaborat\w*|investigators?|editors?|society|association|network|"
    r"consortium|college|organi[sz]ation|foundation|institute|council|panel|team|task force)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"^(?:[A-Z]\.?-?){1,4}$")
_PARTICLES = {"da", "de", "del", "den", "der", "di", "dos", "la", "ten", "van", "von"}
_LEAD = r"(?:an?\s+|the\s+)?(?:(?!(?:for|of|in|on|to|with|from)\b)[\w,/-]+\s+)"
# A title names its own design after its last colon, dash or question mark, or in its first words.
_DESIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"{_LEAD}{{0,{ahead}}}(?:{words})\b", re.IGNORECASE))
    for name, ahead, words in (
        ("Protocol", 2, r"(?:study|trial|review) protocol|protocol (?:for|of)"),
        ("Systematic review", 3, r"systematic (?:literature )?review|meta-?analys[ie]s"),
        ("Guideline", 4, r"(?:clinical )?(?:practice )?guidelines?|consensus statement"),
        ("RCT", 4, r"randomi[sz]ed(?:[\w ,-]*)? trial"),
        ("Cohort", 3, r"cohort(?: study)?"),
        ("Case report", 2, r"case (?:reports?|series)"),
        ("Review", 2, r"(?:literature )?review"),
    )
)
# The catalog's words for designs, where the badge has a shorter one.
_SHORT = {
    "randomised controlled trial": "RCT",
    "narrative review": "Review",
    "cohort study": "Cohort",
    "case-control study": "Case-control",
    "cross-sectional study": "Cross-sectional",
    "diagnostic accuracy study": "Diagnostic accuracy",
    "observational study": "Observational",
    "qualitative study": "Qualitative",
    "laboratory study": "Laboratory",
}
_SAYS_WHAT = re.compile(
    r"class|grade|level|recommend|evidence|practice|statement|certainty|quality", re.IGNORECASE
)
_SUBTITLE = re.compile(r"\s*[:\u2013\u2014?]\s+|\s-\s")
_ABOUT = re.compile(
    r"\b(summary|reading|adherence|compliance|implement\w*|evaluat\w*|lessons|comparison|impact|use) (?:\w+ )?"
    r"(?:of|to|with|from|learned)\b",
    re.IGNORECASE,
)


def author(name: str) -> str:
    """Turn ``Jane A. Smith`` or ``Smith, Jane A.`` into ``Smith JA``; groups stay as they are."""
    name = " ".join(name.split())
    if not name or _GROUP.search(name):
        return name
    if "," in name:
        surname, _, given = name.partition(",")
        return f"{surname.strip()} {_initials(given.split())}".strip()
    parts = name.split(" ")
    if len(parts) == 1 or _INITIALS.match(parts[-1]):
        return name.replace(".", "")
    cut = len(parts) - 1
    while cut > 1 and parts[cut - 1].lower() in _PARTICLES:
        cut -= 1
    return f"{' '.join(parts[cut:])} {_initials(parts[:cut])}".strip()


def _initials(given: list[str]) -> str:
    letters = []
    for part in given:
        for piece in part.split("-"):
            if _INITIALS.match(piece) and piece.isupper():
                letters.append(piece.replace(".", ""))
            elif piece[:1].isalpha():
                letters.append(piece[0].upper())
    return "".join(letters)


def authors(names: tuple[str, ...], *, listed: int = LISTED_AUTHORS) -> str:
    """Join authors in Vancouver style; beyond ``listed`` comes ``et al``."""
    short = [author(name) for name in names if name.strip()]
    if len(short) > listed:
        return ", ".join([*short[:listed], "et al"])
    return ", ".join(short)


def vancouver(document: DocumentInfo, *, title: bool = True) -> str:
    """Name a work in one line: ``Smith JA, Roe R. Title. Journal. 2024;12:1-9. doi:10.…``.

    ``title=False`` leaves the title out, for a line that stands under it.
    """
    meta = document.metadata
    head = (authors(meta.authors), document.title if title else "")
    parts = [_stop(part) for part in head if part]
    issue = str(meta.year) if meta.year else ""
    if meta.volume:
        issue = f"{issue};{meta.volume}" if issue else meta.volume
    if meta.pages:
        issue = f"{issue}:{meta.pages}" if issue else meta.pages
    parts += [_stop(part) for part in (meta.journal, issue) if part]
    if meta.doi:
        parts.append(f"doi:{meta.doi}")
    return " ".join(parts)


def _stop(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else f"{part}."


def cite_line(citation: Citation) -> str:
    """A citation to paste: the quotation with its grade, the work and the page."""
    said = citation.grade is None or citation.grade in " ".join(citation.quote.split())
    graded = "" if said else f" ({citation.grade})"
    return f"“{citation.quote}”{graded} {vancouver(citation.document)} p. {citation.page}."


def design(document: DocumentInfo) -> str | None:
    """How the work was studied or, where that is not known, published: a word for the badge.

    It is what the catalog knows, else what the title itself states; a title that only speaks of a design
    ("a summary of the guideline") states none.
    """
    meta = document.metadata
    if meta.design is not None:
        return _SHORT.get(meta.design) or f"{meta.design[:1].upper()}{meta.design[1:]}"
    if meta.type is not None and meta.type != "article":
        return f"{meta.type[:1].upper()}{meta.type[1:]}"
    if {"type", "design"} & {field for field, _ in meta.origins}:
        return None
    parts = _SUBTITLE.split(meta.title or "")
    for part in (parts[-1], parts[0]):
        if _ABOUT.search(part):
            continue
        for name, pattern in _DESIGNS:
            if pattern.match(part.strip()):
                return name
    return None


def badges(document: DocumentInfo) -> list[str]:
    """The short words shown beside a title: what kind of work, and of how many people."""
    if document.collection == "records":
        return ["Record"]
    first, size = design(document), document.metadata.sample_size
    # No-break spaces: a number stays with what it counts.
    return [*([first] if first else []), *([f"n\u00a0=\u00a0{size:,}"] if size else [])]


def grade(text: str | None) -> str:
    """The badge for the grade of a recommendation, as printed; "1B" alone would not say what it is."""
    if not text:
        return ""
    return text if _SAYS_WHAT.search(text) else f"Graded {text}"


def is_doubtful(document: DocumentInfo, page: int) -> bool:
    """Whether the reader was unsure of a page's text: a scan, signs that it could not read, odd order."""
    return 0 < page <= len(document.confidence) and document.confidence[page - 1] < DOUBTFUL


def where(
    document: DocumentInfo,
    page: int,
    section: str | None,
    *,
    year: bool = True,
    kind: PassageKind | None = None,
) -> str:
    """Where a passage stands, in a few words: ``2021 · Vascular tone (methods) · p. 3``.

    ``kind`` is the part of the work that the section belongs to, said where its heading does not say it.
    """
    named = section or ""
    if kind not in (None, "other", "table") and section_kind(section) != kind:
        named = f"{named} ({kind})" if named else str(kind).capitalize()
    parts = [str(document.metadata.year or "") if year else "", named]
    if document.pages > 1 or document.media_type == "application/pdf":
        parts.append(f"p. {page}")
    if is_doubtful(document, page):
        parts.append("page read with doubt: compare it")
    return " · ".join(part for part in parts if part)
