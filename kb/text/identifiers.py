"""The names that the world has for a work: DOI, PMID, PMCID, in the one form in which they compare."""

from __future__ import annotations

import re

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_LEAD = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi\s*:?\s*)", re.IGNORECASE)
_PMID = re.compile(r"^(?:pmid\s*:?\s*)?0*([1-9]\d{0,8})(?:\.0)?$", re.IGNORECASE)
_PMCID = re.compile(r"^(?:pmcid\s*:?\s*)?(?:pmc)?0*([1-9]\d{0,8})(?:\.\d+)?$", re.IGNORECASE)
# bioRxiv and medRxiv: 10.1101 until November 2025 (six digits, since December 2019 a date before them),
# then openRxiv's own prefix (openRxiv, "Understanding DOIs for preprints", 2025-11-18). 10.1101 belongs to
# Cold Spring Harbor's journals as well, whose DOIs name the journal.
_PREPRINT = re.compile(
    r"(10\.1101/(?:\d{6}|20\d\d\.\d\d\.\d\d\.\d{6,8})|10\.64898/20\d\d\.\d\d\.\d\d\.\d{6,8})(?:v\d+\S*)?$"
)


def doi(text: str | None) -> str | None:
    """A DOI in lower case without what is put before it; a preprint's without its version.

    ``None`` for what is no DOI ("unavailable").
    """
    found = _DOI.fullmatch(_DOI_LEAD.sub("", (text or "").strip()).lower().rstrip(".,;"))
    if found is None:
        return None
    version = _PREPRINT.match(found.group())
    return version.group(1) if version else found.group()


def is_preprint(name: str | None) -> bool:
    """Whether a DOI, as :func:`doi` gives it, is one of bioRxiv's or medRxiv's."""
    return bool(name and _PREPRINT.match(name))


def pmid(text: str | None) -> str | None:
    """A PubMed number as digits; ``None`` for anything else, and for 0, which lists write for none."""
    found = _PMID.match((text or "").strip())
    return found.group(1) if found else None


def pmcid(text: str | None) -> str | None:
    """A PubMed Central number as ``PMC123``, whatever its version; ``None`` for anything else."""
    found = _PMCID.match((text or "").strip())
    return f"PMC{found.group(1)}" if found else None
