"""The structure that FHIR R4 (4.0.1) gives the resources that are exported, and what departs from it.

Written down from the element tables of https://hl7.org/fhir/R4/codesystem.html, valueset.html,
datatypes.html and resource.html. Elements of complex types that no export of this project has (identifier,
contact, narrative and the like) are known by name, and departures in what they hold are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

MANY = 10**9


class Element(NamedTuple):
    """How often an element may stand, and its type: a primitive, a table of elements, or "other"."""

    least: int
    most: int
    type: str | Mapping[str, Element]
    values: frozenset[str] | None = None  # where the binding is required


def _one(type_: Any, *values: str) -> Element:
    return Element(1, 1, type_, frozenset(values) or None)


def _maybe(type_: Any, *values: str) -> Element:
    return Element(0, 1, type_, frozenset(values) or None)


def _list(type_: Any, least: int = 0) -> Element:
    return Element(least, MANY, type_)


STATUS = ("draft", "active", "retired", "unknown")
PROPERTY_TYPES = ("code", "Coding", "string", "integer", "boolean", "dateTime", "decimal")
FILTERS = (
    "=",
    "is-a",
    "descendent-of",
    "is-not-a",
    "regex",
    "in",
    "not-in",
    "generalizes",
    "exists",
)
_RESOURCE = {
    "id": _maybe("id"),
    "meta": _maybe("other"),
    "implicitRules": _maybe("uri"),
    "language": _maybe("code"),
    "text": _maybe("other"),
    "contained": _list("other"),
    "extension": _list("other"),
    "modifierExtension": _list("other"),
}
_METADATA = {
    "url": _maybe("uri"),
    "identifier": _list("other"),
    "version": _maybe("string"),
    "name": _maybe("string"),
    "title": _maybe("string"),
    "status": _one("code", *STATUS),
    "experimental": _maybe("boolean"),
    "date": _maybe("dateTime"),
    "publisher": _maybe("string"),
    "contact": _list("other"),
    "description": _maybe("markdown"),
    "useContext": _list("other"),
    "jurisdiction": _list("other"),
    "purpose": _maybe("markdown"),
    "copyright": _maybe("markdown"),
}
_DESIGNATION = {
    "language": _maybe("code"),
    "use": _maybe("other"),
    "value": _one("string"),
}
_CONCEPT: dict[str, Element] = {
    "code": _one("code"),
    "display": _maybe("string"),
    "definition": _maybe("string"),
    "designation": _list(_DESIGNATION),
    "property": _list(
        {
            "code": _one("code"),
            "valueCode": _maybe("code"),
            "valueCoding": _maybe("other"),
            "valueString": _maybe("string"),
            "valueInteger": _maybe("integer"),
            "valueBoolean": _maybe("boolean"),
            "valueDateTime": _maybe("dateTime"),
            "valueDecimal": _maybe("decimal"),
        }
    ),
}
_CONCEPT["concept"] = _list(_CONCEPT)
CODE_SYSTEM = {
    "resourceType": _one("code", "CodeSystem"),
    **_RESOURCE,
    **_METADATA,
    "caseSensitive": _maybe("boolean"),
    "valueSet": _maybe("uri"),
    "hierarchyMeaning": _maybe("code", "grouped-by", "is-a", "part-of", "classified-with"),
    "compositional": _maybe("boolean"),
    "versionNeeded": _maybe("boolean"),
    "content": _one("code", "not-present", "example", "fragment", "complete", "supplement"),
    "supplements": _maybe("uri"),
    "count": _maybe("unsignedInt"),
    "filter": _list(
        {
            "code": _one("code"),
            "description": _maybe("string"),
            "operator": _list("code", 1),
            "value": _one("string"),
        }
    ),
    "property": _list(
        {
            "code": _one("code"),
            "uri": _maybe("uri"),
            "description": _maybe("string"),
            "type": _one("code", *PROPERTY_TYPES),
        }
    ),
    "concept": _list(_CONCEPT),
}
_INCLUDE = {
    "system": _maybe("uri"),
    "version": _maybe("string"),
    "concept": _list(
        {
            "code": _one("code"),
            "display": _maybe("string"),
            "designation": _list(_DESIGNATION),
        }
    ),
    "filter": _list(
        {
            "property": _one("code"),
            "op": _one("code", *FILTERS),
            "value": _one("string"),
        }
    ),
    "valueSet": _list("uri"),
}
VALUE_SET = {
    "resourceType": _one("code", "ValueSet"),
    **_RESOURCE,
    **_METADATA,
    "immutable": _maybe("boolean"),
    "compose": _maybe(
        {
            "lockedDate": _maybe("date"),
            "inactive": _maybe("boolean"),
            "include": _list(_INCLUDE, 1),
            "exclude": _list(_INCLUDE),
        }
    ),
    "expansion": _maybe("other"),
}
RESOURCES = {"CodeSystem": CODE_SYSTEM, "ValueSet": VALUE_SET}

_DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
_TIME = r"T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)"
_WRITTEN = {
    "code": r"\S+(\s\S+)*",
    "uri": r"\S+",
    "id": r"[A-Za-z0-9.\-]{1,64}",
    "date": rf"{_DAY})?)?",
    "dateTime": rf"{_DAY}({_TIME})?)?)?",
    "string": r"[\s\S]*\S[\s\S]*",
    "markdown": r"[\s\S]*\S[\s\S]*",
}
_MOST_CHARACTERS = 1024 * 1024
# Signs that no string may hold: control characters but tab and the ends of lines.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")


def departures(resource: Any) -> list[str]:
    """Where a resource departs from the structure, as "path: what"; empty where it does not."""
    table = RESOURCES.get(resource.get("resourceType")) if isinstance(resource, dict) else None
    if table is None:
        return [": no resource of a known type"]
    found = list(_elements(resource, table, resource["resourceType"]))
    return found or list(_rules(resource))


def _elements(given: Any, table: Mapping[str, Element], path: str) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{path}: not an object"
        return
    if not given:
        yield f"{path}: empty"
    for name in given:
        # "_title" carries the id and extensions of the primitive "title".
        if name.removeprefix("_") not in table:
            yield f"{path}.{name}: no such element"
    for name, element in table.items():
        where = f"{path}.{name}"
        if name not in given:
            if element.least:
                yield f"{where}: required"
            continue
        value = given[name]
        if element.most == 1:
            yield from _value(value, element, where)
        elif not isinstance(value, list):
            yield f"{where}: not a list"
        elif not value:
            yield f"{where}: an empty list"
        else:
            for at, one in enumerate(value):
                yield from _value(one, element, f"{where}[{at}]")


def _value(value: Any, element: Element, path: str) -> Iterator[str]:
    kind = element.type
    if not isinstance(kind, str):
        yield from _elements(value, kind, path)
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path}: not a boolean"
    elif kind in ("integer", "unsignedInt", "decimal"):
        numbers = (int, float) if kind == "decimal" else (int,)
        if isinstance(value, bool) or not isinstance(value, numbers):
            yield f"{path}: not a number of the kind {kind}"
        elif kind == "unsignedInt" and value < 0:
            yield f"{path}: below zero"
    elif kind != "other":
        yield from _written(value, kind, path)
        if element.values and value not in element.values:
            yield f"{path}: {value!r} is not one of {', '.join(sorted(element.values))}"


def _written(value: Any, kind: str, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{path}: not text"
    elif not re.fullmatch(_WRITTEN[kind], value):
        yield f"{path}: {value!r} is not written as a {kind}"
    elif _CONTROL.search(value) or len(value) > _MOST_CHARACTERS:
        yield f"{path}: signs or a length that no {kind} may have"


def _rules(resource: Mapping[str, Any]) -> Iterator[str]:
    """What the resources ask for beyond their elements: invariants, value[x], declared properties."""
    name = resource.get("name")
    if name is not None and not _NAME.fullmatch(name):  # csd-0, vsd-0
        yield f"{resource['resourceType']}.name: not usable as an identifier"
    if resource["resourceType"] == "ValueSet":
        yield from _of_value_set(resource.get("compose", {}))
    else:
        yield from _of_code_system(resource)


def _of_value_set(compose: Mapping[str, Any]) -> Iterator[str]:
    for part in ("include", "exclude"):
        for at, one in enumerate(compose.get(part, ())):
            path = f"ValueSet.compose.{part}[{at}]"
            if "system" not in one and "valueSet" not in one:  # vsd-1
                yield f"{path}: neither a system nor a value set"
            if ("concept" in one or "filter" in one) and "system" not in one:  # vsd-2
                yield f"{path}: concepts or filters without their system"
            if "concept" in one and "filter" in one:  # vsd-3
                yield f"{path}: both concepts and filters"


def _of_code_system(resource: Mapping[str, Any]) -> Iterator[str]:
    codes = [one["code"] for one in _concepts(resource)]
    if len(codes) != len(set(codes)):  # csd-1
        yield "CodeSystem.concept: a code stands twice"
    types = {one["code"]: one["type"] for one in resource.get("property", ())}
    for concept in _concepts(resource):
        for held in concept.get("property", ()):
            values = [one for one in held if one.startswith("value")]
            path = f"CodeSystem.concept {concept['code']}"
            if len(values) != 1:
                yield f"{path}: a property has one value, not {len(values)}"
            elif held["code"] not in types:
                yield f"{path}: property {held['code']} is not declared"
            elif values[0].removeprefix("value").lower() != types[held["code"]].lower():
                yield f"{path}: property {held['code']} is of another type"


def _concepts(holder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in holder.get("concept", ()):
        yield one
        yield from _concepts(one)
