"""The word lists of ``data``: reading them, lines in and tuples out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"

# Fields of abbreviations that name no clinical subject: "Hx", "RCT", "BID".
GENERAL_FIELDS = frozenset({"clinical notes", "research", "routes and frequencies"})


class Abbreviation(NamedTuple):
    """One meaning of an abbreviation, in one field of medicine."""

    short: str
    long: str
    field: str


def _rows(name: str) -> list[list[str]]:
    """The lines of a list, cut at tabs; empty lines and ``#`` comments are left out."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def abbreviations() -> tuple[Abbreviation, ...]:
    """Every line of ``abbreviations.tsv``: an ambiguous abbreviation has several."""
    return tuple(Abbreviation(*row) for row in _rows("abbreviations.tsv"))


@lru_cache(maxsize=1)
def exact_abbreviations() -> frozenset[str]:
    """Abbreviations, in lower case, that count only as ``abbreviations.tsv`` writes them.

    Without their capitals they are ordinary words or units ("as", "mg"), or only the case tells
    two abbreviations apart.
    """
    return frozenset(row[0] for row in _rows("exact.tsv"))


@lru_cache(maxsize=1)
def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """Every line of ``synonyms.tsv``: phrases with one meaning, the preferred one first."""
    return tuple(tuple(row) for row in _rows("synonyms.tsv"))


@lru_cache(maxsize=1)
def general_groups() -> tuple[tuple[str, ...], ...]:
    """Every line of ``general.tsv``: synonyms too, of words that name no clinical subject."""
    return tuple(tuple(row) for row in _rows("general.tsv"))


@lru_cache(maxsize=1)
def spelling_pairs() -> tuple[tuple[str, str], ...]:
    """Every line of ``spelling.tsv``: a part of a word in British and in American spelling.

    ``^`` ties a part to the beginning of the word and ``$`` to its end.
    """
    return tuple((british, american) for british, american in _rows("spelling.tsv"))
