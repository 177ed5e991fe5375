"""The written glossary and the abbreviations: what a clinical term means, without the library.

The definitions are written for this project, in its own words; each names the standard reference that it
follows. They say what a word means, not how a patient is to be diagnosed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb.lexicon.expand import expand
from kb.lexicon.lists import abbreviations, exact_abbreviations
from kb.lexicon.spelling import american
from kb.lexicon.tokens import WORD, base, singular
from kb.terms.problems import nearest
from kb.terms.tables import listed, rows

_LISTED = "The list of abbreviations of this project, field “{field}”; conventions: {reference}"
_REFERENCES = {
    "routes and frequencies": "British National Formulary, abbreviations and symbols, 2024",
    "prescribing": "British National Formulary, abbreviations and symbols, 2024",
    "laboratory": "Tietz Textbook of Laboratory Medicine, 7th ed., 2022",
    "research": "AMA Manual of Style, 11th ed., 2020, ch. 13; ICMJE",
}
_REFERENCE = "AMA Manual of Style, 11th ed., 2020, ch. 13; Dorland's, 33rd ed., 2020"
# The Joint Commission, Official "Do Not Use" List, 2004.
_NOT_TO_BE_WRITTEN = {
    ("QD", "once daily"): "daily",
    ("MS", "morphine sulfate"): "morphine sulfate",
}
_CAUTION = "Not to be written in orders (The Joint Commission, 2004): write “{instead}”."


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term, other words for it, its definition in one or two sentences, and what that follows."""

    term: str
    also: tuple[str, ...]
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Abbreviated:
    """One meaning of an abbreviation. ``caution`` is set where it ought not to be written."""

    short: str
    long: str
    field: str
    source: str
    caution: str | None = None


@lru_cache(maxsize=1)
def glossary() -> tuple[GlossaryEntry, ...]:
    """All entries of ``data/glossary.tsv``."""
    sources = {row["key"]: row["source"] for row in rows("glossary_sources.tsv")}
    return tuple(
        GlossaryEntry(row["term"], listed(row["also"]), row["definition"], sources[row["source"]])
        for row in rows("glossary.tsv")
    )


def word_key(text: str) -> tuple[str, ...]:
    """A term as terms are compared: American, singular, without case and signs."""
    return tuple(american(singular(base(word))) for word in WORD.findall(text.lower()))


@lru_cache(maxsize=1)
def _by_words() -> dict[tuple[str, ...], GlossaryEntry]:
    found: dict[tuple[str, ...], GlossaryEntry] = {}
    for one in glossary():
        found.setdefault(word_key(one.term), one)
    for one in glossary():
        for name in one.also:
            if not _is_short(name):
                found.setdefault(word_key(name), one)
    return found


@lru_cache(maxsize=1)
def _by_letters() -> dict[str, GlossaryEntry]:
    """The entries by their abbreviations, which only count as they are written: AS is not "as"."""
    found: dict[str, GlossaryEntry] = {}
    for one in glossary():
        for name in one.also:
            if _is_short(name):
                found.setdefault(name, one)
    return found


def _is_short(name: str) -> bool:
    """Whether a name is an abbreviation: listed as one, or one word with several capitals."""
    return name.lower() in _by_short() or (
        " " not in name and sum(letter.isupper() for letter in name) > 1
    )


def find_entry(term: str) -> GlossaryEntry | None:
    """The entry of a term, by any of its names, in either spelling, or by a listed synonym.

    Abbreviations have to be written as they are listed.
    """
    found = _by_words().get(word_key(term)) or _by_letters().get(term.strip())
    if found is not None:
        return found
    for other in same_as(term):
        found = None if _is_short(other) else _by_words().get(word_key(other))
        if found is not None:
            return found
    return None


def same_as(term: str) -> tuple[str, ...]:
    """What else the word lists call a whole term; empty where they do not know it."""
    plain = term.strip()
    whole = (
        one.phrases
        for one in expand(plain).alternatives
        if not one.ambiguous and (one.start, one.end) == (0, len(plain))
    )
    return tuple(phrase for phrases in whole for phrase in phrases)


@lru_cache(maxsize=1)
def _by_short() -> dict[str, tuple[Abbreviated, ...]]:
    found: dict[str, tuple[Abbreviated, ...]] = {}
    for short, long, field in abbreviations():
        source = _LISTED.format(field=field, reference=_REFERENCES.get(field, _REFERENCE))
        instead = _NOT_TO_BE_WRITTEN.get((short, long))
        caution = _CAUTION.format(instead=instead) if instead else None
        one = Abbreviated(short, long, field, source, caution)
        found[short.lower()] = (*found.get(short.lower(), ()), one)
    return found


def expansions(term: str) -> tuple[Abbreviated, ...]:
    """What an abbreviation may stand for; empty for words that are none.

    Where the case tells meanings apart ("egfr", "EGFR"), the one that is written as listed comes alone;
    typed otherwise, all come. Abbreviations that are ordinary words count only as they are listed.
    """
    plain = term.strip().removesuffix(".")
    found = _by_short().get(plain.lower(), ())
    as_listed = tuple(one for one in found if one.short == plain)
    if as_listed:
        return as_listed
    if plain.lower() in exact_abbreviations() and plain.islower():
        return ()
    return found


def abbreviations_of(phrase: str) -> tuple[str, ...]:
    """The listed abbreviations of a phrase."""
    wanted = word_key(phrase)
    return tuple(
        dict.fromkeys(
            one.short
            for found in _by_short().values()
            for one in found
            if word_key(one.long) == wanted
        )
    )


def nearest_terms(term: str) -> tuple[str, ...]:
    """Terms of the glossary and the abbreviations that a mistyped one resembles."""
    names = [name for one in glossary() for name in (one.term, *one.also)]
    names += [one.long for found in _by_short().values() for one in found]
    return nearest(term, names)
