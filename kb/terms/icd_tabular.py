"""The tabular list in the XML form that the CDC publishes, read into plain rows.

Source of the form: the CDC's ``icd10cm_tabular_<year>.xml``. The file names every code except those
that differ in their seventh character only: these follow from ``sevenChrDef``, a placeholder X filling
the places between (introduction of the tabular list, "7th characters and placeholder X").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from kb.errors import IngestError, UnreadableFile
from kb.terms.icd_entries import CodeKind

MOST_BYTES = 256 << 20

# The element that a note stands in, and the name that the code book gives it.
_NOTES = {
    "inclusionTerm": "inclusion",
    "includes": "includes",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
    "codeAlso": "code_also",
    "notes": "notes",
}
# Long enough for every code: three characters, a dot, three more.
_FULL = 7

Confirm = Callable[[str], bool]


@dataclass(slots=True)
class TabularRow:
    """One line of the list. ``notes`` are (kind, text) as printed; kind "seventh" is "A=text"."""

    code: str
    description: str
    kind: CodeKind
    parent: str | None
    chapter: str
    block: str
    category: str
    billable: bool
    extended: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader stands: what a line passes on to those below it."""

    parent: str | None
    chapter: str
    block: str
    category: str
    sevenths: tuple[tuple[str, str], ...]


def read_tabular(path: Path, *, confirm: Confirm | None = None) -> Iterator[TabularRow]:
    """The lines of a tabular file in its order, headings before what they head.

    Args:
        confirm: says whether a code with a seventh character exists (without its dot); the
            definitions alone allow a few that the classification does not have. All, if None.

    Raises:
        UnreadableFile: it is not a tabular list in that form.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(str(path), f"it is larger than {MOST_BYTES >> 20} MB")
    with path.open("rb") as file:
        yield from _read(file, str(path), confirm or (lambda code: True))


def _read(file: IO[bytes], name: str, confirm: Confirm) -> Iterator[TabularRow]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    chapters = 0
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if chapters == 0 and element.tag in ("html", "ClaML"):
                    break
            elif element.tag == "chapter":
                chapters += 1
                yield from _chapter(element, confirm)
                element.clear()
    except IngestError:
        raise
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableFile(name, f"it is not a well-formed XML file ({error})") from error
    if not chapters:
        raise UnreadableFile(
            name,
            "it holds no chapter of a tabular list",
            hint="Give the CDC's icd10cm_tabular_<year>.xml (unpacked from the ZIP file).",
        )


def _chapter(element: Any, confirm: Confirm) -> Iterator[TabularRow]:
    name = _text(element.find("name"))
    if not name:
        raise ValueError("a chapter has no name")
    row = TabularRow(name, _text(element.find("desc")), "chapter", None, name, "", "", False)
    row.notes, sevenths = _notes(element)
    yield row
    for section in element.findall("section"):
        yield from _section(section, _Place(name, name, "", "", sevenths), confirm)


def _section(element: Any, place: _Place, confirm: Confirm) -> Iterator[TabularRow]:
    name = element.get("id", "").strip()
    # Some blocks hold one category and bear its name; as a range they are told apart from it.
    block = name if "-" in name else f"{name}-{name}"
    row = TabularRow(
        block, _text(element.find("desc")), "block", place.parent, place.chapter, block, "", False
    )
    row.notes, sevenths = _notes(element)
    yield row
    below = _Place(block, place.chapter, block, "", sevenths or place.sevenths)
    for diagnosis in element.findall("diag"):
        yield from _diagnosis(diagnosis, below, confirm)


def _diagnosis(element: Any, place: _Place, confirm: Confirm) -> Iterator[TabularRow]:
    name = _text(element.find("name"))
    if not name:
        raise ValueError(f"a line below {place.parent} has no code")
    category = place.category or name
    row = TabularRow(
        name,
        _text(element.find("desc")),
        "category" if name == category else "code",
        place.parent,
        place.chapter,
        place.block,
        category,
        False,
    )
    row.notes, own = _notes(element)
    sevenths = own or place.sevenths
    children = element.findall("diag")
    extended = [] if children else list(_extended(row, sevenths, confirm))
    row.billable = not children and not extended
    yield row
    below = _Place(name, place.chapter, place.block, category, sevenths)
    for child in children:
        yield from _diagnosis(child, below, confirm)
    yield from extended


def _extended(
    row: TabularRow, sevenths: tuple[tuple[str, str], ...], confirm: Confirm
) -> Iterator[TabularRow]:
    stem = row.code if "." in row.code else f"{row.code}."
    stem = stem.ljust(_FULL, "X")
    for character, meaning in sevenths:
        if confirm(stem.replace(".", "") + character):
            yield TabularRow(
                stem + character,
                f"{row.description}, {meaning}",
                "code",
                row.code,
                row.chapter,
                row.block,
                row.category,
                billable=True,
                extended=True,
            )


def _notes(element: Any) -> tuple[list[tuple[str, str]], tuple[tuple[str, str], ...]]:
    """What is printed below a line's description, and the seventh characters that are defined there."""
    notes: list[tuple[str, str]] = []
    sevenths: list[tuple[str, str]] = []
    for part in element:
        kind = _NOTES.get(part.tag)
        if kind is not None:
            notes += [(kind, text) for note in part if (text := _text(note))]
        elif part.tag == "sevenChrNote":
            notes += [("seventh_note", text) for note in part if (text := _text(note))]
        elif part.tag == "sevenChrDef":
            for one in part:
                if one.tag == "extension":
                    sevenths.append((one.get("char", ""), _text(one)))
                elif sevenths and (text := _text(one)):
                    character, meaning = sevenths[-1]
                    sevenths[-1] = (character, f"{meaning} ({text})")
        elif part.tag == "visualImpairment":
            notes += [("notes", text) for text in _visual_impairment(part)]
    notes += [("seventh", f"{character}={meaning}") for character, meaning in sevenths]
    return notes, tuple(sevenths)


def _visual_impairment(element: Any) -> Iterator[str]:
    """The table of visual acuity that is printed at H54, a sentence for each category."""
    for category in element.findall("visCategory"):
        name = _text(category.find("value"))
        ranges = []
        for one in category.findall("visRange"):
            below, above = _text(one.find("visMax/value")), _text(one.find("visMin/value"))
            ranges.append(
                " and ".join(
                    part
                    for part in (
                        f"worse than {below}" if below else "",
                        f"equal to or better than {above}" if above else "",
                    )
                    if part
                )
            )
        if name and any(ranges):
            yield f"Category {name}: visual acuity {'; '.join(part for part in ranges if part)}"


def _text(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
