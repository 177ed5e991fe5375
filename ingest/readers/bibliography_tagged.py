"""Cuts RIS and NBIB into entries: lines of a tag, a hyphen and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.readers.bibliography_fields import Fields

# Longer entries and lines are no entries; what is left of one is passed over.
_MOST_LINES = 20_000
_MOST_LINE = 5_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """How a format writes an entry: its tags by our names, and the tag that begins and that ends one."""

    line: re.Pattern[str]
    begins: str
    ends: str | None
    names: Mapping[str, str]


RIS = Format(
    line=re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?\Z"),
    begins="TY",
    ends="ER",
    names={
        "TI": "title", "T1": "title", "CT": "title", "BT": "title",
        "AU": "author", "A1": "author",
        "JF": "journal", "JO": "journal", "T2": "journal", "JA": "journal", "J2": "journal",
        "PY": "year", "Y1": "year", "DA": "year",
        "VL": "volume", "SP": "first", "EP": "last",
        "DO": "doi", "AB": "abstract", "N2": "abstract", "M3": "label",
        "AN": "number", "C2": "number", "DB": "database", "DP": "database", "PMID": "pmid", "ID": "key", "UR": "address",
    },
)  # fmt: skip
NBIB = Format(
    line=re.compile(r"([A-Z]{2,4}) *- (.*)\Z"),
    begins="PMID",
    ends=None,
    names={
        "PMID": "pmid", "TI": "title", "BTI": "title", "FAU": "author", "AU": "short", "CN": "group",
        "JT": "journal", "TA": "abbreviated", "DP": "year", "VI": "volume", "PG": "pages",
        "AID": "doi", "LID": "doi", "PMC": "pmcid", "AB": "abstract", "PT": "label", "CI": "licence",
        "RIN": "RIN", "ROF": "ROF", "ECI": "ECI", "ECF": "ECF", "EIN": "EIN", "EFR": "EFR",
        "RPI": "RPI", "UIN": "UIN",
    },
)  # fmt: skip
_NOTICES = {
    "RIN": "PubMed lists this article as retracted",
    "ROF": "This is the notice of a retraction",
    "RPI": "PubMed lists this article as retracted and published anew",
    "ECI": "PubMed lists an expression of concern about this article",
    "ECF": "This is an expression of concern",
    "EIN": "PubMed lists an erratum of this article",
    "EFR": "This is an erratum",
    "UIN": "PubMed lists an update of this article",
}
_PUBMED_ADDRESS = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)[^\d]{0,12}(\d{1,9})")
# RIS says what kind of thing an entry is; only some of these kinds say how it was published.
_RIS_KINDS = {"STAND": "guideline", "ABST": "abstract"}


class TaggedSplitter:
    """Cuts a tagged format into entries, given piece by piece."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._rest = ""
        self._lines: list[tuple[str, str]] = []
        self._open = False

    def take(self, text: str, *, last: bool) -> Iterator[Fields | str]:
        lines = (self._rest + text).splitlines(keepends=True)
        self._rest = ""
        if lines and not last and not lines[-1].endswith("\n"):
            self._rest = lines.pop()[:_MOST_LINE]
        for line in lines:
            yield from self._line(line.rstrip("\r\n"))
        if last:
            yield from self._close(complete=self._form.ends is None)

    def _line(self, line: str) -> Iterator[Fields | str]:
        match = self._form.line.match(line.strip() if self._form is RIS else line)
        if match is None:
            # A line without a tag goes on with the value before it.
            if self._lines and line.strip() and len(self._lines) < _MOST_LINES:
                tag, value = self._lines[-1]
                self._lines[-1] = (tag, f"{value} {line.strip()}"[:_MOST_LINE])
            return
        tag, value = match[1], (match[2] or "").strip()
        if tag == self._form.begins:
            yield from self._close(complete=self._form.ends is None)
            self._open = True
        elif tag == self._form.ends:
            yield from self._close(complete=True)
            return
        if self._open and len(self._lines) < _MOST_LINES:
            self._lines.append((tag, value))

    def _close(self, *, complete: bool) -> Iterator[Fields | str]:
        lines, self._lines = self._lines, []
        was_open, self._open = self._open, False
        if not was_open:
            return
        if not complete:
            title = next((value for tag, value in lines if tag in ("TI", "T1")), "")
            yield f"the end of an entry is missing{f': {title[:80]}' if title else ''}"
            return
        yield _fields(lines, self._form)


def _fields(lines: list[tuple[str, str]], form: Format) -> Fields:
    fields: dict[str, list[str]] = {}
    for tag, value in lines:
        if not value:
            continue
        name = form.names.get(tag)
        if name in _NOTICES:
            fields.setdefault("notice", []).append(f"{_NOTICES[tag]}: {value.rstrip('.')}.")
        elif name is not None:
            fields.setdefault(name, []).append(value)
        elif tag == "TY" and value in _RIS_KINDS:
            fields.setdefault("label", []).append(_RIS_KINDS[value])
    if form is NBIB:
        _settle_nbib(fields)
    else:
        _settle_ris(fields)
    return fields


def _settle_nbib(fields: dict[str, list[str]]) -> None:
    """Full names before short ones; of the identifiers the DOI."""
    fields.setdefault("author", fields.pop("short", []))
    fields["author"] = fields["author"] + fields.pop("group", [])
    fields.setdefault("journal", fields.pop("abbreviated", []))
    fields["doi"] = [
        one.removesuffix("[doi]").strip() for one in fields.get("doi", ()) if "[doi]" in one
    ]
    fields["key"] = list(fields.get("pmid", ()))
    if "Retracted Publication" in fields.get("label", ()) and not any(
        "retracted" in one for one in fields.get("notice", ())
    ):
        fields.setdefault("notice", []).append(f"{_NOTICES['RIN']}.")


def _settle_ris(fields: dict[str, list[str]]) -> None:
    """The PubMed number, which RIS has no tag for: from the accession number or the address."""
    databases = " ".join(fields.pop("database", ())).lower()
    numbers = fields.pop("number", [])
    addresses = fields.pop("address", [])
    if "pubmed" in databases or "medline" in databases or "nlm" in databases.split():
        fields.setdefault("pmid", []).extend(one for one in numbers if one.isdecimal())
    for address in addresses:
        found = _PUBMED_ADDRESS.search(address)
        if found:
            fields.setdefault("pmid", []).append(found[1])
        elif "doi.org/10." in address:
            fields.setdefault("doi", []).append(address)
