"""Files that lie beside a PDF under the same name and say what it is: ``trial.pdf`` and ``trial.ris``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path, PurePath

from ingest.readers.xml import root_name

# The strongest first: the publisher's own XML, PubMed's record, what a person wrote, what programs exported.
SUFFIXES = (".xml", ".nxml", ".nbib", ".json", ".ris", ".bib")
# A file that is larger holds more than a description.
MOST_BYTES = 16 * 1024 * 1024
_ENTRY = {
    ".ris": re.compile(rb"^TY  ?-", re.MULTILINE),
    ".nbib": re.compile(rb"^PMID ?-", re.MULTILINE),
    ".bib": re.compile(
        rb"^\s*@(?!string|comment|preamble)\w+\s*[{(]", re.MULTILINE | re.IGNORECASE
    ),
}
_ARTICLE = re.compile(rb"<Pubmed(?:Book)?Article[\s>]")
_BODY = re.compile(rb"<(?:body|bdy)[\s>]")


def beside(pdf: Path) -> tuple[Path, ...]:
    """The files that describe this PDF, strongest first; nothing for any other file."""
    if pdf.suffix.lower() != ".pdf":
        return ()
    return tuple(one for suffix in SUFFIXES if _is_file(one := pdf.with_suffix(suffix)))


def pdf_of(path: Path) -> Path | None:
    """The PDF that this file lies beside under the same name, if there is one."""
    if path.suffix.lower() not in SUFFIXES:
        return None
    candidates = (path.with_suffix(suffix) for suffix in (".pdf", ".PDF"))
    return next((one for one in candidates if _is_file(one)), None)


def pair_names(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of files that came together, each PDF's name with those that describe it, strongest first."""
    by_stem: dict[str, dict[str, str]] = {}
    for name in names:
        path = PurePath(name)
        by_stem.setdefault(path.stem, {}).setdefault(path.suffix.lower(), name)
    return {
        kinds[".pdf"]: tuple(kinds[suffix] for suffix in SUFFIXES if suffix in kinds)
        for kinds in by_stem.values()
        if ".pdf" in kinds
    }


def describes_only(name: str, data: bytes) -> bool:
    """Whether a file holds no more than the description of one work: no article, no second entry."""
    suffix = PurePath(name).suffix.lower()
    if len(data) > MOST_BYTES:
        return False
    if suffix == ".json":
        return True
    if suffix in _ENTRY:
        return len(_ENTRY[suffix].findall(data)) <= 1
    root = root_name(data[:65_536])
    if root == "PubmedArticleSet":
        return len(_ARTICLE.findall(data)) <= 1
    return root in ("article", "art") and _BODY.search(data) is None


def fingerprint(parts: Sequence[tuple[str, str]]) -> str:
    """A short name for the content of some files, given as (name, SHA-256); empty for none."""
    if not parts:
        return ""
    whole = "\n".join(f"{PurePath(name).suffix.lower()} {digest}" for name, digest in parts)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
