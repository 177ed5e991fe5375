"""Which class a drug belongs to: guidelines speak of classes where people ask about drugs."""

from __future__ import annotations

from functools import lru_cache

from kb.terms.lists import DATA


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in (DATA / "drug_classes.tsv").read_text(encoding="utf-8").splitlines():
        names, _, drugs = line.partition("\t")
        phrases = tuple(name.strip() for name in names.split("|"))
        for drug in drugs.split(","):
            found[drug.strip()] = found.get(drug.strip(), ()) + phrases
    return found


def classes_of(word: str) -> tuple[str, ...]:
    """The names of the classes that a drug (one lower-case word) belongs to; empty for other words."""
    return _classes().get(word, ())
