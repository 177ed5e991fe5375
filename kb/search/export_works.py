"""Works for other programs: RIS and BibTeX for reference managers, CSV for spreadsheets.

RIS follows the tags of the specification by Research Information Systems (2001; 2011 for DO, LB),
BibTeX the entry types and fields of Oren Patashnik's "BibTeXing" (1988), CSV RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from kb.types import DocumentInfo

COLUMNS = (
    "title",
    "authors",
    "journal",
    "year",
    "volume",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "type",
    "design",
    "sample_size",
    "collection",
    "retracted",
    "id",
)
# A cell that begins with one of these may be taken for a formula by a spreadsheet (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PARTICLES = {"da", "de", "del", "den", "der", "di", "dos", "la", "ten", "van", "von"}
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,4}")
_GROUP = re.compile(
    r"\b(?:group|committee|collaborat\w*|investigators?|society|association|network|consortium|college"
    r"|organi[sz]ation|foundation|institute|council|panel|task force|ministry|department)\b",
    re.IGNORECASE,
)
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def as_ris(documents: Sequence[DocumentInfo]) -> str:
    """The works as RIS, a record each; lines end in CR LF, as the specification has it."""
    lines: list[str] = []
    for document in documents:
        meta = document.metadata
        first, last = _page_ends(meta.pages)
        article = document.collection == "literature"
        fields: list[tuple[str, object]] = [
            ("TY", "JOUR" if article and meta.journal else "RPRT" if article else "GEN"),
            *(("AU", family_first(author)) for author in meta.authors),
            ("TI", document.title),
            ("JO", meta.journal),
            ("PY", meta.year),
            ("VL", meta.volume),
            ("SP", first),
            ("EP", last),
            ("DO", meta.doi),
            ("AN", f"PMID:{meta.pmid}" if meta.pmid else None),
            ("C2", meta.pmcid),
            *(("KW", word) for word in (meta.type, meta.design) if word),
            *(("N1", "Retracted") for _ in (1,) if document.retracted),
            ("ID", document.id),
        ]
        lines += [f"{tag}  - {_line(value)}" for tag, value in fields if value not in (None, "")]
        lines += ["ER  - ", ""]
    return "".join(f"{line}\r\n" for line in lines)


def as_bibtex(documents: Sequence[DocumentInfo]) -> str:
    """The works as BibTeX; keys are made of the first author, the year and a letter where needed."""
    taken: set[str] = set()
    entries = []
    for document in documents:
        meta = document.metadata
        fields: list[tuple[str, object]] = [
            ("author", " and ".join(_tex_author(one) for one in meta.authors)),
            ("title", f"{{{_tex(document.title)}}}"),
            ("journal", _tex(meta.journal or "")),
            ("year", meta.year),
            ("volume", _tex(meta.volume or "")),
            ("pages", _tex(re.sub(r"\s*[-\u2010-\u2015]+\s*", "--", meta.pages or ""))),
            ("doi", _tex(meta.doi or "")),
            ("pmid", meta.pmid),
            ("pmcid", meta.pmcid),
            ("keywords", ", ".join(one for one in (meta.type, meta.design) if one)),
            ("note", "Retracted" if document.retracted else None),
        ]
        kind = "article" if meta.journal and document.collection == "literature" else "misc"
        body = ",\n".join(
            f"  {name} = {{{value}}}" for name, value in fields if value not in (None, "")
        )
        entries.append(f"@{kind}{{{_key(document, taken)},\n{body}\n}}\n")
    return "\n".join(entries)


def as_csv(documents: Sequence[DocumentInfo]) -> str:
    """The works as CSV with a head; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document in documents:
        meta = document.metadata
        row: tuple[object, ...] = (
            document.title,
            "; ".join(meta.authors),
            meta.journal,
            meta.year,
            meta.volume,
            meta.pages,
            meta.doi,
            meta.pmid,
            meta.pmcid,
            meta.type,
            meta.design,
            meta.sample_size,
            document.collection,
            "yes" if document.retracted else "no",
            document.id,
        )
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


# By the end of a file's name: how it is written, and its media type.
FORMATS: dict[str, tuple[Callable[[Sequence[DocumentInfo]], str], str]] = {
    ".ris": (as_ris, "application/x-research-info-systems"),
    ".bib": (as_bibtex, "application/x-bibtex"),
    ".csv": (as_csv, "text/csv"),
}


def once(documents: Iterable[DocumentInfo]) -> list[DocumentInfo]:
    """Each document once, in the order of first mention."""
    return list({document.id: document for document in documents}.values())


def family_first(name: str) -> str:
    """``Smith, Jane A.`` for ``Jane A. Smith`` and ``Smith, J.A.`` for ``Smith JA``; groups as they are."""
    name = " ".join(name.split())
    if "," in name or " " not in name or _GROUP.search(name):
        return name
    parts = name.split(" ")
    if _INITIALS.fullmatch(parts[-1]):
        initials = re.sub(r"[.\-]", "", parts[-1])
        return f"{' '.join(parts[:-1])}, {'.'.join(initials)}."
    cut = len(parts) - 1
    while cut > 1 and parts[cut - 1].lower() in _PARTICLES:
        cut -= 1
    return f"{' '.join(parts[cut:])}, {' '.join(parts[:cut])}"


def _page_ends(pages: str | None) -> tuple[str, str]:
    first, _, last = re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", pages or "").partition("-")
    return first.strip(), last.strip()


def _line(value: object) -> str:
    return " ".join(_CONTROL.sub(" ", str(value)).split())


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in _line(text))


def _tex_author(name: str) -> str:
    plain = family_first(name)
    # Braces keep a group's name whole, and an " and " within it from parting it.
    return _tex(plain) if "," in plain else f"{{{_tex(plain)}}}"


def _key(document: DocumentInfo, taken: set[str]) -> str:
    meta = document.metadata
    name = family_first(meta.authors[0]).partition(",")[0] if meta.authors else document.title
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    stem = ("".join(words) if meta.authors else "".join(words[:2])).lower()[:30] or "work"
    base = f"{stem}{meta.year or ''}"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key)
    return key


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = _line(value)
    return f"'{text}" if str(value).startswith(_FORMULA) or text.startswith(_FORMULA) else text
