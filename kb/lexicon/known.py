"""Every single word that the lists hold: what is a word already is no slip of the pen."""

from __future__ import annotations

from functools import lru_cache

from kb.lexicon.drug_classes import listed_drugs
from kb.lexicon.lists import GENERAL_FIELDS, abbreviations, general_groups, synonym_groups
from kb.lexicon.spelling import american, british
from kb.lexicon.tokens import WORD, base, singular
from kb.text.words import STOP_WORDS


def _words(phrases: list[str]) -> frozenset[str]:
    found = {base(match[0].lower()) for phrase in phrases for match in WORD.finditer(phrase)}
    return frozenset(found - STOP_WORDS)


@lru_cache(maxsize=1)
def clinical_words() -> frozenset[str]:
    """Words of drugs, diseases, findings and procedures, in lower case, as the lists write them."""
    phrases = [phrase for group in synonym_groups() for phrase in group]
    phrases += [one.long for one in abbreviations() if one.field not in GENERAL_FIELDS]
    return _words([*phrases, *listed_drugs()])


@lru_cache(maxsize=1)
def _every_word() -> frozenset[str]:
    phrases = [phrase for group in general_groups() for phrase in group]
    phrases += [text for one in abbreviations() for text in (one.short, one.long)]
    return clinical_words() | _words(phrases)


def is_listed(word: str) -> bool:
    """Whether some list holds a lower-case word, in the plural or in the other spelling, too."""
    forms = {word, singular(word)}
    forms |= {american(form) for form in forms} | {british(form) for form in forms}
    return not forms.isdisjoint(_every_word())
