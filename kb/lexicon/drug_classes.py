"""Which class a drug belongs to, and which drugs a class holds.

Guidelines speak of classes where people ask about drugs, and notes name drugs where people ask about
classes.
"""

from __future__ import annotations

from functools import lru_cache

from kb.lexicon.lists import DATA


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    classes: dict[str, tuple[str, ...]] = {}
    drugs: dict[str, tuple[str, ...]] = {}
    for line in (DATA / "drug_classes.tsv").read_text(encoding="utf-8").split("\n"):
        names, tab, members = line.partition("\t")
        if not tab:
            continue
        phrases = tuple(name.strip() for name in names.split("|"))
        held = tuple(drug.strip() for drug in members.split(","))
        for drug in held:
            classes[drug] = classes.get(drug, ()) + phrases
        for phrase in phrases:
            drugs[_key(phrase)] = drugs.get(_key(phrase), ()) + held
    return classes, drugs


def classes_of(word: str) -> tuple[str, ...]:
    """The names of the classes that a drug (one lower-case word) belongs to; empty for other words."""
    return _tables()[0].get(word, ())


def drugs_of(phrase: str) -> tuple[str, ...]:
    """The drugs of a class, by any of its names, in the plural, too; empty for other phrases."""
    return _tables()[1].get(_key(phrase), ())


def _key(phrase: str) -> str:
    return phrase.lower().replace("-", " ").rstrip("s")


def listed_drugs() -> frozenset[str]:
    """Every drug that some class lists, in lower case."""
    return frozenset(_tables()[0])
