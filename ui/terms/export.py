"""Chosen codes as files: CSV, FHIR R4 CodeSystem and ValueSet, plain lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from kb.errors import SettingsError

if TYPE_CHECKING:
    from ui.terms.forms import CodeLineForm

Format = Literal["csv", "codesystem", "valueset", "text"]
FORMATS: tuple[Format, ...] = ("csv", "codesystem", "valueset", "text")
MEDIA: dict[Format, str] = {
    "csv": "text/csv",
    "codesystem": "application/fhir+json",
    "valueset": "application/fhir+json",
    "text": "text/plain",
}
FILES: dict[Format, str] = {
    "csv": "codes.csv",
    "codesystem": "codesystem.json",
    "valueset": "valueset.json",
    "text": "codes.txt",
}
# The system's identifier in FHIR: https://terminology.hl7.org/ICD.html
SYSTEM = "http://hl7.org/fhir/sid/icd-10-cm"
_YEAR = re.compile(r"\d{4}")
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(codes: Sequence[CodeLineForm], form: Format, *, release: str, day: date) -> str:
    """Write codes in one of :data:`FORMATS`; ``day`` is the date of the resource.

    Raises:
        SettingsError: there is no code to write.
    """
    if not codes:
        raise SettingsError("There is no code to export.", hint="Choose one or more first.")
    if form == "csv":
        return _csv(codes, release)
    if form == "text":
        return "".join(f"{one['code']}\t{one['description']}\n" for one in codes)
    made = (
        _code_system(codes, release, day)
        if form == "codesystem"
        else _value_set(codes, release, day)
    )
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def version_of(release: str) -> str:
    """The version as value sets name it: the fiscal year ("2026") where the release's name has one."""
    year = _YEAR.search(release)
    return year[0] if year else release


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(codes: Sequence[CodeLineForm], release: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(("code", "description", "billable", "release"))
    for one in codes:
        billable = "yes" if one["billable"] else "no"
        writer.writerow((one["code"], safe_cell(one["description"]), billable, release))
    return out.getvalue()


def _code_system(codes: Sequence[CodeLineForm], release: str, day: date) -> dict[str, Any]:
    """A fragment of ICD-10-CM: https://hl7.org/fhir/R4/codesystem.html."""
    return {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "version": version_of(release),
        "name": "ICD10CM",
        "title": "ICD-10-CM, chosen codes",
        "status": "active",
        "date": day.isoformat(),
        "publisher": "CDC National Center for Health Statistics",
        "copyright": "ICD-10-CM is in the public domain in the United States.",
        "caseSensitive": True,
        # Without `count`: it is that of the whole code system, not of a fragment.
        "content": "fragment",
        "property": [
            {
                "code": "billable",
                "description": "Complete: nothing more specific stands below it.",
                "type": "boolean",
            }
        ],
        "concept": [
            {
                "code": one["code"],
                "display": one["description"],
                "property": [{"code": "billable", "valueBoolean": one["billable"]}],
            }
            for one in codes
        ],
    }


def _value_set(codes: Sequence[CodeLineForm], release: str, day: date) -> dict[str, Any]:
    """The chosen codes by reference: https://hl7.org/fhir/R4/valueset.html."""
    return {
        "resourceType": "ValueSet",
        "name": "ChosenCodes",
        "title": "Chosen ICD-10-CM codes",
        "status": "draft",
        "date": day.isoformat(),
        "compose": {
            "include": [
                {
                    "system": SYSTEM,
                    "version": version_of(release),
                    "concept": [
                        {"code": one["code"], "display": one["description"]} for one in codes
                    ],
                }
            ]
        },
    }
