"""Whether two documents are the same work, and which of them is offered.

No name alone decides: a reader may take a DOI from the wrong line, a supplement shares one DOI, and a corpus
may hold a work in pieces under one PMID. The texts have to begin alike as well, the more so the less else is
known. How the numbers were chosen: docs/decisions/0014-standing-of-works.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.text.identifiers import is_preprint
from kb.text.titles import about_another, says, title_key

# Share of the distinct words with which two texts begin that they have in common: of the shorter one's, where
# an identifier or author, year and title agree (an abstract beside the article); of both together, where less
# is known, so that a piece never goes for the whole.
HELD = 0.7
COMMON = 0.8
FEWEST_WORDS = 15
YEARS_APART, PREPRINT_YEARS_APART = 1, 3
# A text of less than this share of the longest one is a part of the work, such as its abstract.
WHOLE = 0.6
# From this mean page confidence on, a PDF is offered before XML: people verify on the printed page.
PDF_CONFIDENCE = 0.9
PDF = "application/pdf"


@dataclass(frozen=True)
class Member:
    """A document as far as it matters here. ``doi`` ... ``pmcid`` in the forms of kb.text.identifiers.

    ``confidence`` is the mean over pages, ``None`` where nothing was measured; ``tokens`` how long its
    passages are together; ``words`` the distinct longer words with which its text begins; ``files`` those it
    was read from.
    """

    key: int
    title: str | None
    surname: str | None
    year: int | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    media_type: str
    confidence: float | None
    tokens: int
    words: frozenset[str]
    files: frozenset[str] = frozenset()

    @property
    def preprint(self) -> bool:
        """Whether it is the preprint of a work."""
        return is_preprint(self.doi)


def same_work(one: Member, other: Member) -> bool:
    """Whether two documents that share an identifier or a title are the same work."""
    if _is_notice(one) != _is_notice(other):
        return False
    if any(
        name is not None and name == twin
        for name, twin in ((one.doi, other.doi), (one.pmid, other.pmid), (one.pmcid, other.pmcid))
    ):
        if one.title and other.title:
            return _held(one, other)
        return not _beside(one, other) and _common(one, other)
    return _same_by_title(one, other)


def _same_by_title(one: Member, other: Member) -> bool:
    if (key := title_key(one.title)) is None or key != title_key(other.title):
        return False
    across = one.preprint != other.preprint
    names = ((one.pmid, other.pmid), (one.pmcid, other.pmcid), (one.doi, other.doi))
    # A preprint has names of its own; else two names are two works: an update, a part, a reprint.
    if not across and any(None not in pair and pair[0] != pair[1] for pair in names):
        return False
    apart = PREPRINT_YEARS_APART if across else YEARS_APART
    if (one.surname and other.surname and one.surname != other.surname) or (
        one.year and other.year and abs(one.year - other.year) > apart
    ):
        return False
    sure = bool(one.surname and other.surname and one.year and other.year)
    return _held(one, other) if sure else not _beside(one, other) and _common(one, other)


def best(members: Sequence[Member]) -> Member:
    """The document that is offered for a work.

    The whole text before an abstract; the published version before a preprint; a PDF that was read well
    before XML, XML before other PDFs, these before web pages and plain text; then what came first.
    """
    longest = max(member.tokens for member in members)

    def order(member: Member) -> tuple[bool, bool, int, int]:
        part = member.tokens < WHOLE * longest
        return part, member.preprint, _form(member), member.key

    return min(members, key=order)


def by_description(members: Sequence[Member]) -> list[Member]:
    """The copies in the order in which they are believed about the work: XML says what its publisher knows."""
    return sorted(members, key=lambda member: ("xml" not in member.media_type, member.key))


def _form(member: Member) -> int:
    if member.media_type == PDF:
        return 0 if (member.confidence or 0.0) >= PDF_CONFIDENCE else 2
    if "xml" in member.media_type and "xhtml" not in member.media_type:
        return 1
    return 3 if "html" in member.media_type else 4


def _is_notice(member: Member) -> bool:
    return about_another(member.title) or says(member.title) == "notice"


def _beside(one: Member, other: Member) -> bool:
    """Whether both were read from one file, whose maker held them for two (the snippets of a corpus)."""
    return bool(one.files & other.files)


def _held(one: Member, other: Member) -> bool:
    """Whether the shorter of two beginnings stands mostly in the longer."""
    fewest = min(len(one.words), len(other.words))
    if fewest < FEWEST_WORDS:
        return _common(one, other)
    return len(one.words & other.words) >= HELD * fewest


def _common(one: Member, other: Member) -> bool:
    """Whether two beginnings are mostly the same."""
    every = len(one.words | other.words)
    return every > 0 and len(one.words & other.words) >= COMMON * every
