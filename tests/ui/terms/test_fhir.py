"""What is exported for FHIR has the structure of R4; and the check that says so would see what has not."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest

from tests.fakes.fhir import departures
from ui.terms.export import export

CODES = [
    {"code": "E11.22", "description": 'Type 2 "diabetes", x', "kind": "code", "billable": True},
    {"code": "E11", "description": "=HYPERLINK()", "kind": "category", "billable": False},
    {"code": "H81.01", "description": "Ménière’s disease", "kind": "code", "billable": True},
]
FORMS = ("codesystem", "valueset")


def made(form: str, codes: list[dict[str, Any]] = CODES, release: str = "FY2026") -> Any:
    return json.loads(export(codes, form, release=release, day=date(2026, 11, 20)))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_has_the_structure_of_r4(form):
    assert departures(made(form)) == []


@pytest.mark.parametrize("form", FORMS)
def test_one_code_and_a_release_without_a_year_do_so_too(form):
    assert departures(made(form, CODES[:1], "A release of our own")) == []


@pytest.mark.parametrize("form", FORMS)
def test_every_code_and_its_words_are_there_in_order(form):
    resource = made(form)
    held = (
        resource["concept"]
        if form == "codesystem"
        else resource["compose"]["include"][0]["concept"]
    )
    assert [(one["code"], one["display"]) for one in held] == [
        (one["code"], one["description"]) for one in CODES
    ]


def test_a_fragment_does_not_say_how_many_codes_the_whole_has():
    resource = made("codesystem")
    assert resource["content"] == "fragment"
    assert "count" not in resource


def test_both_name_the_same_system_and_version():
    system, values = made("codesystem"), made("valueset")
    include = values["compose"]["include"][0]
    assert (include["system"], include["version"]) == (system["url"], system["version"])
    assert system["url"] == "http://hl7.org/fhir/sid/icd-10-cm"


def put(resource: Any, path: str, value: Any) -> Any:
    """The resource with another value at a path; ... takes the element away."""
    changed = copy.deepcopy(resource)
    *way, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    at = changed
    for part in way:
        at = at[part]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return changed


@pytest.mark.parametrize(
    ("form", "path", "value", "said"),
    [
        ("codesystem", "status", ..., "CodeSystem.status: required"),
        ("codesystem", "content", ..., "CodeSystem.content: required"),
        ("codesystem", "status", "final", "'final' is not one of"),
        ("codesystem", "content", "part", "'part' is not one of"),
        ("codesystem", "colour", "blue", "CodeSystem.colour: no such element"),
        ("codesystem", "url", "two words", "is not written as a uri"),
        ("codesystem", "date", "20.11.2026", "is not written as a dateTime"),
        ("codesystem", "date", "2026-13-01", "is not written as a dateTime"),
        ("codesystem", "title", " ", "is not written as a string"),
        ("codesystem", "title", "a\u0000b", "signs or a length"),
        ("codesystem", "name", "ICD-10-CM", "not usable as an identifier"),
        ("codesystem", "caseSensitive", "true", "not a boolean"),
        ("codesystem", "count", -1, "below zero"),
        ("codesystem", "concept", [], "an empty list"),
        ("codesystem", "concept", {}, "not a list"),
        ("codesystem", "concept/0/code", " E11", "is not written as a code"),
        ("codesystem", "concept/0/code", "E11", "a code stands twice"),
        ("codesystem", "concept/0/display", ["x"], "not text"),
        ("codesystem", "concept/0/property/0/code", "colour", "is not declared"),
        ("codesystem", "concept/0/property/0/valueBoolean", ..., "has one value, not 0"),
        ("codesystem", "property/0/type", "string", "is of another type"),
        ("codesystem", "property/0/type", "bool", "'bool' is not one of"),
        ("valueset", "status", ..., "ValueSet.status: required"),
        ("valueset", "compose/include", ..., "ValueSet.compose.include: required"),
        ("valueset", "compose/include", [], "an empty list"),
        ("valueset", "compose/include/0/system", ..., "neither a system nor a value set"),
        ("valueset", "compose/include/0/code", "E11", "no such element"),
        ("valueset", "compose/include/0/concept/0/code", ..., "required"),
        ("valueset", "compose/include/0/concept/0/billable", True, "no such element"),
        (
            "valueset",
            "compose/include/0/filter",
            [{"property": "p", "op": "=", "value": "v"}],
            "both concepts and filters",
        ),
        ("valueset", "resourceType", "Valueset", "no resource of a known type"),
    ],
)  # fmt: skip
def test_the_check_would_see_what_is_not_allowed(form, path, value, said):
    found = departures(put(made(form), path, value))
    assert any(said in one for one in found), found
