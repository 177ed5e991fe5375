"""Within a concept the code that fits what was said, and what is missing to be more specific."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.terms.details import NAMES, Details, core, details, without_side
from kb.terms.icd_entries import CodeLine
from kb.terms.icd_store import CodeTables
from kb.terms.phrase_index import PhraseIndex
from kb.terms.wording import stems_of

_UNSPECIFIED = re.compile(r"\bunspecified\b|\bNOS\b", re.IGNORECASE)
_ORGANS = re.compile(
    r"\b(eye|ear|breast|knee|hip|shoulder|wrist|ankle|elbow|hand|foot|arm|leg|limb|kidney|lung|ovary|testis"
    r"|finger|toe|thumb|femur|tibia|radius|humerus|ulna|fibula|clavicle|thigh|forearm|upper extremity"
    r"|lower extremity|upper limb|lower limb|eyelid|side)\b"
)
_UNSPECIFIED_SIDE = re.compile(
    r"\bunspecified (?:eye|ear|side|breast|knee|hip|shoulder|wrist|ankle|elbow|hand|foot|arm|leg|limb|kidney"
    r"|radius|ulna|femur|tibia|fibula|humerus|upper|lower|trimester|eyelid|finger|toe|ovary|testis)\w*",
    re.IGNORECASE,
)
# Words of a seventh character that its details already speak for.
_SAID_BY_ENCOUNTER = frozenset(stems_of("initial subsequent encounter sequela fracture right left"))
_CONFLICT = 0.8
_SEVENTH = 8  # signs of a whole code, its dot included


@dataclass(frozen=True, slots=True)
class Choice:
    """A code of a concept: how well it agrees with the details said (1 at best), what is missing."""

    line: CodeLine
    agreement: float
    unspecified: bool
    missing: tuple[str, ...]


def choices(
    tables: CodeTables, release: int, index: PhraseIndex, concept: int, said: Details, text: str
) -> list[Choice]:
    """The codes of a concept, those that agree with what was said first, unspecified ones last."""
    codes = index.codes[concept]
    known = tables.lines(release, codes)
    leaves = [
        known[code]
        for code in codes
        if code in known and not any(o != code and o.startswith(code) for o in codes)
    ]
    sides = {details(leaf.description).side for leaf in leaves}
    trimesters = {details(leaf.description).trimester for leaf in leaves}
    found = []
    for leaf in leaves:
        own = details(leaf.description)
        agreement, missing = 1.0, []
        unspecified = False
        for name, value, values in (
            ("side", own.side, sides),
            ("trimester", own.trimester, trimesters),
        ):
            wanted = getattr(said, name)
            if len(values) < 2:
                continue
            if value:
                if wanted and wanted != value:
                    agreement *= _CONFLICT
            else:
                unspecified = True
                if not wanted:
                    missing.append(_asking(name, leaf.description))
                else:
                    agreement *= 0.95
        found += _extended(tables, release, leaf, agreement, unspecified, missing, said, text)
    order = sorted(
        enumerate(found), key=lambda one: (-one[1].agreement, one[1].unspecified, one[0])
    )
    return [choice for _, choice in order]


def _extended(
    tables: CodeTables,
    release: int,
    leaf: CodeLine,
    agreement: float,
    unspecified: bool,
    missing: list[str],
    said: Details,
    text: str,
) -> list[Choice]:
    """A code, or where it needs a seventh character, those with the character that was said."""
    if leaf.billable:
        return [Choice(leaf, agreement, unspecified, tuple(missing))]
    children = [one for one in tables.children(release, leaf.code) if one.billable]
    if not children:
        missing = [*missing, "which code below it?"]
        return [Choice(leaf, agreement * 0.97, True, tuple(missing))]
    tails = {one.code: one.description[len(leaf.description) :].strip(" ,") for one in children}
    wanted = set(stems_of(text)) - set(stems_of(leaf.description)) - _SAID_BY_ENCOUNTER

    def fits(line: CodeLine) -> tuple[float, int]:
        own = details(tails[line.code])
        value = 0.0
        for name, stated in said.items():
            given = getattr(own, name)
            if stated and given:
                value += 1.0 if stated == given else -1.0
        held = set(stems_of(tails[line.code]))
        return value, len(held & wanted)

    best = max(children, key=fits)
    value, words = fits(best)
    asking = list(missing)
    if value <= 0 and words == 0:
        kinds = {name for tail in tails.values() for name, given in details(tail).items() if given}
        if "encounter" in kinds:
            best = children[0]
            asking.append(NAMES["encounter"])
        else:
            plain = [
                one for one in children if re.search(r"unspecified|not applicable", tails[one.code])
            ]
            if "side" in kinds:
                asked = [one for one in children if one not in plain]
                listed = [Choice(one, agreement, False, tuple(missing)) for one in asked]
                last = [
                    Choice(one, agreement, True, (*missing, _asking("side", tails[one.code])))
                    for one in plain
                ]
                return [*listed, *last]
            best = (plain or children)[0]
            asking.append(_open(tails))
    return [Choice(best, agreement, unspecified, tuple(asking))]


def _open(tails: dict[str, str]) -> str:
    """What is asked of codes that differ in how they end: "with tophus?", "which seventh character?"."""
    ends = set(tails.values())
    for end in ends:
        if end.startswith("with ") and f"without {end.removeprefix('with ')}" in ends:
            return f"{re.sub(r' *[(].*', '', end)}?"
    return "which seventh character?" if max(map(len, tails)) >= _SEVENTH else "which kind?"


def _asking(name: str, description: str) -> str:
    organ = _ORGANS.search(description.lower()) if name == "side" else None
    return f"which {organ[1]}?" if organ else NAMES[name]


def missing_kind(line: CodeLine, family: Sequence[CodeLine], said: Details) -> tuple[str, ...]:
    """What an unspecified code leaves open that its siblings say: "which stage?"."""
    own = dict(details(line.description).items())
    same = core_stems(line.description)
    alike = [details(one.description) for one in family if core_stems(one.description) == same]
    varying = [
        name
        for name in own
        if name not in ("side", "encounter", "trimester")
        and any(values := {getattr(one, name) for one in alike})
        and (not own[name] or sum(map(bool, values)) > 1)
    ]
    asking: tuple[str, ...] = ()
    if "stage" in varying and "severity" in varying:
        varying.remove("severity")  # "stage 4 (severe)": the stage says it
    if not any(own[name] for name in varying):
        asking = tuple(NAMES[name] for name in varying if not getattr(said, name))
    if asking or not _UNSPECIFIED.search(without_side_words(line.description)):
        return asking
    kinds = any(
        one.code != line.code
        and not re.search(r"\bother\b", one.description, re.IGNORECASE)
        and stems_of(without_side(one.description)) != stems_of(without_side(line.description))
        for one in family
    )
    return ("which kind?",) if kinds else ()


def core_stems(description: str) -> frozenset[str]:
    """The words of a description without any detail: alike for members of a family."""
    return frozenset(stems_of(core(description)))


def without_side_words(description: str) -> str:
    """A description without "unspecified eye" and its like, which say nothing of the kind."""
    return _UNSPECIFIED_SIDE.sub(" ", description)
