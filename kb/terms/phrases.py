"""The phrases under which a code is found: its description, inclusion terms, and words of this project.

Codes that differ by side or trimester only are one concept, named for the first heading that says the
same; a phrase leads to a concept, and the code within it follows from what else was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kb.lexicon.lists import abbreviations
from kb.terms.details import without_side
from kb.terms.icd_store import CodeTables
from kb.terms.wording import DATA, NEGATED, stems_of

_BRACKETS = re.compile(r"\[([^\]]*)\]")
_REFERENCE = re.compile(r"\s*\((?:[A-Z]\d[0-9A-Z][^()]*)\)\s*$")
_LISTED = ("inclusion", "includes")
# Where a heading's words are asked for, these say least beyond them.
_PLAIN = re.compile(
    r"unspecified|without (?:complication|mention)|uncomplicated|\bnos\b", re.IGNORECASE
)
_OTHER = re.compile(r"\bother\b|elsewhere", re.IGNORECASE)


@dataclass(slots=True)
class Concept:
    """Codes that say the same but for side or trimester; ``codes`` in the order of the list.

    ``default`` is the concept to offer where only this heading's words were said; itself for most.
    """

    root: str
    stems: tuple[str, ...]
    category: str
    leaf: bool = False
    codes: list[str] = field(default_factory=list)
    parent: int = -1
    default: int = -1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that lead to a concept. ``listed`` by the tabular list, or by this project's own index."""

    text: str
    concept: int
    listed: bool = True
    other: bool = False


@dataclass(slots=True)
class Collected:
    """All concepts and phrases of a release."""

    concepts: list[Concept] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)


@lru_cache(maxsize=1)
def index_terms() -> tuple[tuple[str, str], ...]:
    """This project's own words for codes (``data/index_terms``, a file a chapter): (term, code)."""
    found = []
    for file in index_files():
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                code, *terms = line.split("\t")
                found += [(term.strip(), code) for term in terms]
    return tuple(found)


def index_files() -> list[Path]:
    """The files of this project's own words for codes, in the order of the chapters."""
    return sorted((DATA / "index_terms").glob("*.tsv"))


def collect(tables: CodeTables, release: int) -> Collected:
    """The concepts and phrases of a release."""
    result = Collected()
    of_code: dict[str, int] = {}
    headings: set[str] = set()
    for code, description, kind, _, extended, parent, category in tables.every(release):
        if extended:
            # An index term may name a code with its seventh character; it leads to the stem.
            of_code[code] = of_code[parent]
        if kind in ("chapter", "block") or extended:
            continue
        headings.add(parent)
        stems = stems_of(without_side(_plain(description)))
        above = of_code.get(parent, -1)
        known = _same(result, above, stems)
        if known is None:
            known = len(result.concepts)
            result.concepts.append(Concept(code, stems, category, parent=above))
            result.phrases += _of_description(description, known)
        concept = result.concepts[known]
        concept.codes.append(code)
        of_code[code] = known
    for concept in result.concepts:
        concept.leaf = any(code not in headings for code in concept.codes)
    _defaults(result)
    seen = {(phrase.concept, phrase.text.lower()) for phrase in result.phrases}
    for code, kind, text in tables.every_note(release):
        if kind not in _LISTED or code not in of_code:
            continue
        for phrase in _of_term(text, of_code[code]):
            key = (phrase.concept, phrase.text.lower())
            if key not in seen:
                seen.add(key)
                result.phrases.append(phrase)
    doubtful = _doubtful()
    for text, code in index_terms():
        # What an abbreviation may stand for is the word lists' to say, with all its meanings.
        if code in of_code and text not in doubtful:
            result.phrases.append(Phrase(text, of_code[code], listed=False))
    return result


def _doubtful() -> frozenset[str]:
    """Abbreviations with several meanings."""
    meanings: dict[str, set[str]] = {}
    for short, long, _ in abbreviations():
        meanings.setdefault(short, set()).add(long)
    return frozenset(short for short, longs in meanings.items() if len(longs) > 1)


def _same(found: Collected, above: int, stems: tuple[str, ...]) -> int | None:
    """The concept that says the same under the same heading: the heading's own, or a sibling's."""
    if above < 0:
        return None
    if "other" not in stems and set(found.concepts[above].stems) == set(stems):
        return above
    for number in range(len(found.concepts) - 1, above, -1):
        concept = found.concepts[number]
        if concept.parent == above and set(concept.stems) == set(stems):
            return number
        if number < len(found.concepts) - 40:
            break
    return None


def _plain(text: str) -> str:
    return _BRACKETS.sub(" ", _REFERENCE.sub("", text))


def _of_description(description: str, concept: int) -> Iterator[Phrase]:
    other = bool(_OTHER.search(description))
    yield Phrase(_tidy(without_side(_plain(description))), concept, other=other)
    for inside in _BRACKETS.findall(description):
        if stems_of(without_side(inside)) and not inside.strip().isdigit():
            yield Phrase(inside.strip(), concept, other=other)


def _of_term(text: str, concept: int) -> Iterator[Phrase]:
    plain = _REFERENCE.sub("", text)
    yield Phrase(_tidy(_BRACKETS.sub(" ", plain)), concept)
    for inside in _BRACKETS.findall(plain):
        if len(inside.strip()) > 1 and stems_of(without_side(inside)):
            yield Phrase(inside.strip(), concept)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")


def _defaults(found: Collected) -> None:
    """For each heading the concept below it that adds least: no other disease, no complication."""
    children: dict[int, list[int]] = {}
    for number, concept in enumerate(found.concepts):
        if concept.parent >= 0:
            children.setdefault(concept.parent, []).append(number)
    first_phrase: dict[int, Phrase] = {}
    for phrase in found.phrases:
        first_phrase.setdefault(phrase.concept, phrase)
    for number in range(len(found.concepts) - 1, -1, -1):
        concept = found.concepts[number]
        if concept.leaf or number not in children:
            concept.default = number
            continue
        options = []
        own = set(concept.stems)
        for child in children[number]:
            target = found.concepts[child].default
            extra = [
                stem
                for stem in found.concepts[target].stems
                if stem not in own
                and not stem.startswith(NEGATED)
                and not stem.startswith("uncompl")
            ]
            phrase = first_phrase[target]
            options.append((_OTHER.search(phrase.text) is not None, len(extra), target))
        other, extra_words, target = min(options)
        concept.default = number if other or extra_words > 2 else target
